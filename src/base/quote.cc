/// Quoting of foreign text; see quote.h.
#include "base/quote.h"

#include <cstddef>

#include "base/utf8.h"

namespace cems {

std::string quote(std::string_view text) {
  constexpr std::size_t kQuotedBytesMax = 48;
  std::string out = "'";
  while (!text.empty()) {
    const std::size_t length = utf8_character_length(text);
    const std::size_t taken = length == 0 ? 1 : length;
    if (out.size() + taken > kQuotedBytesMax + 1) {
      return out + "…'";
    }
    const auto first = static_cast<unsigned char>(text.front());
    if (length == 0 || first < 0x20 || first == 0x7f) {
      out.push_back('?');
    } else {
      out.append(text.substr(0, length));
    }
    text.remove_prefix(taken);
  }
  out.push_back('\'');
  return out;
}

}  // namespace cems
