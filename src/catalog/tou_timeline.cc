// References are followed in the order of their depth, so a circle is what never gets a depth.
#include "catalog/tou_timeline.h"

#include <algorithm>
#include <map>

#include "base/assert.h"
#include "base/quote.h"

namespace cems::catalog {
namespace {

const TouSchedule* find_in(std::span<const TouSchedule> schedules, std::string_view id) {
  const auto found = std::find_if(schedules.begin(), schedules.end(),
                                  [id](const TouSchedule& entry) { return entry.id == id; });
  return found == schedules.end() ? nullptr : &*found;
}

/// Depths of schedules: 1 with rules only, else one more than the deepest that is named. Those on a
/// circle, or leading to one, have none.
class Depths {
 public:
  explicit Depths(std::span<const TouSchedule> own) : own_(own) {
    // A chain longer than the limit is refused anyway, so that many rounds settle all the rest.
    for (std::size_t round = 0; round <= kSchemeChainMax; ++round) {
      for (const TouSchedule& schedule : built_in_schedules()) {
        settle(schedule);
      }
      for (const TouSchedule& schedule : own) {
        settle(schedule);
      }
    }
  }

  [[nodiscard]] bool has(const TouSchedule& schedule) const { return depths_.contains(&schedule); }

 private:
  void settle(const TouSchedule& schedule) {
    std::size_t depth = 1;
    for (const TouVersion& version : schedule.versions) {
      if (version.scheme.empty()) {
        continue;
      }
      const TouSchedule* named = find_schedule(own_, version.scheme);
      if (named != nullptr && !has(*named)) {
        return;
      }
      depth = std::max(depth, named == nullptr ? 1 : depths_.at(named) + 1);
    }
    if (depth <= kSchemeChainMax) {
      depths_[&schedule] = depth;
    }
  }

  std::span<const TouSchedule> own_;
  std::map<const TouSchedule*, std::size_t> depths_;
};

void append_pieces(std::span<const TouSchedule> own, const TouSchedule& schedule,
                   const TimelinePiece& within, std::vector<TimelinePiece>& out) {
  for (const TouVersion& version : schedule.versions) {
    const std::int64_t from_day = std::max(within.from_day, version.from_day);
    const std::int64_t to_day = std::min(within.to_day, version.to_day);
    if (from_day >= to_day) {
      continue;
    }
    TimelinePiece piece{from_day, to_day, nullptr, within.uses};
    piece.uses.push_back({schedule.id, version.version});
    if (version.scheme.empty()) {
      piece.version = &version;
      out.push_back(std::move(piece));
    } else {
      const TouSchedule* named = find_schedule(own, version.scheme);
      CEMS_ASSERT(named != nullptr);
      append_pieces(own, *named, piece, out);
    }
  }
}

}  // namespace

const TouSchedule* find_schedule(std::span<const TouSchedule> own, std::string_view id) {
  const TouSchedule* found = find_in(own, id);
  return found != nullptr ? found : find_in(built_in_schedules(), id);
}

void check_references(std::span<const TouSchedule> own, std::vector<model::Problem>& problems) {
  const Depths depths(own);
  for (const TouSchedule& schedule : own) {
    for (const TouVersion& version : schedule.versions) {
      if (version.scheme.empty()) {
        continue;
      }
      const TouSchedule* named = find_schedule(own, version.scheme);
      if (named == nullptr) {
        problems.push_back(
            {version.scheme_pointer,
             "there is no schedule " + quote(version.scheme) + ", neither here nor built in"});
      } else if (!depths.has(*named) || !depths.has(schedule)) {
        problems.push_back(
            {version.scheme_pointer,
             quote(version.scheme) + " leads back to a schedule before it, or through more than " +
                 std::to_string(kSchemeChainMax) + " schedules; name one with rules"});
      }
    }
  }
}

std::vector<TimelinePiece> timeline(std::span<const TouSchedule> own, const TouSchedule& schedule) {
  std::vector<TimelinePiece> pieces;
  TimelinePiece whole;
  whole.from_day = kTimeMin.ms / kMsPerDay;
  whole.to_day = kOpenDay;
  append_pieces(own, schedule, whole, pieces);
  return pieces;
}

}  // namespace cems::catalog
