/// Writes HTTP/2 frames by hand (RFC 9113 4.1), so that a test can send what no library sends.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cems::http::frames {

inline constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

enum Type : std::uint8_t {
  data = 0,
  headers = 1,
  priority = 2,
  rst_stream = 3,
  settings = 4,
  ping = 6,
  goaway = 7,
  window_update = 8,
  continuation = 9,
};

inline constexpr std::uint8_t kEndStream = 1;
inline constexpr std::uint8_t kAck = 1;
inline constexpr std::uint8_t kEndHeaders = 4;
inline constexpr std::uint8_t kPadded = 8;

inline std::string u32(std::uint32_t v) {
  std::string s;
  for (int shift = 24; shift >= 0; shift -= 8) {
    s.push_back(static_cast<char>((v >> shift) & 0xffU));
  }
  return s;
}

inline std::string frame(std::uint8_t type, std::uint8_t flags, std::uint32_t stream,
                         std::string_view payload) {
  std::string s = u32(static_cast<std::uint32_t>(payload.size())).substr(1);
  s.push_back(static_cast<char>(type));
  s.push_back(static_cast<char>(flags));
  return s + u32(stream) + std::string(payload);
}

/// The connection preface with empty SETTINGS.
inline std::string hello() {
  return std::string(kPreface) + frame(settings, 0, 0, "");
}

/// A literal field without indexing and without Huffman (RFC 7541 6.2.2).
inline std::string literal(std::string_view name, std::string_view value) {
  const auto text = [](std::string_view t) {
    std::string s;
    if (t.size() < 127) {
      s.push_back(static_cast<char>(t.size()));
    } else {
      s.push_back(0x7f);
      std::size_t rest = t.size() - 127;
      for (; rest >= 128; rest /= 128) {
        s.push_back(static_cast<char>(rest % 128 + 128));
      }
      s.push_back(static_cast<char>(rest));
    }
    return s.append(t);
  };
  return std::string(1, '\0') + text(name) + text(value);
}

/// A request's four pseudo-fields: https, host "a".
inline std::string head(std::string_view method, std::string_view path) {
  return literal(":method", method) + literal(":scheme", "https") + literal(":authority", "a") +
         literal(":path", path);
}

/// HEADERS with END_STREAM and END_HEADERS of a GET.
inline std::string get(std::uint32_t stream, std::string_view path = "/") {
  return frame(headers, kEndHeaders | kEndStream, stream, head("GET", path));
}

struct Seen {
  std::uint8_t type = 0;
  std::uint8_t flags = 0;
  std::uint32_t stream = 0;
  std::string payload;

  /// The 32-bit number at `at` of the payload: an error code.
  [[nodiscard]] std::uint32_t number(std::size_t at) const {
    std::uint32_t v = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      v = v << 8U | static_cast<std::uint8_t>(payload.at(at + i));
    }
    return v;
  }
};

/// Takes bytes apart into whole frames.
inline std::vector<Seen> split(std::string_view bytes) {
  std::vector<Seen> all;
  while (bytes.size() >= 9) {
    const auto byte = [&](std::size_t i) {
      return static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes[i]));
    };
    const std::size_t n = byte(0) << 16U | byte(1) << 8U | byte(2);
    Seen seen;
    seen.type = static_cast<std::uint8_t>(byte(3));
    seen.flags = static_cast<std::uint8_t>(byte(4));
    seen.stream = byte(5) << 24U | byte(6) << 16U | byte(7) << 8U | byte(8);
    seen.payload = bytes.substr(9, n);
    bytes.remove_prefix(std::min(bytes.size(), n + 9));
    all.push_back(std::move(seen));
  }
  return all;
}

}  // namespace cems::http::frames
