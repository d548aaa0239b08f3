// kill -9 while committing: every acknowledged batch is there afterwards, whole, and none in half.
// And failed writes: nothing more is acknowledged, reading goes on.
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>

#include <gtest/gtest.h>
#include <unistd.h>

#include "store/rocks/database.h"
#include "tests/store/backends.h"
#include "tests/store/child_process.h"

namespace cems::store::test {
namespace {

constexpr std::int64_t kReadingsPerBatch = 30;
constexpr std::size_t kSeries = 3;
constexpr const char* kFolderVariable = "CEMS_CRASH_FOLDER";
constexpr const char* kPipeVariable = "CEMS_CRASH_PIPE";

/// The readings of batch number `n`: ten instants of each series, in a month of their own every
/// hundred batches, and every fifth batch also corrects the first instant of all.
std::vector<SeriesReading> batch_of(std::int64_t n, std::span<const SeriesId> ids) {
  std::vector<SeriesReading> out;
  for (std::int64_t i = 0; i < kReadingsPerBatch; ++i) {
    const std::int64_t at = n / 100 * 31 * kMsPerDay + n % 100 * 1000 + i / 3;
    out.push_back({ids[static_cast<std::size_t>(i) % kSeries],
                   {{at}, Decimal::from_integer(n), Quality::valid}});
  }
  if (n % 5 == 4) out.push_back({ids[0], {{-1}, Decimal::from_integer(n), Quality::valid}});
  return out;
}

std::vector<SeriesId> intern_all(Store& store) {
  return {intern(store, "a"), intern(store, "b"), intern(store, "c")};
}

/// All that a store has of the three series.
class Contents {
 public:
  Contents(const Store& store, std::span<const SeriesId> ids) : ids_(ids) {
    for (const SeriesId id : ids) {
      for (const Reading& r : test::read(store, id))
        readings_[id].emplace(r.at, r);
    }
  }

  /// How many of batch `n`'s own readings are there.
  [[nodiscard]] std::size_t present(std::int64_t n) const {
    std::size_t found = 0;
    for (const SeriesReading& r : batch_of(n, ids_)) {
      const auto series = readings_.find(r.series);
      if (r.reading.at.ms < 0 || series == readings_.end()) continue;
      const auto it = series->second.find(r.reading.at);
      found += it != series->second.end() && it->second == r.reading ? 1 : 0;
    }
    return found;
  }

  [[nodiscard]] std::size_t size() const {
    std::size_t n = 0;
    for (const auto& [id, readings] : readings_)
      n += readings.size();
    return n;
  }

