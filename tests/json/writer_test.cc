/// The writer: commas, escapes (RFC 8259 section 7), numbers, prepared names.
#include "json/writer.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "json/plain_text.h"
#include "json/value.h"

namespace cems::json {
namespace {

std::string spelt(std::string_view text) {
  std::string out;
  append_string(out, text);
  return out;
}

TEST(JsonWriterTest, PutsCommasWhereTheyBelong) {
  std::string out;
  Writer writer(out);
  const Name points("points");
  writer.begin_object();
  writer.key("code").value(std::int64_t{0}).key("message").value("success");
  writer.key(points).begin_array();
  writer.begin_object().end_object();
  writer.begin_object().key("a").null().key("b").boolean(true).key("c").boolean(false).end_object();
  writer.begin_array().end_array();
  writer.value("x").value(std::int64_t{-1}).raw("[1,2]").raw("{}").null();
  writer.end_array();
  writer.key("empty").begin_array().end_array();
  writer.key("last").value(*Decimal::parse("1.50"));
  writer.end_object();
  EXPECT_EQ(out, R"({"code":0,"message":"success","points":[{},{"a":null,"b":true,"c":false},[],)"
                 R"("x",-1,[1,2],{},null],"empty":[],"last":1.5})");
  EXPECT_TRUE(parse(out).has_value());
}

TEST(JsonWriterTest, AppendsToWhatIsThere) {
  std::string out = "data: ";
  Writer(out).value("x");
  EXPECT_EQ(out, "data: \"x\"");
}

TEST(JsonWriterTest, EscapesWhatMustBeAndNothingElse) {
  EXPECT_EQ(spelt(""), "\"\"");
  EXPECT_EQ(spelt("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(spelt("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(spelt(std::string_view("\0\x01\x1f", 3)), R"("\u0000\u0001\u001f")");
  EXPECT_EQ(spelt("\x7f"), "\"\x7f\"");
  EXPECT_EQ(spelt("上海\xE2\x80\xA8😀"), "\"上海\xE2\x80\xA8😀\"");
}

// Eight at a time, with borrows from byte to byte: every byte at every place, beside every other.
TEST(PlainPrefix, IsWhatALoopFinds) {
  const auto slow = [](std::string_view text) {
    std::size_t i = 0;
    while (i < text.size() && static_cast<unsigned char>(text[i]) >= 0x20 && text[i] != '"' &&
           text[i] != '\\') {
      ++i;
    }
    return i;
  };
  for (const std::size_t size : {1U, 7U, 8U, 9U, 17U}) {
    for (std::size_t at = 0; at < size; ++at) {
      for (int c = 0; c < 256; ++c) {
        for (const char beside : {'a', '!', '#', '\x1f', '\x7f', '\xff'}) {
          std::string text(size, 'a');
          text[at] = static_cast<char>(c);
          text[(at + 1) % size] = beside;
          ASSERT_EQ(plain_prefix(text), slow(text)) << size << " " << at << " " << c;
        }
      }
    }
  }
  EXPECT_EQ(plain_prefix(""), 0U);
}

TEST(JsonWriterTest, EveryAsciiCharacterComesBack) {
  std::string all;
  for (char c = 0; c < 127; ++c) {
    all.push_back(c);
  }
  const auto value = parse(spelt(all));
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(value->text, all);
}

TEST(JsonWriterTest, NamesAreEscapedOnce) {
  EXPECT_EQ(Name("a\"b").text(), R"("a\"b":)");
  EXPECT_EQ(Name("名称").text(), "\"名称\":");
}

TEST(JsonWriterTest, IntegersOf64BitsArePlain) {
  std::string out;
  Writer writer(out);
  writer.begin_array();
  writer.value(std::numeric_limits<std::int64_t>::min());
  writer.value(std::numeric_limits<std::int64_t>::max());
  writer.end_array();
  EXPECT_EQ(out, "[-9223372036854775808,9223372036854775807]");
}

TEST(JsonWriterDeathTest, EndingMoreThanWasBegunStopsTheProcess) {
  std::string out;
  Writer writer(out);
  EXPECT_DEATH(writer.end_object(), "does not hold");
}

}  // namespace
}  // namespace cems::json
