// Any bytes as the payload of a message: flat nodes are what the tree of parse() says, and the
// payload's readings are numbered one after another, whatever is wrong with them.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/assert.h"
#include "base/utf8.h"
#include "ingest/mqtt_payload.h"
#include "json/flat.h"
#include "json/value.h"

namespace {

using namespace cems;  // NOLINT(google-build-using-namespace): the one thing looked at here.

json::Value tree_of(json::Nodes nodes) {
  json::Value out;
  out.kind = nodes[0].kind;
  out.boolean = nodes[0].boolean;
  out.text = nodes[0].text;
  if (out.kind == json::Kind::array) {
    json::for_each_item(nodes, [&](json::Nodes item) { out.items.push_back(tree_of(item)); });
  } else if (out.kind == json::Kind::object) {
    json::for_each_member(nodes, [&](std::string_view name, json::Nodes value) {
      out.members.push_back({std::string(name), tree_of(value)});
    });
  }
  return out;
}

void compare(std::string_view text) {
  json::FlatReader reader;
  const auto nodes = reader.read(text);
  const auto tree = json::parse(text);
  if (nodes) {
    CEMS_ASSERT((*nodes)[0].size == nodes->size());
    const json::Value flat = tree_of(*nodes);
    CEMS_ASSERT(tree ? flat == *tree : tree.error().message.ends_with("appears twice"));
  } else {
    CEMS_ASSERT(!tree && tree.error() == nodes.error());
  }
}

class Numbered final : public ingest::PayloadSink {
 public:
  void reading(std::size_t index, const ingest::RawReading& raw) override {
    CEMS_ASSERT(index == next_++);
    CEMS_ASSERT(raw.cems == "S" && !raw.point.empty() && !raw.parameter.empty());
    for (const std::string_view text : {raw.point, raw.parameter, raw.time, raw.value}) {
      CEMS_ASSERT(is_valid_utf8(text));
    }
  }

  void refused(std::optional<std::size_t> index, ingest::Fault fault) override {
    CEMS_ASSERT(!index || *index == next_++);
    CEMS_ASSERT(!fault.reason.empty() && is_valid_utf8(fault.reason));
  }

  void message_id(std::string json) override { CEMS_ASSERT(json::parse(json).has_value()); }

 private:
  std::size_t next_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  compare(text);
  static const ingest::MqttMapping mapping = ingest::standard_mapping();
  ingest::PayloadReader reader;
  Numbered sink;
  reader.read(text, mapping, {.cems = "S", .gateway = "g", .point = {}, .parameter = {}}, "S",
              sink);
  return 0;
}
