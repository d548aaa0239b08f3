/// The tree: searching, pointers, both ways of writing, and round trips of random trees.
#include "json/value.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/base/seed.h"

namespace cems::json {
namespace {

using cems::seeds::pick;

std::string random_text(std::mt19937_64& engine) {
  static const std::string pieces[] = {"a",    "\"", "\\", "/", "\n", std::string(1, '\0'),
                                       "\x1f", "上", "é",  "😀", " ",  "~",
                                       "\x7f", "{",  "]",  ",", ":"};
  std::string text;
  for (std::int64_t i = pick(engine, 0, 12); i > 0; --i) {
    text += pieces[static_cast<std::size_t>(pick(engine, 0, std::size(pieces) - 1))];
  }
  return text;
}

std::string random_number(std::mt19937_64& engine) {
  std::string text = pick(engine, 0, 1) == 0 ? "-" : "";
  text += std::to_string(pick(engine, 0, 1'000'000'000'000));
  if (pick(engine, 0, 1) == 0) {
    text += "." + std::to_string(pick(engine, 0, 1'000'000)) + "0";
  }
  if (pick(engine, 0, 3) == 0) {
    text += "e" + std::to_string(pick(engine, -99, 99));
  }
  return text;
}

Value random_tree(std::mt19937_64& engine, int depth) {
  Value value;
  value.kind = static_cast<Kind>(pick(engine, 0, depth > 0 ? 5 : 3));
  switch (value.kind) {
    case Kind::null:
      break;
    case Kind::boolean:
      value.boolean = pick(engine, 0, 1) == 1;
      break;
    case Kind::number:
      value.text = random_number(engine);
      break;
    case Kind::string:
      value.text = random_text(engine);
      break;
    case Kind::array:
      for (std::int64_t i = pick(engine, 0, 5); i > 0; --i) {
        value.items.push_back(random_tree(engine, depth - 1));
      }
      break;
    case Kind::object:
      for (std::int64_t i = pick(engine, 0, 5); i > 0; --i) {
        value.members.push_back(
            {random_text(engine) + std::to_string(i), random_tree(engine, depth - 1)});
      }
      break;
  }
  return value;
}

TEST(JsonValueTest, RandomTreesComeBack) {
  auto engine = cems::seeds::seeded_engine();
  for (int round = 0; round < 2'000; ++round) {
    const Value tree = random_tree(engine, 6);
    std::string compact;
    write(compact, tree);
    const auto from_compact = parse(compact);
    ASSERT_TRUE(from_compact.has_value()) << compact << '\n' << from_compact.error().message;
    ASSERT_EQ(*from_compact, tree) << compact;
    std::string pretty;
    write_pretty(pretty, tree);
    const auto from_pretty = parse(pretty);
    ASSERT_TRUE(from_pretty.has_value()) << pretty;
    ASSERT_EQ(*from_pretty, tree) << pretty;
  }
}

TEST(JsonValueTest, BrokenDocumentsNeverBreakTheReader) {
  auto engine = cems::seeds::seeded_engine();
  const std::string letters = "{}[]:,\"\\u0d8e1-+.truefalsn \n\xff\xe4";
  for (int round = 0; round < 5'000; ++round) {
    std::string text;
    write(text, random_tree(engine, 4));
    for (std::int64_t i = pick(engine, 1, 3); i > 0; --i) {
      const auto at =
          static_cast<std::size_t>(pick(engine, 0, static_cast<std::int64_t>(text.size())));
      const auto letter =
          static_cast<std::size_t>(pick(engine, 0, static_cast<std::int64_t>(letters.size()) - 1));
      if (pick(engine, 0, 1) == 0 || at == text.size()) {
        text.insert(at, 1, letters[letter]);
      } else {
        text.erase(at, 1);
      }
    }
    const auto value = parse(text);
    if (value) {  // Whatever is accepted must mean the same when written again.
      std::string again;
      write(again, *value);
      const auto second = parse(again);
      ASSERT_TRUE(second.has_value() && *second == *value) << text;
    }
  }
}

TEST(JsonValueTest, FindsMembersByName) {
  auto value = parse(R"({"a":1,"b":{"c":null}})");
  ASSERT_TRUE(value.has_value());
  ASSERT_NE(value->find("b"), nullptr);
  ASSERT_NE(value->find("b")->find("c"), nullptr);
  EXPECT_TRUE(value->find("b")->find("c")->is(Kind::null));
  EXPECT_EQ(value->find("x"), nullptr);
  EXPECT_EQ(value->find("a")->find("c"), nullptr);
  value->find("a")->text = "2";
  EXPECT_EQ(value->members[0].value.text, "2");
  EXPECT_EQ(value->members[1].name, "b");
}

TEST(JsonValueTest, PrettyIsForPeople) {
  Value root = Value::object();
  root.members.push_back({"站点", Value::string("上海")});
  root.members.push_back({"list", Value::array()});
  root.members.push_back({"none", Value::object()});
  root.members[1].value.items = {Value::number("1.50"), Value()};
  std::string out;
  write_pretty(out, root);
  EXPECT_EQ(
      out,
      "{\n  \"站点\": \"上海\",\n  \"list\": [\n    1.50,\n    null\n  ],\n  \"none\": {}\n}\n");
}

TEST(JsonValueTest, PointersEscapeAsRfc6901) {
  EXPECT_EQ(pointer("", "a/b"), "/a~1b");
  EXPECT_EQ(pointer("/x", "m~n"), "/x/m~0n");
  EXPECT_EQ(pointer("/x", std::size_t{12}), "/x/12");
  EXPECT_EQ(pointer("", ""), "/");
}

}  // namespace
}  // namespace cems::json
