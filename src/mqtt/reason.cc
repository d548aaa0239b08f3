// Codes in words, for the log.
#include "mqtt/reason.h"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace cems::mqtt {
namespace {

using Described = std::pair<std::uint8_t, std::string_view>;

constexpr std::array<Described, 34> kReasons{{
    {0x00, "success"},
    {0x01, "granted QoS 1"},
    {0x02, "granted QoS 2"},
    {0x10, "no matching subscribers"},
    {0x80, "unspecified error"},
    {0x81, "malformed packet"},
    {0x82, "protocol error"},
    {0x83, "implementation specific error"},
    {0x84, "unsupported protocol version"},
    {0x85, "client identifier not valid"},
    {0x86, "bad user name or password"},
    {0x87, "not authorized"},
    {0x88, "server unavailable"},
    {0x89, "server busy"},
    {0x8A, "banned"},
    {0x8B, "server shutting down"},
    {0x8C, "bad authentication method"},
    {0x8D, "keep alive timeout"},
    {0x8E, "session taken over"},
    {0x8F, "topic filter invalid"},
    {0x90, "topic name invalid"},
    {0x91, "packet identifier in use"},
    {0x93, "receive maximum exceeded"},
    {0x94, "topic alias invalid"},
    {0x95, "packet too large"},
    {0x96, "message rate too high"},
    {0x97, "quota exceeded"},
    {0x98, "administrative action"},
    {0x99, "payload format invalid"},
    {0x9A, "retain not supported"},
    {0x9B, "QoS not supported"},
    {0x9D, "server moved"},
    {0x9E, "shared subscriptions not supported"},
    {0x9F, "connection rate exceeded"},
}};

constexpr std::array<Described, 6> kReturnCodes{{
    {0, "accepted"},
    {1, "unacceptable protocol version"},
    {2, "client identifier rejected"},
    {3, "server unavailable"},
    {4, "bad user name or password"},
    {5, "not authorized"},
}};

template <std::size_t N>
std::string look_up(const std::array<Described, N>& table, std::uint8_t code,
                    std::string_view kind) {
  for (const auto& [known, words] : table) {
    if (known == code) {
      return std::string(words);
    }
  }
  return fmt::format("{} 0x{:02X}", kind, code);
}

}  // namespace

std::string describe(std::uint8_t reason) {
  return look_up(kReasons, reason, "reason");
}

std::string describe_return_code(std::uint8_t code) {
  return look_up(kReturnCodes, code, "return code");
}

}  // namespace cems::mqtt
