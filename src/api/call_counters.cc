// Adding up what threads have counted.
#include "api/call_counters.h"

namespace cems::api {
namespace {

template <std::size_t n>
void add_all(const std::array<Counter, n>& counters, std::array<std::uint64_t, n>& sums) {
  for (std::size_t i = 0; i < n; ++i) {
    sums[i] += counters[i].get();
  }
}

}  // namespace

void CallCounters::add_to(CallSums& sums) const {
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    CallSums::OfSubject& sum = sums.subjects[i];
    add_all(subjects[i].answers, sum.answers);
    subjects[i].durations.add_to(sum.durations);
    sum.bytes += subjects[i].bytes.get();
    sum.cut += subjects[i].cut.get();
  }
  sums.readings.accepted += accepted.get();
  sums.readings.corrected += corrected.get();
  sums.readings.duplicate += duplicate.get();
  sums.readings.rejected += rejected.get();
  add_all(resets[0], sums.resets[0]);
  add_all(resets[1], sums.resets[1]);
  add_all(goaways, sums.goaways);
}

}  // namespace cems::api
