// The character classes of fields: RFC 9110 5.5.
#include "http/field_text.h"

#include <string>

#include <gtest/gtest.h>

namespace cems::http {
namespace {

/// As RFC 9110 5.5 says it: no control character but the tab.
bool is_safe_byte(int byte) {
  return byte == 0x09 || (byte >= 0x20 && byte != 0x7f);
}

/// Every byte, at every place of a text of `size` times `around`.
void expect_each_is_judged(char around, std::size_t size) {
  for (std::size_t at = 0; at < size; ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string value(size, around);
      value[at] = static_cast<char>(byte);
      ASSERT_EQ(is_safe_value(value), is_safe_byte(byte))
          << byte << " at " << at << " of " << size << " between " << around;
    }
  }
}

// It looks at eight bytes at once: also between bytes that a borrow from the next one could make
// look like something else.
TEST(FieldText, AControlCharacterIsFoundWhereverItStands) {
  for (const char around : {' ', '!', 'a', '~', '\x80', '\xff'}) {
    for (std::size_t size = 1; size <= 20; ++size) {
      expect_each_is_judged(around, size);
    }
  }
  EXPECT_TRUE(is_safe_value(""));
  EXPECT_FALSE(is_safe_value("\t\t\t\t\t\t\t\t\n")) << "tabs do not hide what follows";
}

TEST(FieldText, ControlCharactersBecomeBlanks) {
  EXPECT_EQ(safe_value("a\r\nset-cookie: b\t\x7f"), "a  set-cookie: b\t ");
}

}  // namespace
}  // namespace cems::http
