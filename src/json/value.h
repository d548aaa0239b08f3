/// A JSON document as a tree that keeps what matters for exactness: numbers as their own text,
/// members in the order of the file. For archives, request bodies and joined pages; not a hot path.
///
/// Parsing is simdjson's; this is only the tree it fills. Values own everything.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/result.h"

namespace cems::json {

enum class Kind : unsigned char { null, boolean, number, string, array, object };

/// One name and value of an object.
struct Member;

class Value {
 public:
  Kind kind = Kind::null;
  bool boolean = false;
  std::string text;             ///< string: unescaped UTF-8. number: the digits as in the file.
  std::vector<Value> items;     ///< array
  std::vector<Member> members;  ///< object, in the order of the file, names unique

  /// The member's value, or null where there is none (or this is not an object). Lives as long as
  /// this value is not changed.
  [[nodiscard]] const Value* find(std::string_view name) const;
  [[nodiscard]] Value* find(std::string_view name);

  [[nodiscard]] bool is(Kind k) const { return kind == k; }

  /// Same tree: numbers by their text, members in their order.
  friend bool operator==(const Value& a, const Value& b);

  static Value string(std::string_view text);
  /// REQUIRES: `digits` is a JSON number.
  static Value number(std::string_view digits);
  static Value array();
  static Value object();
};

struct Member {
  std::string name;
  Value value;

  friend bool operator==(const Member&, const Member&) = default;
};

/// Reads one document: UTF-8 checked, names of an object unique, nothing after it. A byte order
/// mark before it is ignored (RFC 8259 section 8.1), and not counted in offsets.
/// Errors: invalid_argument with the byte offset or the JSON pointer of what is wrong; too_large
/// when it nests deeper than limits::kJsonDepthMax.
[[nodiscard]] Result<Value> parse(std::string_view text);

/// Appends the value, compact. Numbers keep their text. parse(write(v)) == v.
void write(std::string& out, const Value& value);

/// `write`, with two blanks of indent a level and a final newline: for people.
void write_pretty(std::string& out, const Value& value);

/// Appends `/name` (RFC 6901: `~` and `/` escaped) to a JSON pointer.
[[nodiscard]] std::string pointer(std::string_view base, std::string_view name);
[[nodiscard]] std::string pointer(std::string_view base, std::size_t index);

}  // namespace cems::json
