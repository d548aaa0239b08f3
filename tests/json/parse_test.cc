/// The reader by tables: every kind of text RFC 8259 allows or forbids, and what errors say.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "json/grammar.h"
#include "json/value.h"

namespace cems::json {
namespace {

std::string rewritten(std::string_view text) {
  const auto value = parse(text);
  if (!value) {
    return value.error().message;
  }
  std::string out;
  write(out, *value);
  return out;
}

TEST(JsonParseTest, AcceptsWhatTheRfcAllows) {
  struct Case {
    std::string text;
    std::string compact;
  };

  const std::vector<Case> cases = {
      {"null", "null"},
      {" true ", "true"},
      {"\t\n\r false\n", "false"},
      {"0", "0"},
      {"-0", "-0"},
      {" 12.50e+3 ", "12.50e+3"},
      {"1E400", "1E400"},
      {"0.0035999998450279236", "0.0035999998450279236"},
      {"123456789012345678901234567890", "123456789012345678901234567890"},
      {"\"\"", "\"\""},
      {"\"a b\" ", "\"a b\""},
      {"[]", "[]"},
      {"{}", "{}"},
      {" [ ] ", "[]"},
      {"[1, 2 ,3]", "[1,2,3]"},
      {"[[],{},[[]]]", "[[],{},[[]]]"},
      {"{ \"b\" : 1 , \"a\" : [ true , null ] }", "{\"b\":1,\"a\":[true,null]}"},
      {"{\"\":0}", "{\"\":0}"},
      {R"("\u4e0a\u6D77 \/ \" \\ \b\f\n\r\t")", R"("上海 / \" \\ \b\f\n\r\t")"},
      {R"("\ud83d\uDE00")", "\"😀\""},
      {R"("\u0000")", R"("\u0000")"},
      {R"(["[","]","{","}",",",":","\"","\\"])", R"(["[","]","{","}",",",":","\"","\\"])"},
      {R"({"\u0061":1})", R"({"a":1})"},
      {"\"\x7f\"", "\"\x7f\""},
      {"\xEF\xBB\xBF{\"a\":1}", "{\"a\":1}"},
      {R"({"a":{"a":{"a":1}}})", R"({"a":{"a":{"a":1}}})"},
  };
  for (const Case& given : cases) {
    EXPECT_EQ(rewritten(given.text), given.compact) << given.text;
  }
}

TEST(JsonParseTest, RefusesWhatTheRfcForbids) {
  const std::vector<std::string> refused = {
      // Nothing, or more than one thing.
      "", " ", "\n", "1 2", "[] []", "{}{}", "{} x", "[1] ,", "null null", "\"a\" \"b\"", "1,2",
      "]", "}", ",", ":", "[]]", "{}}", "1]", "\xEF\xBB\xBF", "\xEF\xBB\xBF\xEF\xBB\xBF{}",
      // Numbers.
      "01", "-01", "1.", ".5", "+1", "-", "--1", "1e", "1e+", "1.e5", "0x1", "NaN", "Infinity",
      "-Infinity", "1_000", "1,0", "00", "1.2.3", "1e5.5", "１", "[1.]", "[01]", "[-]", "[+1]",
      "{\"a\":1.}", "[1a]", "[1 a]", "1a",
      // Literals.
      "nul", "nulll", "True", "TRUE", "tru", "falsee", "None", "undefined", "[nul]", "[truefalse]",
      "[true false]", "nullnull",
      // Strings.
      "\"", "\"a", "'a'", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\U0041\"", "a",
      "\"a\nb\"", "\"a\tb\"", std::string("\"a\0b\"", 5), "\"\x1f\"", "\"a\"b", "[\"a\"b]", "\"\\",
      "[\"\\u\"]", "\"\\u 123\"",
      // Surrogates that stand alone or in the wrong order.
      "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\\ud800x\"", "\"\\ud800\\ud800\"",
      "\"\\udc00\\ud800\"", "{\"\\ud83d\":1}", "\"\\ud83d\\n\"", "\"\\ud83d\\ude\"",
      // Bytes that are not UTF-8.
      "\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xe4\xb8\"", "{\"\xff\":1}", "[\xff]",
      // Containers.
      "[", "{", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1,,2]", "[1 2]", "[1}", "{]", "[1:2]",
      "[\"a\":1]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{\"a\"}",
      "{\"a\":}", "{\"a\" 1}", "{\"a\",1}", "{\"a\"::1}", "{a:1}", "{'a':1}", "{1:1}",
      "{\"a\":1 \"b\":2}", "{\"a\":1;\"b\":2}", "{\"a\":1:\"b\"}", "{null:1}", "{[]:1}", "[[]",
      "[{}", "{\"a\":[}", "[{]", "{\"a\":{}", "[\"a\",\n4\n,1,",
      // Comments and blanks that JSON does not have.
      "// a\n1", "1 // a", "/* a */ 1", "[1]\f", "\v1",
      "\xC2\xA0"
      "1",
      "[1,\xE3\x80\x80"
      "2]",
      std::string("1\0", 2), std::string("\0", 1), "[1]\xEF\xBB\xBF"};
  for (const std::string& text : refused) {
    const auto value = parse(text);
    ASSERT_FALSE(value.has_value()) << text;
    EXPECT_EQ(value.error().code, Errc::invalid_argument) << text;
    EXPECT_NE(value.error().message.find("JSON"), std::string::npos) << value.error().message;
  }
}

