/// Appends JSON text to a string: the hot path of every answer.
///
/// The writer keeps no tree and checks no grammar in release beyond its nesting; who writes decides
/// what comes next. Commas are its business. Member names come prepared (`Name`), so that a renamed
/// member (dictionary R9) costs nothing per answer.
///
/// Thread-safety: one writer, one thread. The output string must outlive the writer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/decimal.h"

namespace cems::json {

/// Appends `text` as a quoted JSON string (RFC 8259 section 7). UTF-8 passes unchanged.
/// REQUIRES: valid UTF-8, which every reader of the project has checked.
void append_string(std::string& out, std::string_view text);

/// A member name with its quotes, escapes and colon already made, e.g. `"pointId":`.
class Name {
 public:
  explicit Name(std::string_view name);

  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  std::string text_;
};

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  Writer& begin_object();
  Writer& end_object();
  Writer& begin_array();
  Writer& end_array();

  /// Starts a member; exactly one value must follow.
  Writer& key(const Name& name);
  Writer& key(std::string_view name);

  Writer& value(std::string_view text);
  Writer& value(const Decimal& number);
  Writer& value(std::int64_t number);
  Writer& boolean(bool value);
  Writer& null();
  /// Appends text that is JSON already. REQUIRES: one complete value.
  Writer& raw(std::string_view json);

  /// The text, to which the caller appends values that are JSON already: one or more, with commas
  /// between them; the comma before them is there.
  [[nodiscard]] std::string& values_here() {
    separate();
    return out_;
  }

  [[nodiscard]] std::string& out() { return out_; }

 private:
  void separate();

  std::string& out_;
  bool comma_ = false;  // A value ended here: the next one needs a comma before it.
  int depth_ = 0;       // Objects and arrays begun and not ended; below 0 is an assertion.
};

}  // namespace cems::json
