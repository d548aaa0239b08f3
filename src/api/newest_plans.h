/// Plans of dynamic answers, kept for the next who asks the same. Bounded in bytes; the least
/// recently used go.
///
/// Thread-safety: every member may be called from any thread.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "api/newest_plan.h"
#include "base/mutex.h"

namespace cems::api {

class NewestPlans {
 public:
  explicit NewestPlans(std::size_t bytes_max = kBytesMax) : bytes_max_(bytes_max) {}

  /// The plan kept for a question, if it was made from that archive; else null.
  [[nodiscard]] std::shared_ptr<const NewestPlan> find(std::string_view question,
                                                       const catalog::Site& site)
      CEMS_EXCLUDES(mutex_);

  /// Keeps a plan in the place of the one that was there; not where it is an eighth of all or more.
  void put(std::string question, std::shared_ptr<const NewestPlan> plan) CEMS_EXCLUDES(mutex_);

 private:
  // A point's plan is about 1 KiB; a class of a thousand points takes 250.
  static constexpr std::size_t kBytesMax = std::size_t{16} << 20U;

  struct Use {
    std::string question;
    std::shared_ptr<const NewestPlan> plan;
    std::size_t bytes;
  };

  using Uses = std::list<Use>;  // The latest first.

  void drop(Uses::iterator use) CEMS_REQUIRES(mutex_);

  const std::size_t bytes_max_;
  Mutex mutex_;
  Uses uses_ CEMS_GUARDED_BY(mutex_);
  std::unordered_map<std::string_view, Uses::iterator> places_ CEMS_GUARDED_BY(mutex_);
  std::size_t bytes_ CEMS_GUARDED_BY(mutex_) = 0;
};

}  // namespace cems::api
