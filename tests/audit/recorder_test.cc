// What a server notes: floods are counted, nothing else is left out, and a disk that takes nothing
// loses nothing.
#include "audit/recorder.h"

#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "audit_folder.h"

namespace cems::audit {
namespace {

Entry refusal(std::string source, std::string result = "40102") {
  return {kNoon, "", "", "GET", "/cems/v1/GetCemsStaticData", std::move(result), std::move(source),
          1,     {}};
}

TEST(AuditTally, TheFirstHaveLinesAndTheRestIsASum) {
  Tally tally({0});
  std::int64_t lines = 0;
  for (int i = 0; i < 100'000; ++i) {
    Entry one = refusal("192.0.2.1");
    one.time = kNoon + i;
    lines += tally.admit(one, Kind::refused, {i / 10}) ? 1 : 0;  // Ten seconds.
  }
  EXPECT_EQ(lines, limits::kAuditRefusalsBurst + 9 * limits::kAuditRefusalsPerSecond);
  EXPECT_TRUE(tally.take({limits::kAuditSumMs - 1}).empty());
  const std::vector<Entry> sums = tally.take({limits::kAuditSumMs});
  ASSERT_EQ(sums.size(), 1U);
  EXPECT_EQ(sums[0].count, static_cast<std::uint64_t>(100'000 - lines));
  EXPECT_EQ(sums[0].source, "192.0.2.1");
  EXPECT_EQ(sums[0].first, kNoon + limits::kAuditRefusalsBurst);
  EXPECT_EQ(sums[0].time, kNoon + 99'999);
  EXPECT_TRUE(tally.take({10 * limits::kAuditSumMs}, true).empty());
}

TEST(AuditTally, ManyAddressesShareAFewSums) {
  Tally tally({0});
  std::uint64_t lines = 0;
  constexpr int kCalls = 20'000;
  for (int i = 0; i < kCalls; ++i) {
    lines += tally.admit(refusal("10.0.0." + std::to_string(i)), Kind::refused, {0}) ? 1 : 0;
  }
  std::uint64_t counted = 0;
  const std::vector<Entry> sums = tally.take({0}, true);
  EXPECT_LE(sums.size(), limits::kAuditSumsMax + 1);
  for (const Entry& sum : sums) {
    counted += sum.count;
  }
  EXPECT_EQ(lines + counted, static_cast<std::uint64_t>(kCalls));
  EXPECT_THAT(sums, testing::Contains(testing::Field(&Entry::source, "*")));
}

TEST(AuditTally, RefusalsDoNotCrowdOutWhatWasWritten) {
  Tally tally({0});
  for (int i = 0; i < 10'000; ++i) {
    static_cast<void>(tally.admit(refusal("::1"), Kind::refused, {0}));
  }
  EXPECT_TRUE(tally.admit(entry("/ingest/v1/readings"), Kind::wrote, {0}));
  for (int i = 0; i < 10'000; ++i) {
    EXPECT_TRUE(tally.admit(entry("/admin/v1/cems/S"), Kind::admin, {0}));
  }
}

class AuditRecorder : public AuditFolder {};

TEST_F(AuditRecorder, RecordsStandBehindWhatWasNotedBefore) {
  Recorder recorder(*Log::open(folder_));
  recorder.note(entry("first"), Kind::wrote);
  ASSERT_TRUE(recorder.record(entry("second")));
  EXPECT_THAT(story(), testing::ElementsAre("PUT first", "PUT second"));
}

TEST_F(AuditRecorder, NothingIsLeftBehindAtTheEnd) {
  {
    Recorder recorder(*Log::open(folder_));
    std::vector<std::jthread> callers;
    for (int t = 0; t < 4; ++t) {
      callers.emplace_back([&recorder] {
        for (int i = 0; i < 2000; ++i) {
          recorder.note(refusal("192.0.2.1"), Kind::refused);
        }
      });
    }
    callers.clear();
    const std::jthread writer([&](const std::stop_token& over) { recorder.run(over); });
  }
  std::uint64_t calls = 0;
  Walk what;
  what.on_line = [&calls](const Line& line, std::string_view) { calls += line.entry.count; };
  ASSERT_TRUE(walk(folder_, what));
  EXPECT_EQ(calls, 8000U);
  EXPECT_TRUE(findings().empty());
  EXPECT_LT(report_.lines, 1100U);
}

TEST_F(AuditRecorder, AFolderThatCannotBeWrittenIsSaidAndWaitedFor) {
  Recorder recorder(*Log::open(folder_));
  std::filesystem::rename(folder_, folder_ + ".away");
  recorder.note(entry("kept"), Kind::wrote);
  EXPECT_FALSE(recorder.record(entry("refused")));
  EXPECT_FALSE(recorder.healthy());
  std::filesystem::rename(folder_ + ".away", folder_);
  ASSERT_TRUE(recorder.flush());
  EXPECT_TRUE(recorder.healthy());
  EXPECT_THAT(story(), testing::ElementsAre("PUT kept"));
}

}  // namespace
}  // namespace cems::audit
