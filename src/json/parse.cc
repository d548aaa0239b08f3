/// Reading of JSON documents into the tree of value.h. The only file that knows simdjson.
///
/// simdjson's on-demand reader finds the tokens and unescapes strings; what it leaves to its user,
/// or reports without a place, is checked here and in grammar.h: UTF-8, escapes, the spelling of
/// numbers and literals, names that appear twice, depth, and what follows the document.
#include <algorithm>
#include <cstddef>
#include <utility>

#include <simdjson.h>

#include "base/quote.h"
#include "base/utf8.h"
#include "json/grammar.h"
#include "json/value.h"

namespace cems::json {
namespace {

namespace ondemand = simdjson::ondemand;

/// A name that an object has twice; null if there is none.
const Member* find_repeated(const std::vector<Member>& members) {
  std::vector<const Member*> sorted;
  sorted.reserve(members.size());
  for (const Member& member : members) {
    sorted.push_back(&member);
  }
  std::sort(sorted.begin(), sorted.end(),
            [](const Member* a, const Member* b) { return a->name < b->name; });
  const auto twin =
      std::adjacent_find(sorted.begin(), sorted.end(),
                         [](const Member* a, const Member* b) { return a->name == b->name; });
  return twin == sorted.end() ? nullptr : *twin;
}

Error at_byte(std::size_t offset, std::string_view what) {
  return {Errc::invalid_argument,
          "JSON, byte " + std::to_string(offset) + ": " + std::string(what)};
}

/// Fills one tree from one text.
class TreeReader {
 public:
  explicit TreeReader(std::string_view text) : text_(text) {}

  Result<Value> read() {
    const simdjson::padded_string padded(text_);
    ondemand::parser parser;
    ondemand::document document;
    if (const auto failure = parser.iterate(padded).get(document)) {
      return at_byte(text_.size(), simdjson::error_message(failure));
    }
    if (!fill_root(document)) {
      return std::move(error_);
    }
    return std::move(root_);
  }

 private:
  bool fill_root(ondemand::document& document) {
    bool scalar = false;
    if (const auto failure = document.is_scalar().get(scalar)) {
      return fail(0, simdjson::error_message(failure));
    }
    std::string_view token;
    if (scalar && (document.raw_json_token().get(token) || trim(token) != trim(text_))) {
      return fail(0, "something follows the value, or it is none");
    }
    if (!fill(document, root_, 0)) {
      return false;
    }
    // Past the last token there is no location; a bare value is the whole text, checked above.
    const bool ended = scalar || document.current_location().error() == simdjson::OUT_OF_BOUNDS;
    return ended || fail(0, "something follows the document");
  }

  /// `Source` is simdjson's document or one of its values: the same names, no common type.
  /// `depth` counts the containers around the value.
  template <class Source>
  bool fill(Source& source, Value& out, int depth) {
    ondemand::json_type type = ondemand::json_type::null;
    if (const auto failure = source.type().get(type)) {
      return fail(depth, simdjson::error_message(failure));
    }
    switch (type) {
      case ondemand::json_type::array:
        return fill_array(source, out, depth);
      case ondemand::json_type::object:
        return fill_object(source, out, depth);
      case ondemand::json_type::string:
        return fill_string(source, out, depth);
      case ondemand::json_type::number:
      case ondemand::json_type::boolean:
      case ondemand::json_type::null:
        return fill_bare(source, out, depth);
    }
    return fail(depth, "this is no JSON value");
  }

  template <class Source>
  bool fill_array(Source& source, Value& out, int depth) {
    out.kind = Kind::array;
    ondemand::array array;
    if (depth == limits::kJsonDepthMax) {
      return fail_too_deep(depth);
    }
    if (const auto failure = source.get_array().get(array)) {
      return fail(depth, simdjson::error_message(failure));
    }
    for (auto element : array) {
      ondemand::value item;
      if (const auto failure = element.get(item)) {
        return fail(depth, simdjson::error_message(failure));
      }
      if (!fill(item, out.items.emplace_back(), depth + 1)) {
        return false;
      }
    }
    return true;
  }

  template <class Source>
  bool fill_object(Source& source, Value& out, int depth) {
    out.kind = Kind::object;
    ondemand::object object;
    if (depth == limits::kJsonDepthMax) {
      return fail_too_deep(depth);
    }
    if (const auto failure = source.get_object().get(object)) {
      return fail(depth, simdjson::error_message(failure));
    }
    for (auto element : object) {
      ondemand::field field;
      std::string_view name;
      if (const auto failure = std::move(element).get(field)) {
        return fail(depth, simdjson::error_message(failure));
      }
      if (const auto failure = field.unescaped_key().get(name)) {
        return fail(depth, simdjson::error_message(failure));
      }
      Member& member = out.members.emplace_back();
      member.name = name;
      if (!fill(field.value(), member.value, depth + 1)) {
        return false;
      }
    }
    if (const Member* const twin = find_repeated(out.members)) {
      return fail(depth, "the name " + quote(twin->name) + " appears twice");
    }
    return true;
  }

  template <class Source>
  bool fill_string(Source& source, Value& out, int depth) {
    std::string_view text;
    if (const auto failure = source.get_string().get(text)) {
      return fail(depth, simdjson::error_message(failure));
    }
    out.kind = Kind::string;
    out.text = text;
    return true;
  }

  /// Numbers and literals. The token reaches up to the next one; simdjson steps over it unread.
  template <class Source>
  bool fill_bare(Source& source, Value& out, int depth) {
    const simdjson::simdjson_result<std::string_view> token = source.raw_json_token();
    if (const auto failure = token.error()) {
      return fail(depth, simdjson::error_message(failure));
    }
    const std::string_view text = trim(token.value_unsafe());
    if (text == "null") {
      return true;
    }
    if (text == "true" || text == "false") {
      out.kind = Kind::boolean;
      out.boolean = text == "true";
      return true;
    }
    if (!is_number(text)) {
      return fail(depth, quote(text) + " is no JSON value");
    }
    out.kind = Kind::number;
    out.text = text;
    return true;
  }

  bool fail_too_deep(int depth) {
    (void)fail(depth, "deeper than " + std::to_string(limits::kJsonDepthMax) + " levels");
    error_.code = Errc::too_large;
    return false;
  }

  /// Always false. The way to the place of failure is the last element of each container so far.
  bool fail(int depth, std::string_view what) {
    std::string place;
    const Value* at = &root_;
    for (int level = 0; level < depth; ++level) {
      if (at->kind == Kind::array) {
        place = pointer(place, at->items.size() - 1);
        at = &at->items.back();
      } else {
        place = pointer(place, at->members.back().name);
        at = &at->members.back().value;
      }
    }
    error_ = {Errc::invalid_argument,
              "JSON, at " + (place.empty() ? "the top" : quote(place)) + ": " + std::string(what)};
    return false;
  }

  std::string_view text_;
  Value root_;
  Error error_;
};

}  // namespace

Result<Value> parse(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  const std::size_t invalid = find_invalid_utf8(text);
  if (invalid != text.size()) {
    return at_byte(invalid, "this is not UTF-8");
  }
  if (const auto fault = find_string_fault(text)) {
    return at_byte(fault->offset, fault->what);
  }
  if (trim(text).empty()) {
    return at_byte(0, "there is no value");
  }
  return TreeReader(text).read();
}

}  // namespace cems::json
