// What of a person's name and number is shown without scope `admin` (dictionary S "Archive
// members…"). Characters are code points, so that 张三 becomes 张* and not half a character.
#include <algorithm>

#include "catalog/archive_reader.h"

namespace cems::catalog {
namespace {

constexpr std::size_t kPhoneHead = 3;
constexpr std::size_t kPhoneTail = 4;

/// Where each character of valid UTF-8 begins, and the end of the text.
std::vector<std::size_t> character_starts(std::string_view text) {
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U) {
      starts.push_back(at);
    }
  }
  starts.push_back(text.size());
  return starts;
}

/// `text` with all but its first `head` and last `tail` characters turned to `*`.
/// REQUIRES: head + tail <= number of characters.
std::string keep_ends(std::string_view text, const std::vector<std::size_t>& starts,
                      std::size_t head, std::size_t tail) {
  const std::size_t count = starts.size() - 1;
  std::string masked(text.substr(0, starts[head]));
  masked.append(count - head - tail, '*');
  masked += text.substr(starts[count - tail]);
  return masked;
}

}  // namespace

std::string mask_contact(std::string_view text) {
  const std::vector<std::size_t> starts = character_starts(text);
  return keep_ends(text, starts, std::min<std::size_t>(1, starts.size() - 1), 0);
}

std::string mask_phone(std::string_view text) {
  const std::vector<std::size_t> starts = character_starts(text);
  // Three and four of seven characters would be all of them: a short number is hidden whole.
  const bool is_short = starts.size() - 1 <= kPhoneHead + kPhoneTail;
  return keep_ends(text, starts, is_short ? 0 : kPhoneHead, is_short ? 0 : kPhoneTail);
}

}  // namespace cems::catalog
