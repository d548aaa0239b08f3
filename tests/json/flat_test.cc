// Flat documents: the same texts as parse() takes, with the same values and the same refusals.
#include "json/flat.h"

#include <string>

#include <gtest/gtest.h>

#include "json/value.h"

namespace cems::json {
namespace {

/// The tree that nodes stand for.
Value tree_of(Nodes nodes) {
  Value out;
  out.kind = nodes[0].kind;
  out.boolean = nodes[0].boolean;
  out.text = nodes[0].text;
  if (out.kind == Kind::array) {
    for_each_item(nodes, [&](Nodes item) { out.items.push_back(tree_of(item)); });
  } else if (out.kind == Kind::object) {
    for_each_member(nodes, [&](std::string_view name, Nodes value) {
      out.members.push_back({std::string(name), tree_of(value)});
    });
  }
  return out;
}

TEST(FlatReader, ReadsWhatTheTreeReads) {
  FlatReader reader;
  for (const char* text :
       {"{}", "[]", "0", "-1.50e+3", "\"\"", "null", " true ", "false", "[1,[2,[]],{}]",
        R"({"a":1,"b":{"c":[null,true,"x\u00e9\n"]},"":"上海"})", "\xEF\xBB\xBF[1]",
        "[1.00000000000000000000000001, 12345678901234567890123]"}) {
    const auto nodes = reader.read(text);
    ASSERT_TRUE(nodes) << text << ": " << nodes.error().message;
    EXPECT_EQ((*nodes)[0].size, nodes->size()) << text;
    EXPECT_EQ(tree_of(*nodes), *parse(text)) << text;
  }
}

TEST(FlatReader, RefusesWhatTheTreeRefusesInTheSameWords) {
  FlatReader reader;
  const std::string deep = std::string(100, '[') + std::string(100, ']');
  for (const std::string& text :
       {std::string(), std::string(" "), std::string("{"), std::string("[1,]"), std::string("01"),
        std::string("[1] 2"), std::string("nul"), std::string("[\"\\ud800\"]"),
        std::string("[\"\x01\"]"), std::string("\"\xFF\""), std::string("{\"a\":+1}"), deep}) {
    const auto nodes = reader.read(text);
    ASSERT_FALSE(nodes) << text;
    EXPECT_EQ(nodes.error(), parse(text).error()) << text;
  }
}

TEST(FlatReader, LetsANameThroughTwice) {
  FlatReader reader;
  const auto nodes = reader.read(R"({"a":1,"a":2})");
  ASSERT_TRUE(nodes);
  EXPECT_EQ(tree_of(*nodes).members.size(), 2U);
}

}  // namespace
}  // namespace cems::json
