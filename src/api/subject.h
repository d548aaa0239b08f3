/// What a request is about, as counters and logs name it: an interface, or an address beside them.
///
/// Values and pure functions; safe from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "api/route.h"
#include "spec/interface.h"

namespace cems::api {

class Subject {
 public:
  static constexpr auto kEvery = std::to_array<spec::InterfaceId>({
#define CEMS_INTERFACE(id, ...) spec::InterfaceId::id,
#include "spec/interfaces.inc"
#undef CEMS_INTERFACE
  });
  static constexpr std::size_t kInterfaces = kEvery.size();
  static constexpr std::size_t kCount = kInterfaces + kPlaces + 1;

  /// An address where there is nothing.
  constexpr Subject() = default;

  explicit constexpr Subject(const Route& route)
      : index_(static_cast<std::uint8_t>(
            route.place == Place::interface ? static_cast<std::size_t>(route.interface)
                                            : kInterfaces +
                                                  static_cast<std::size_t>(route.place))) {}

  explicit constexpr Subject(spec::InterfaceId interface)
      : index_(static_cast<std::uint8_t>(interface)) {}

  /// REQUIRES: index < kCount.
  static constexpr Subject at(std::size_t index) {
    Subject subject;
    subject.index_ = static_cast<std::uint8_t>(index);
    return subject;
  }

  [[nodiscard]] constexpr std::size_t index() const {
    return index_;
  }

  /// The interface's name in the standard, the path of an address beside them, or "unknown". Lives
  /// for ever.
  [[nodiscard]] std::string_view name() const;

 private:
  static_assert(kCount <= UINT8_MAX);
  std::uint8_t index_ = kCount - 1;
};

}  // namespace cems::api
