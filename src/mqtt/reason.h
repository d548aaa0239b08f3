/// Why something ended or was refused: reason codes of MQTT 5.0 and return codes of 3.1.1.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace cems::mqtt {

enum class Version : std::uint8_t { v311 = 4, v5 = 5 };  ///< The protocol level of CONNECT.

/// The reason codes (5.0, 2.4) that this client sends or tells from others.
enum class Reason : std::uint8_t {
  success = 0x00,
  malformed_packet = 0x81,
  protocol_error = 0x82,
  session_taken_over = 0x8E,
  packet_id_in_use = 0x91,
  receive_maximum_exceeded = 0x93,
  topic_alias_invalid = 0x94,
  packet_too_large = 0x95,
};

/// A code of 5.0 in words; "reason 0x…" for one that is not in this program's table.
[[nodiscard]] std::string describe(std::uint8_t reason);

/// A return code of a CONNACK of 3.1.1 (3.2.2.3) in words.
[[nodiscard]] std::string describe_return_code(std::uint8_t code);

/// What a peer has done against the standard: the code that a DISCONNECT of 5.0 says it with, and
/// a sentence for the log.
struct Violation {
  Reason reason = Reason::malformed_packet;
  std::string text;
};

template <class T>
using Parsed = tl::expected<T, Violation>;

[[nodiscard]] inline tl::unexpected<Violation> violation(Reason reason, std::string text) {
  return tl::make_unexpected(Violation{reason, std::move(text)});
}

}  // namespace cems::mqtt
