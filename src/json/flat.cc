/// Reading of JSON documents into flat.h's nodes, in one pass over the bytes. A document that this
/// cannot read is given to parse(), which says what is wrong with it.
///
/// simdjson's on-demand reader, a call or more for each token, takes four times as long for the
/// short texts and numbers that readings are made of. What is rare is left to it: a string with an
/// escape, and everything that is wrong.
#include "json/flat.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <deque>
#include <string>
#include <utility>

#include "base/limits.h"
#include "base/utf8.h"
#include "json/grammar.h"

namespace cems::json {
namespace {

using Word = std::uint64_t;

constexpr Word kInEachByte = ~Word{0} / 255;  // 1 in each byte.
constexpr Word kHighBits = kInEachByte * 0x80;

/// High bits where a byte of `word` is zero: right up to the lowest such byte.
constexpr Word zeros(Word word) {
  return (word - kInEachByte) & ~word & kHighBits;
}

/// High bits where a byte may end a string or not stand in one: a quote, a backslash, a control
/// character. Right up to the lowest such byte.
constexpr Word ends(Word word) {
  return zeros(word ^ (kInEachByte * '"')) | zeros(word ^ (kInEachByte * '\\')) |
         ((word - kInEachByte * 0x20) & ~word & kHighBits);
}

constexpr std::size_t kPadding = sizeof(Word);

/// Reads one text; behind its end stand kPadding zero bytes, so that no look ahead needs a bound.
class NodeReader {
 public:
  NodeReader(const char* text, std::vector<Node>& nodes, std::deque<std::string>& unescaped)
      : at_(text), nodes_(nodes), unescaped_(unescaped) {}

  /// False for anything that is wrong, and some things that are not.
  [[nodiscard]] bool read(const char* end) {
    skip_blanks();
    if (!read_value(0)) {
      return false;
    }
    skip_blanks();
    return at_ == end;
  }

 private:
  void skip_blanks() {
    while (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t') {
      ++at_;
    }
  }

  [[nodiscard]] bool take(char c) {
    const bool found = *at_ == c;
    at_ += found ? 1 : 0;
    return found;
  }

  /// `depth` counts the containers around the value.
  bool read_value(int depth) {
    const std::size_t index = nodes_.size();
    Node& node = nodes_.emplace_back();
    switch (*at_) {
      case '{':
      case '[':
        if (depth == limits::kJsonDepthMax ||
            !(*at_ == '{' ? read_object(node, depth) : read_array(node, depth))) {
          return false;
        }
        nodes_[index].size = static_cast<std::uint32_t>(nodes_.size() - index);
        return true;
      case '"':
        node.kind = Kind::string;
        return read_string(node.text);
      case 't':
      case 'f':
        node.kind = Kind::boolean;
        node.boolean = *at_ == 't';
        return read_word(node.boolean ? "true" : "false");
      case 'n':
        return read_word("null");
      default:
        node.kind = Kind::number;
        return read_number(node.text);
    }
  }

  bool read_array(Node& node, int depth) {
    node.kind = Kind::array;  // The node moves when more come.
    ++at_;
    skip_blanks();
    if (take(']')) {
      return true;
    }
    do {
      skip_blanks();
      if (!read_value(depth + 1)) {
        return false;
      }
      skip_blanks();
    } while (take(','));
    return take(']');
  }

  bool read_object(Node& node, int depth) {
    node.kind = Kind::object;
    ++at_;
    skip_blanks();
    if (take('}')) {
      return true;
    }
    do {
      skip_blanks();
      Node& name = nodes_.emplace_back();
      name.kind = Kind::string;
      name.is_name = true;
      if (*at_ != '"' || !read_string(name.text)) {
        return false;
      }
      skip_blanks();
      if (!take(':')) {
        return false;
      }
      skip_blanks();
      if (!read_value(depth + 1)) {
        return false;
      }
      skip_blanks();
    } while (take(','));
    return take('}');
  }

  bool read_string(std::string_view& out) {
    const char* const begin = ++at_;
    Word seen = 0;
    while (true) {
      Word word = 0;
      std::memcpy(&word, at_, sizeof word);
      seen |= word;
      if (const Word ending = ends(word); ending != 0) {
        at_ += std::countr_zero(ending) / 8;
        break;
      }
      at_ += sizeof word;
    }
    if (*at_ == '\\') {
      return read_escaped(begin, out);
    }
    out = std::string_view(begin, static_cast<std::size_t>(at_ - begin));
    // `seen` may hold a byte from behind the end: then this looks for nothing.
    return take('"') && ((seen & kHighBits) == 0 || is_valid_utf8(out));
  }

  /// The string with its escapes taken out, by the reader that knows them all.
  bool read_escaped(const char* begin, std::string_view& out) {
    while (*at_ != '"') {
      if (*at_ == '\0') {
        return false;
      }
      at_ += *at_ == '\\' && at_[1] != '\0' ? 2 : 1;
    }
    ++at_;
    Result<Value> value = parse({begin - 1, static_cast<std::size_t>(at_ - begin + 1)});
    if (!value) {
      return false;
    }
    out = unescaped_.emplace_back(std::move(value->text));
    return true;
  }

  bool read_word(std::string_view word) {
    const bool is = std::strncmp(at_, word.data(), word.size()) == 0;
    at_ += is ? word.size() : 0;
    return is;
  }

  bool read_number(std::string_view& out) {
    const char* const begin = at_;
    while ((*at_ >= '0' && *at_ <= '9') || *at_ == '.' || *at_ == '-' || *at_ == '+' ||
           *at_ == 'e' || *at_ == 'E') {
      ++at_;
    }
    out = std::string_view(begin, static_cast<std::size_t>(at_ - begin));
    return is_number(out);
  }

  const char* at_;
  std::vector<Node>& nodes_;
  std::deque<std::string>& unescaped_;
};

static_assert(std::endian::native == std::endian::little, "the first byte of a word is its lowest");

}  // namespace

struct FlatReader::Buffers {
  std::string padded;                 // The document and its padding: what texts point into,
  std::deque<std::string> unescaped;  // but for those with escapes.
  std::vector<Node> nodes;
};

FlatReader::FlatReader() : buffers_(std::make_unique<Buffers>()) {}

FlatReader::~FlatReader() = default;

std::string_view FlatReader::source() const {
  const std::string_view padded = buffers_->padded;
  return padded.substr(0, padded.size() - std::min(padded.size(), kPadding));
}

Result<Nodes> FlatReader::read(std::string_view text) {
  Buffers& b = *buffers_;
  b.nodes.clear();
  b.unescaped.clear();
  b.padded.assign(text).append(kPadding, '\0');
  const char* const begin = b.padded.data();
  if (NodeReader(begin, b.nodes, b.unescaped).read(begin + text.size())) {
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