TEST(JsonParseTest, NamesOfAnObjectAreUnique) {
  for (const char* const text : {R"({"a":1,"a":1})", R"({"a":1,"b":2,"\u0061":3})",
                                 R"({"x":{"y":[0,{"a":1,"b":2,"a":3}]}})"}) {
    const auto value = parse(text);
    ASSERT_FALSE(value.has_value()) << text;
    EXPECT_EQ(value.error().code, Errc::invalid_argument);
    EXPECT_NE(value.error().message.find("'a'"), std::string::npos) << value.error().message;
  }
  EXPECT_TRUE(parse(R"({"a":1,"A":2,"b":{"a":3}})").has_value());
}

TEST(JsonParseTest, ErrorsNameThePlace) {
  const auto message = [](std::string_view text) { return parse(text).error().message; };
  EXPECT_EQ(message(R"({"a":[1,{"b/c":01}]})"), "JSON, at '/a/1/b~1c': '01' is no JSON value");
  EXPECT_EQ(message(R"({"x":{"a":1,"a":2}})"), "JSON, at '/x': the name 'a' appears twice");
  EXPECT_EQ(message("nil"), "JSON, at the top: 'nil' is no JSON value");
  EXPECT_EQ(message("[\"ab\xff\"]"), "JSON, byte 4: this is not UTF-8");
  EXPECT_NE(message("[\"ab\ncd\"]").find("JSON, byte 4: a string holds a control"),
            std::string::npos);
  EXPECT_NE(message(R"(["\ud800"])").find("JSON, byte 2:"), std::string::npos);
  EXPECT_NE(message(R"({"a":[1 2]})").find("/a"), std::string::npos);
}

TEST(JsonParseTest, DepthIsBounded) {
  const auto nested = [](int levels, const char* open, const char* close) {
    std::string text;
    for (int i = 0; i < levels; ++i) {
      text += open;
    }
    text += "1";
    for (int i = 0; i < levels; ++i) {
      text += close;
    }
    return text;
  };
  EXPECT_TRUE(parse(nested(limits::kJsonDepthMax, "[", "]")).has_value());
  EXPECT_TRUE(parse(nested(limits::kJsonDepthMax, "{\"a\":", "}")).has_value());
  for (const int levels : {limits::kJsonDepthMax + 1, 1000, 2000, 1'000'000}) {
    const auto arrays = parse(nested(levels, "[", "]"));
    ASSERT_FALSE(arrays.has_value());
    EXPECT_EQ(arrays.error().code, Errc::too_large) << levels;
    const auto objects = parse(nested(levels, "{\"a\":", "}"));
    ASSERT_FALSE(objects.has_value());
    EXPECT_EQ(objects.error().code, Errc::too_large) << levels;
  }
  EXPECT_FALSE(parse(std::string(1'000'000, '[')).has_value());
}

TEST(JsonParseTest, EveryPrefixOfADocumentIsRefused) {
  const std::string text = R"({"a":[1,2.5e3,"x\u00e9\ud83d\ude00",true,null,{}],"b":{"c":[[]]}})";
  ASSERT_TRUE(parse(text).has_value());
  for (std::size_t length = 0; length < text.size(); ++length) {
    EXPECT_FALSE(parse(text.substr(0, length)).has_value()) << text.substr(0, length);
  }
}

TEST(JsonParseTest, LongNumbersStringsAndNamesPass) {
  const std::string digits(10'000, '7');
  EXPECT_EQ(rewritten("[" + digits + "]"), "[" + digits + "]");
  const std::string text(1'000'000, 'x');
  EXPECT_EQ(parse("\"" + text + "\"")->text, text);
  EXPECT_EQ(parse("{\"" + text + "\":1}")->members.at(0).name, text);
}

TEST(JsonGrammarTest, KnowsNumbers) {
  for (const char* const text : {"0", "-0", "10", "1.0", "1e5", "1E-5", "-1.5e+05", "0.10"}) {
    EXPECT_TRUE(is_number(text)) << text;
  }
  for (const char* const text : {"", "-", "01", "1.", ".1", "1e", "+1", "1 ", "1e+", "a", "--1"}) {
    EXPECT_FALSE(is_number(text)) << text;
  }
}

}  // namespace
}  // namespace cems::json
