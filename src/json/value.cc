/// The tree itself: making, searching and writing. Reading is in parse.cc; see value.h.
#include "json/value.h"

#include "json/writer.h"

namespace cems::json {
namespace {

/// `indent` is the current depth's, or nothing at all for the compact form.
class TreeWriter {
 public:
  TreeWriter(std::string& out, bool pretty) : out_(out), pretty_(pretty) {}

  void put(const Value& value) {
    switch (value.kind) {
      case Kind::null:
        out_.append("null");
        return;
      case Kind::boolean:
        out_.append(value.boolean ? "true" : "false");
        return;
      case Kind::number:
        out_.append(value.text);
        return;
      case Kind::string:
        append_string(out_, value.text);
        return;
      case Kind::array:
        put_all(value.items, '[', ']', [this](const Value& item) { put(item); });
        return;
      case Kind::object:
        put_all(value.members, '{', '}', [this](const Member& member) {
          append_string(out_, member.name);
          out_.append(pretty_ ? ": " : ":");
          put(member.value);
        });
        return;
    }
  }

 private:
  template <class Element, class Put>
  void put_all(const std::vector<Element>& elements, char open, char close, const Put& put_one) {
    out_.push_back(open);
    ++depth_;
    for (const Element& element : elements) {
      if (&element != elements.data()) {
        out_.push_back(',');
      }
      new_line();
      put_one(element);
    }
    --depth_;
    if (!elements.empty()) {
      new_line();
    }
    out_.push_back(close);
  }

  void new_line() {
    if (pretty_) {
      out_.push_back('\n');
      out_.append(2 * depth_, ' ');
    }
  }

  std::string& out_;
  bool pretty_;
  std::size_t depth_ = 0;
};

Value make(Kind kind, std::string_view text) {
  Value value;
  value.kind = kind;
  value.text = text;
  return value;
}

}  // namespace

const Value* Value::find(std::string_view name) const {
  for (const Member& member : members) {
    if (member.name == name) {
      return &member.value;
    }
  }
  return nullptr;
}

Value* Value::find(std::string_view name) {
  return const_cast<Value*>(static_cast<const Value*>(this)->find(name));
}

bool operator==(const Value& a, const Value& b) {
  return a.kind == b.kind && a.boolean == b.boolean && a.text == b.text && a.items == b.items &&
         a.members == b.members;
}

Value Value::string(std::string_view text) {
  return make(Kind::string, text);
}

Value Value::number(std::string_view digits) {
  return make(Kind::number, digits);
}

Value Value::array() {
  return make(Kind::array, {});
}

Value Value::object() {
  return make(Kind::object, {});
}

void write(std::string& out, const Value& value) {
  TreeWriter(out, false).put(value);
}

void write_pretty(std::string& out, const Value& value) {
  TreeWriter(out, true).put(value);
  out.push_back('\n');
}

std::string pointer(std::string_view base, std::string_view name) {
  std::string result(base);
  result.push_back('/');
  for (const char c : name) {
    if (c == '~' || c == '/') {
      result.append(c == '~' ? "~0" : "~1");
    } else {
      result.push_back(c);
    }
  }
  return result;
}

std::string pointer(std::string_view base, std::size_t index) {
  return std::string(base) + "/" + std::to_string(index);
}

}  // namespace cems::json
