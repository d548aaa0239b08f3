/// The HTTP methods an interface may be asked by (5.3; the path of spec/interfaces.json).
///
/// Constant data; safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace cems::spec {

enum class Method : std::uint8_t {
#define CEMS_METHOD(id, name) id,
#include "spec/methods.inc"
#undef CEMS_METHOD
};

/// By Method, in the order in which Allow lists them.
inline constexpr auto kMethodNames = std::to_array<std::string_view>({
#define CEMS_METHOD(id, name) name,
#include "spec/methods.inc"
#undef CEMS_METHOD
});

[[nodiscard]] constexpr std::string_view name(Method method) {
  return kMethodNames[static_cast<std::size_t>(method)];
}

}  // namespace cems::spec
