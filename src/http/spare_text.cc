// A stack of buffers for each thread.
#include "http/spare_text.h"

#include <cstddef>
#include <utility>
#include <vector>

namespace cems::http {
namespace {

constexpr std::size_t kTextBytesMin = 512;  // Less is not worth keeping, and what one begins with.
constexpr std::size_t kTextBytesMax = 4096;
constexpr std::size_t kTextsMax = 64;

std::vector<std::string>& spare_texts() {
  thread_local std::vector<std::string> texts;
  return texts;
}

}  // namespace

std::string take_spare_text() {
  std::vector<std::string>& texts = spare_texts();
  std::string text;
  if (texts.empty()) {
    text.reserve(kTextBytesMin);
  } else {
    text = std::move(texts.back());
    texts.pop_back();
  }
  return text;
}

void give_spare_text(std::string&& text) {
  std::vector<std::string>& texts = spare_texts();
  if (text.capacity() < kTextBytesMin || text.capacity() > kTextBytesMax ||
      texts.size() == kTextsMax) {
    std::string().swap(text);
    return;
  }
  text.clear();
  texts.push_back(std::exchange(text, std::string()));
}

}  // namespace cems::http
