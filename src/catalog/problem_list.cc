// One walk over the document numbers the places that the problems name; then they are sorted by
// number. Looking each pointer up by itself would be quadratic for an object of many unknown
// members.
#include "catalog/problem_list.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace cems::catalog {
namespace {

/// When the walk came to a value and when it left it.
struct Visit {
  std::size_t enter = 0;
  std::size_t leave = 0;
};

std::string parent_of(const std::string& pointer) {
  const std::size_t slash = pointer.rfind('/');
  return slash == std::string::npos ? std::string() : pointer.substr(0, slash);
}

class Walk {
 public:
  explicit Walk(const std::vector<model::Problem>& problems) {
    for (const model::Problem& problem : problems) {
      visits_.try_emplace(problem.pointer);
      visits_.try_emplace(parent_of(problem.pointer));
    }
  }

  void over(const json::Value& value) {
    const std::size_t enter = ++clock_;
    const std::size_t length = pointer_.size();
    for (const json::Member& member : value.members) {
      pointer_ = json::pointer(pointer_, member.name);
      over(member.value);
      pointer_.resize(length);
    }
    for (std::size_t i = 0; i < value.items.size(); ++i) {
      pointer_ += '/';
      pointer_ += std::to_string(i);
      over(value.items[i]);
      pointer_.resize(length);
    }
    if (const auto found = visits_.find(pointer_); found != visits_.end()) {
      found->second = Visit{enter, ++clock_};
    }
  }

  /// A member that is not there has its place at the end of the object that lacks it.
  [[nodiscard]] std::size_t place_of(const model::Problem& problem) const {
    const Visit& own = visits_.at(problem.pointer);
    return own.enter != 0 ? own.enter : visits_.at(parent_of(problem.pointer)).leave;
  }

 private:
  std::string pointer_;
  std::size_t clock_ = 0;
  std::unordered_map<std::string, Visit> visits_;
};

}  // namespace

void put_in_file_order(std::vector<model::Problem>& problems, const json::Value& document) {
  if (problems.empty()) {
    return;
  }
  Walk walk(problems);
  walk.over(document);
  std::vector<std::pair<std::size_t, std::size_t>> order;  // Place, then the order of finding.
  order.reserve(problems.size());
  for (std::size_t i = 0; i < problems.size(); ++i) {
    order.emplace_back(walk.place_of(problems[i]), i);
  }
  std::sort(order.begin(), order.end());

  std::vector<model::Problem> sorted;
  for (const auto& [place, index] : order) {
    model::Problem& next = problems[index];
    const bool repeats = !sorted.empty() && sorted.back().pointer == next.pointer &&
                         sorted.back().reason == next.reason;
    if (!repeats) {
      sorted.push_back(std::move(next));
    }
  }
  if (sorted.size() > kProblemsMax) {
    const std::size_t more = sorted.size() - kProblemsMax;
    sorted.resize(kProblemsMax);
    sorted.push_back({"", "and " + std::to_string(more) + " more problems"});
  }
  problems = std::move(sorted);
}

}  // namespace cems::catalog
