// Batches made from their number.
#include "tests/store/life.h"

#include <optional>
#include <random>
#include <string>

#include "tests/store/backends.h"

namespace cems::store::test {
namespace {

constexpr std::int64_t kLifeBegin = 1'704'067'200'000;
constexpr std::int64_t kLifeInstants = 2'000;  // Of each series; 64 minutes apart: three months.
constexpr std::int64_t kLifeStep = 64 * kMsPerMinute;

SeriesKey life_key(const Writer& writer, std::size_t series) {
  return key_of("life" + std::to_string(writer.number) + "-" + std::to_string(series));
}

std::vector<std::pair<std::size_t, Reading>> numbered_batch(const Writer& writer, std::int64_t n) {
  std::mt19937_64 random(writer.seed * 1'000'003 +
                         static_cast<std::uint64_t>(writer.number * 1'000'000'007 + n));
  std::vector<std::pair<std::size_t, Reading>> out;
  const std::int64_t size = between(random, 1, 60);
  for (std::int64_t i = 0; i < size; ++i) {
    const auto series = static_cast<std::size_t>(between(random, 0, kLifeSeries - 1));
    // Mostly near the front, which moves on with n; else anywhere behind it.
    const std::int64_t front = n * 5 % kLifeInstants;
    const std::int64_t instant =
        between(random, 0, 3) > 0 ? front + between(random, 0, 9) : between(random, 0, front);
    out.emplace_back(series, Reading{{kLifeBegin + instant * kLifeStep},
                                     Decimal::from(between(random, 0, 99'999), 2),
                                     Quality::valid});
  }
  return out;
}

}  // namespace

LifeIds life_ids(Store& store, const Writer& writer) {
  LifeIds ids{};
  for (std::size_t i = 0; i < kLifeSeries; ++i)
    ids[i] = store.intern(life_key(writer, i)).value_or(SeriesId{});
  return ids;
}

std::vector<SeriesReading> life_batch(const Writer& writer, std::int64_t n, const LifeIds& ids) {
  std::vector<SeriesReading> out;
  for (const auto& [series, r] : numbered_batch(writer, n))
    out.push_back({ids.at(series), r});
  return out;
}

const Life& LifeOracle::after(std::int64_t end) {
  for (; end_ < end; ++end_) {
    Life batch;  // Of a repeated instant the last one counts.
    for (const auto& [series, r] : numbered_batch(writer_, end_))
      batch.readings.insert_or_assign({series, r.at}, r);
    for (const auto& [key, r] : batch.readings) {
      const auto [old, added] = life_.readings.try_emplace(key, r);
      if (added || old->second == r) continue;
      life_.corrections[key].push_back({old->second, {end_}});
      old->second = r;
    }
  }
  return life_;
}

Result<Life> read_life(const Store& store, const Writer& writer) {
  Life life;
  for (std::size_t i = 0; i < kLifeSeries; ++i) {
    const auto id = store.find(life_key(writer, i));
    if (!id) continue;
    const auto scan = store.scan(*id, kAll, Order::ascending);
    if (!scan) return scan.error();
    std::uint64_t scanned = 0;
    std::optional<Reading> newest;
    for (auto part = (*scan)->next();; part = (*scan)->next()) {
      if (!part) return part.error();
      if (part->empty()) break;
      for (const Reading& r : *part)
        life.readings.emplace(std::pair{i, r.at}, r);
      scanned += part->size();
      newest = part->back();
    }
    const auto count = store.count(*id, kAll);
    if (!count) return count.error();
    const auto last = store.last_at(*id, kTimeMax - 1);
    if (!last) return last.error();
    if (*count != scanned || *last != newest) {
      return Error{Errc::corrupt, "count, newest reading and scan do not agree"};
    }
    for (const auto& [key, r] : life.readings) {
      if (key.first != i) continue;
      const auto log = store.corrections(*id, {key.second, key.second + 1});
      if (!log) return log.error();
      if (!log->empty()) life.corrections[key] = *log;
    }
  }
  return life;
}

}  // namespace cems::store::test
