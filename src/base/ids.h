/// Strong identifiers: a point's id cannot be passed where a site's is meant.
///
/// An id is text as the archive spells it (GB/T 35031.5 clause 6: string, at most 64 characters
/// unless the dictionary says otherwise); it is compared byte for byte. Values own their text.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace cems {

template <class Tag>
class Id {
 public:
  Id() = default;

  explicit Id(std::string text) : text_(std::move(text)) {}

  explicit Id(std::string_view text) : text_(text) {}

  explicit Id(const char* text) : text_(text) {}

  [[nodiscard]] const std::string& str() const& { return text_; }

  /// Lives as long as this Id and until it is assigned to.
  [[nodiscard]] std::string_view view() const { return text_; }

  [[nodiscard]] bool empty() const { return text_.empty(); }

  friend auto operator<=>(const Id&, const Id&) = default;
  friend bool operator==(const Id&, const Id&) = default;

 private:
  std::string text_;
};

using CemsId = Id<struct CemsIdTag>;            ///< 6.3 cemsId: one site (用户端).
using PointId = Id<struct PointIdTag>;          ///< 6.9 pointId: unique inside a site.
using ParameterId = Id<struct ParameterIdTag>;  ///< 6.8 parameterId: unique inside a point, ≤ 32.
using CategoryCode = Id<struct CategoryTag>;    ///< 6.2 categoryCode: hierarchical digits, ≤ 16.

/// Names a series of readings: one parameter of one point of one site.
struct SeriesKey {
  CemsId cems;
  PointId point;
  ParameterId parameter;

  friend auto operator<=>(const SeriesKey&, const SeriesKey&) = default;
  friend bool operator==(const SeriesKey&, const SeriesKey&) = default;
};

/// A store's own short name for a series; never reused, 0 is never given out.
enum class SeriesId : std::uint64_t {};

}  // namespace cems

template <class Tag>
struct std::hash<cems::Id<Tag>> {
  std::size_t operator()(const cems::Id<Tag>& id) const noexcept {
    return std::hash<std::string_view>{}(id.view());
  }
};

template <>
struct std::hash<cems::SeriesKey> {
  std::size_t operator()(const cems::SeriesKey& key) const noexcept {
    const std::hash<std::string_view> hash_of;
    std::size_t h = hash_of(key.cems.view());
    h = h * 1099511628211U ^ hash_of(key.point.view());
    return h * 1099511628211U ^ hash_of(key.parameter.view());
  }
};
