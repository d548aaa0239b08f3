/// Reading of JSON documents into flat.h's nodes, over simdjson's on-demand reader. A document that
/// this cannot read is given to parse(), which says what is wrong with it.
#include "json/flat.h"

#include <cstring>
#include <string>
#include <utility>

#include <simdjson.h>

#include "base/limits.h"
#include "json/grammar.h"

namespace cems::json {
namespace {

namespace ondemand = simdjson::ondemand;

class NodeReader {
 public:
  explicit NodeReader(std::vector<Node>& nodes) : nodes_(nodes) {}

  bool fill_root(ondemand::document& document, std::string_view text) {
    bool scalar = false;
    std::string_view token;
    if (document.is_scalar().get(scalar)) {
      return false;
    }
    if (scalar && (document.raw_json_token().get(token) || trim(token) != trim(text))) {
      return false;
    }
    return fill(document, 0) &&
           (scalar || document.current_location().error() == simdjson::OUT_OF_BOUNDS);
  }

 private:
  /// `Source` is simdjson's document or one of its values: the same names, no common type.
  template <class Source>
  bool fill(Source& source, int depth) {
    ondemand::json_type type = ondemand::json_type::null;
    if (source.type().get(type)) {
      return false;
    }
    const std::size_t at = nodes_.size();
    Node& node = nodes_.emplace_back();
    switch (type) {
      case ondemand::json_type::array:
        node.kind = Kind::array;
        return depth < limits::kJsonDepthMax && fill_array(source, depth) && close(at);
      case ondemand::json_type::object:
        node.kind = Kind::object;
        return depth < limits::kJsonDepthMax && fill_object(source, depth) && close(at);
      case ondemand::json_type::string:
        node.kind = Kind::string;
        return !source.get_string().get(node.text);
      case ondemand::json_type::number:
      case ondemand::json_type::boolean:
      case ondemand::json_type::null:
        return fill_bare(source, node);
    }
    return false;
  }

  bool close(std::size_t at) {
    nodes_[at].size = static_cast<std::uint32_t>(nodes_.size() - at);
    return true;
  }

  template <class Source>
  bool fill_array(Source& source, int depth) {
    ondemand::array array;
    if (source.get_array().get(array)) {
      return false;
    }
    for (auto element : array) {
      ondemand::value item;
      if (element.get(item) || !fill(item, depth + 1)) {
        return false;
      }
    }
    return true;
  }

  template <class Source>
  bool fill_object(Source& source, int depth) {
    ondemand::object object;
    if (source.get_object().get(object)) {
      return false;
    }
    for (auto element : object) {
      ondemand::field field;
      Node& name = nodes_.emplace_back();
      name.kind = Kind::string;
      name.is_name = true;
      if (std::move(element).get(field) || field.unescaped_key().get(name.text) ||
          !fill(field.value(), depth + 1)) {
        return false;
      }
    }
    return true;
  }

  /// Numbers and literals. The token reaches up to the next one.
  template <class Source>
  static bool fill_bare(Source& source, Node& node) {
    const simdjson::simdjson_result<std::string_view> token = source.raw_json_token();
    if (token.error()) {
      return false;
    }
    const std::string_view text = trim(token.value_unsafe());
    if (text == "null") {
      return true;
    }
    if (text == "true" || text == "false") {
      node.kind = Kind::boolean;
      node.boolean = text == "true";
      return true;
    }
    node.kind = Kind::number;
    node.text = text;
    return is_number(text);
  }

  std::vector<Node>& nodes_;
};

}  // namespace

struct FlatReader::Buffers {
  ondemand::parser parser;
  std::string padded;  // The document and simdjson's padding: what the nodes' numbers point into.
  std::vector<Node> nodes;
};

FlatReader::FlatReader() : buffers_(std::make_unique<Buffers>()) {}

FlatReader::~FlatReader() = default;

Result<Nodes> FlatReader::read(std::string_view text) {
  Buffers& b = *buffers_;
  b.nodes.clear();
  const std::size_t whole = text.size() + simdjson::SIMDJSON_PADDING;
  if (b.padded.size() < whole) {
    b.padded.resize(whole);
  }
  text.copy(b.padded.data(), text.size());
  std::memset(b.padded.data() + text.size(), 0, simdjson::SIMDJSON_PADDING);
  const simdjson::padded_string_view padded(b.padded.data(), text.size(), b.padded.size());
  ondemand::document document;
  // simdjson itself refuses what is not UTF-8 and control characters in strings; of escapes it lets
  // some pass that are none.
  const bool escapes_sound =
      text.find('\\') == std::string_view::npos || !find_string_fault(text).has_value();
  const bool sound = escapes_sound && !trim(text).empty() &&
                     !b.parser.iterate(padded).get(document) &&
                     NodeReader(b.nodes).fill_root(document, text);
  if (sound) {
    return Nodes(b.nodes);
  }
  // The way of the tree knows where and why; a byte order mark it even reads.
  Result<Value> tree = parse(text);
  if (!tree) {
    return std::move(tree.error());
  }
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) {
    return read(std::string(text.substr(kByteOrderMark.size())));
  }
  return Error{Errc::invalid_argument, "JSON that cannot be read"};
}

}  // namespace cems::json
