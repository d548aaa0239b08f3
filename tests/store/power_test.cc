// Power cuts, and disks that fail: in a child process that works through FaultyFiles.
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "store/rocks/file_system.h"
#include "tests/store/backends.h"
#include "tests/store/child_process.h"
#include "tests/store/faulty_files.h"
#include "tests/store/life.h"

namespace cems::store::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLedger = "LEDGER";
constexpr std::int64_t kEndless = 1'000'000;
constexpr std::int64_t kNothingFailed = -1;  // Said by a child whose failure never came.

/// The store of a child. Small buffers, so that files are made and removed all the time.
RocksOptions small_buffers() {
  return {.head_readings_max = 300, .write_buffer_bytes = 64U << 10U};
}

bool is_long() {
  return std::getenv("CEMS_LONG") != nullptr;
}

/// The writers of a child work at the same time; what each acknowledges is a beginning of its own
/// batches.
constexpr std::size_t kWriters = 3;
using Batches = std::array<std::int64_t, kWriters>;

struct ChildWork {
  std::string working;
  std::string durable;
  std::uint64_t seed = 0;
  Batches first{};  ///< Numbers of the writers' first batches.
  std::int64_t end = kEndless;
  Faults faults;

  [[nodiscard]] std::string text() const {
    std::ostringstream out;
    out << working << ' ' << durable << ' ' << seed << ' ' << end << ' ' << faults.forgets << ' '
        << faults.fail_at << ' ' << faults.for_ever;
    for (const std::int64_t n : first)
      out << ' ' << n;
    return out.str();
  }

  static ChildWork from(const std::string& text) {
    ChildWork work;
    std::istringstream in(text);
    in >> work.working >> work.durable >> work.seed >> work.end >> work.faults.forgets >>
        work.faults.fail_at >> work.faults.for_ever;
    for (std::int64_t& n : work.first)
      in >> n;
    return work;
  }
};

/// Commits until the end or a failure; says the number of each batch that is acknowledged.
void commit_and_say(Store& store, const ChildWork& work, std::size_t number) {
  const Writer writer{work.seed, static_cast<std::int64_t>(number)};
  const LifeIds ids = life_ids(store, writer);
  for (std::int64_t n = work.first.at(number); n < work.end; ++n) {
    const auto batch = life_batch(writer, n, ids);
    if (!store.commit(batch, {n})) {
      // Reading goes on, and does not show what was not acknowledged.
      const auto life = read_life(store, writer);
      ASSERT_TRUE(life) << life.error().message;
      EXPECT_TRUE(*life == LifeOracle(writer).after(n)) << "after the failed batch " << n;
      EXPECT_FALSE(store.commit(batch, {n})) << "a retry after a failed write";
      return;
    }
    say(n * static_cast<std::int64_t>(kWriters) + writer.number);
    if (n % 37 == 36 && !store.seal()) return;
  }
}

// Not a test: the process that the others kill.
TEST(PowerChild, Works) {
  const auto arguments = child_arguments();
  if (!arguments) return;
  const ChildWork work = ChildWork::from(*arguments);
  const auto files = std::make_shared<FaultyFiles>(work.working, work.durable, work.faults);
  RocksOptions options = small_buffers();
  options.file_system = system_with(files);
  if (auto store = open_rocks_store(work.working, options)) {
    std::vector<std::thread> writers;
    for (std::size_t number = 0; number < kWriters; ++number)
      writers.emplace_back([&, number] { commit_and_say(**store, work, number); });
    for (std::thread& writer : writers)
      writer.join();
  }
  if (files->operations() < work.faults.fail_at) say(kNothingFailed);
}

/// How many batches each writer has acknowledged, from what the child said.
Batches acknowledged(const ChildWork& work, std::span<const std::int64_t> said) {
  Batches out = work.first;
  for (const std::int64_t n : said) {
    if (n == kNothingFailed) continue;
    const auto writer = static_cast<std::size_t>(n) % kWriters;
    EXPECT_EQ(n / static_cast<std::int64_t>(kWriters), out.at(writer)) << "in its order";
    ++out.at(writer);
  }
  return out;
}

/// The folders of one test: `disk` is what the last cut left.
class Power : public testing::Test {
 protected:
  [[nodiscard]] fs::path disk() const { return folder_.path() / "disk"; }

  void SetUp() override { fs::create_directory(disk()); }

  /// Work on copies of the disk.
  [[nodiscard]] ChildWork on_the_disk(const Batches& first) const {
    ChildWork work{working().string(), durable().string(), seed(), first, kEndless, {}};
    for (const fs::path& copy : {working(), durable()}) {
      fs::remove_all(copy);
      fs::copy(disk(), copy);
    }
    return work;
  }

  /// The power is cut: the disk is what is durable, and by chance a little more.
  void cut(std::uint64_t chance) {
    let_some_bytes_survive(working(), durable(), chance);
    // The ledger does not go through FaultyFiles: it is replaced durably, and nothing may be behind
    // the newest one.
    if (fs::exists(working() / kLedger)) {
      fs::copy_file(working() / kLedger, durable() / kLedger, fs::copy_options::overwrite_existing);
    }
    fs::remove_all(disk());
    fs::rename(durable(), disk());
    fs::remove_all(durable().string() + ".nameless");
  }