 private:
  std::span<const SeriesId> ids_;
  std::map<SeriesId, std::map<TimeMs, Reading>> readings_;
};

// Not a test: the process that AKilledProcessLosesNothingItAcknowledged kills.
TEST(CrashChild, CommitsUntilItIsKilled) {
  const char* folder = std::getenv(kFolderVariable);
  const char* const pipe = std::getenv(kPipeVariable);
  if (folder == nullptr || pipe == nullptr)
    return;  // Has work only where the test below starts it.
  const int acknowledge = static_cast<int>(std::strtol(pipe, nullptr, 10));
  const auto store = open_rocks(folder, {.head_readings_max = 500});
  const auto ids = intern_all(*store);
  auto n = static_cast<std::int64_t>(store->count(ids[1], kAll).value() / 10);
  for (;; ++n) {
    ASSERT_TRUE(store->commit(batch_of(n, ids), {n}));
    // Acknowledged: eight bytes into the pipe are there whole or not at all.
    ASSERT_EQ(::write(acknowledge, &n, sizeof n), static_cast<ssize_t>(sizeof n));
  }
}

/// Runs the child for `ms` after its first acknowledgement, kills it, gives the last batch
/// acknowledged.
std::int64_t run_and_kill(const std::filesystem::path& folder, std::int64_t ms) {
  std::array<int, 2> ends{};
  EXPECT_EQ(pipe(ends.data()), 0);
  // Everything that allocates is done before fork: a child of a threaded process must not.
  std::string where = std::string(kFolderVariable) + "=" + folder.string();
  std::string pipe_end = std::string(kPipeVariable) + "=" + std::to_string(ends[1]);
  std::string program = "/proc/self/exe";
  std::string filter = "--gtest_filter=CrashChild.*";
  std::string brief = "--gtest_brief=1";
  std::array<char*, 4> arguments{program.data(), filter.data(), brief.data(), nullptr};
  std::string sanitizer = sanitizer_options();
  std::array<char*, 4> environment{where.data(), pipe_end.data(), sanitizer.data(), nullptr};
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    execve(program.c_str(), arguments.data(), environment.data());
    _exit(127);
  }
  close(ends[1]);
  std::string got;
  std::array<char, 4096> buffer{};
  const auto take = [&] {
    const ssize_t n = ::read(ends[0], buffer.data(), buffer.size());
    if (n > 0) got.append(buffer.data(), static_cast<std::size_t>(n));
    return n > 0;
  };
  take();  // Waits for the first.
  std::this_thread::sleep_for(std::chrono::milliseconds(ms));
  kill(child, SIGKILL);
  while (take()) {
  }
  close(ends[0]);
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
  EXPECT_EQ(got.size() % sizeof(std::int64_t), 0U);
  std::int64_t last = -1;
  if (got.size() >= sizeof last) {
    std::memcpy(&last, got.data() + got.size() - sizeof last, sizeof last);
  }
  return last;
}

TEST(RocksCrash, AKilledProcessLosesNothingItAcknowledged) {
  const TempFolder folder;
  std::mt19937_64 random(seed());
  std::int64_t acknowledged = -1;
  for (int round = 0; round < 6; ++round) {
    SCOPED_TRACE(testing::Message() << "round " << round << ", CEMS_SEED=" << seed());
    const std::int64_t last = run_and_kill(folder.path(), between(random, 0, 250));
    ASSERT_GE(last, 0) << "the child acknowledged nothing";
    acknowledged = std::max(acknowledged, last);
    const auto store = open_rocks(folder.path(), {.head_readings_max = 500});
    ASSERT_NE(store, nullptr);
    const auto ids = intern_all(*store);
    const Contents contents(*store, ids);
    for (std::int64_t n = 0; n <= acknowledged; ++n) {
      ASSERT_EQ(contents.present(n), kReadingsPerBatch) << "batch " << n;
    }
    // The one that was under way may be there, but whole; behind it there is nothing.
    const auto next = contents.present(acknowledged + 1);
    EXPECT_TRUE(next == 0 || next == kReadingsPerBatch) << next << " of a batch";
    EXPECT_EQ(contents.present(acknowledged + 2), 0U);
    const std::int64_t batches = acknowledged + (next == 0 ? 1 : 2);
    const std::int64_t corrected = batches / 5;
    EXPECT_EQ(contents.size(), batches * kReadingsPerBatch + (corrected > 0 ? 1 : 0));
    EXPECT_EQ(store->corrections(ids[0], {{-1}, {0}}).value().size(),
              static_cast<std::size_t>(std::max<std::int64_t>(corrected - 1, 0)));
  }
}

// After one failed write nothing is acknowledged until the store is opened again.
TEST(RocksCrash, AFailedWriteStopsCommitsButNotReading) {
  const TempFolder folder;
  const auto good = steps(0, 1000, 1000);
  {
    const auto store = open_rocks(folder.path());
    const SeriesId series = intern(*store, "P");
    commit(*store, series, good);
    // Files may not grow beyond 64 KiB from here: the log's write fails half-way.
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit small = before;
    small.rlim_cur = 64 * 1024;
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
    std::vector<SeriesReading> batch;
    for (const Reading& r : steps(10'000'000, 200'000, 7, 1'000'000'007))
      batch.push_back({series, r});
    const auto failed = store->commit(batch, {1});
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);

    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().code, Errc::unavailable) << failed.error().message;
    const std::vector<SeriesReading> one = {{series, reading(5, "5")}};
    const auto refused = store->commit(one, {2});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    EXPECT_FALSE(store->writable());
    EXPECT_EQ(store->seal().error().code, Errc::unavailable);
    EXPECT_EQ(store->intern(key_of("new")).error().code, Errc::unavailable);
    EXPECT_EQ(read(*store, series), good);
    EXPECT_EQ(store->count(series, kAll).value(), 1000U);
  }
  const auto store = open_rocks(folder.path());
  ASSERT_NE(store, nullptr);
  const SeriesId series = intern(*store, "P");
  EXPECT_EQ(read(*store, series, {{0}, {10'000'000}}), good);
  EXPECT_EQ(commit(*store, series, {{reading(5, "5")}}).accepted, 1U);
}

TEST(RocksErrors, AFullDiskIsToldApart) {
  const auto code = [](const rocksdb::Status& status) {
    return rocks::to_error(status, "commit").code;
  };
  EXPECT_EQ(code(rocksdb::Status::NoSpace("x")), Errc::no_space);
  EXPECT_EQ(code(rocksdb::Status::SpaceLimit()), Errc::no_space);
  EXPECT_EQ(code(rocksdb::Status::Corruption("x")), Errc::corrupt);
  EXPECT_EQ(code(rocksdb::Status::IOError("x")), Errc::internal);
}

}  // namespace
}  // namespace cems::store::test