  /// Opens a copy of the disk: of each writer it must hold the acknowledged batches, and at most
  /// the one after them, whole. Gives how many there are.
  [[nodiscard]] Batches expect_all(const Batches& wanted) {
    const fs::path copy = folder_.path() / "looked-at";
    fs::remove_all(copy);
    fs::copy(disk(), copy);
    const auto store = open_rocks_store(copy, small_buffers());
    EXPECT_TRUE(store) << store.error().message;
    Batches found = wanted;
    for (std::size_t i = 0; store && i < kWriters; ++i) {
      const Writer writer{seed(), static_cast<std::int64_t>(i)};
      const auto life = read_life(**store, writer);
      EXPECT_TRUE(life) << life.error().message;
      LifeOracle oracle(writer);
      if (!life || *life == oracle.after(wanted.at(i))) continue;
      ++found.at(i);
      EXPECT_TRUE(*life == oracle.after(found.at(i)))
          << life->readings.size() << " readings of writer " << i << "; acknowledged were "
          << wanted.at(i) << " batches";
    }
    return found;
  }

 private:
  [[nodiscard]] fs::path working() const { return folder_.path() / "working"; }

  [[nodiscard]] fs::path durable() const { return folder_.path() / "durable"; }

  TempFolder folder_{memory_folder()};
};

/// Runs a child, kills it after a while, gives how many batches are acknowledged now.
Batches run_until_killed(const ChildWork& work, std::mt19937_64& random) {
  ChildProcess child("PowerChild.*", work.text());
  // Mostly while it commits, sometimes while it opens.
  if (between(random, 0, 3) > 0) child.wait_for_a_number();
  std::this_thread::sleep_for(std::chrono::milliseconds(between(random, 0, 60)));
  child.kill();
  const auto said = child.rest();
  EXPECT_EQ(child.status(), -SIGKILL) << "the child ended by itself";
  return acknowledged(work, said);
}

TEST_F(Power, ACutLosesNothingAcknowledgedAndLeavesNoHalf) {
  std::mt19937_64 random(seed());
  Batches batches{};
  for (int round = 0; round < (is_long() ? 200 : 20) && !HasFailure(); ++round) {
    SCOPED_TRACE(testing::Message() << "round " << round << ", CEMS_SEED=" << seed());
    const Batches done = run_until_killed(on_the_disk(batches), random);
    cut(random());
    batches = expect_all(done);
  }
  EXPECT_GT(batches[0], 40) << "hardly anything was tried";
}

// The test above can fail: it does where syncs are only promised.
TEST_F(Power, ACutLosesWhatWasNotSynced) {
  std::mt19937_64 random(seed());
  ChildWork work = on_the_disk({});
  work.faults.forgets = true;
  ChildProcess child("PowerChild.*", work.text());
  child.wait_for_a_number();
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  child.kill();
  const Batches done = acknowledged(work, child.rest());
  cut(random());
  const auto store = open_rocks_store(disk(), small_buffers());
  bool lost = !store;
  for (std::size_t i = 0; store && i < kWriters; ++i) {
    const Writer writer{seed(), static_cast<std::int64_t>(i)};
    const auto life = read_life(**store, writer);
    lost = lost || !life || *life != LifeOracle(writer).after(done.at(i));
  }
  EXPECT_TRUE(lost) << "of " << done[0] << " batches";
}

/// Fails operation after operation, until a run in which none is left to fail.
class FailingDisk : public Power, public testing::WithParamInterface<bool> {};

TEST_P(FailingDisk, LosesNothingAcknowledgedWhateverFails) {
  constexpr std::int64_t kBefore = 20;
  constexpr std::int64_t kDuring = 40;
  Batches before{};
  before.fill(kBefore);
  for (std::size_t i = 0; i < kWriters; ++i) {
    const auto store = open_rocks_store(disk(), small_buffers());
    ASSERT_TRUE(store);
    const Writer writer{seed(), static_cast<std::int64_t>(i)};
    const LifeIds ids = life_ids(**store, writer);
    for (std::int64_t n = 0; n < kBefore; ++n)
      ASSERT_TRUE((*store)->commit(life_batch(writer, n, ids), {n}));
  }
  const fs::path kept = disk().string() + ".kept";
  fs::copy(disk(), kept);
  std::mt19937_64 random(seed());
  bool failed = true;
  // Each in the long run; else about one in sixty, other ones with each seed.
  for (std::int64_t at = 1; failed && !HasFailure();
       at += is_long() ? 1 : between(random, 1, 119)) {
    SCOPED_TRACE(testing::Message() << "operation " << at << ", CEMS_SEED=" << seed());
    fs::remove_all(disk());
    fs::copy(kept, disk());
    ChildWork work = on_the_disk(before);
    work.end = kBefore + kDuring;
    work.faults = {false, at, GetParam()};
    ChildProcess child("PowerChild.*", work.text());
    const std::vector<std::int64_t> said = child.rest();
    EXPECT_TRUE(child.status() == 0 || child.status() == -SIGABRT)
        << "ended with " << child.status();
    failed = said.empty() || said.back() != kNothingFailed;
    cut(random());
    static_cast<void>(expect_all(acknowledged(work, said)));
  }
}

INSTANTIATE_TEST_SUITE_P(Power, FailingDisk, testing::Bool(),
                         [](const auto& tested) { return tested.param ? "ForEver" : "Once"; });

}  // namespace
}  // namespace cems::store::test
