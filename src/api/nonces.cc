// See nonces.h.
#include "api/nonces.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <time.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/keyed_hash.h"
#include "base/log.h"

namespace cems::api {
namespace {

namespace fs = std::filesystem;

NonceKey half_of_hash(std::string_view text) {
  const std::string digest = hash_bytes(Hash::sha256, text);
  NonceKey key{};
  std::copy_n(digest.begin(), key.size(), key.begin());
  return key;
}

std::string current_path(const std::string& folder) {
  return folder + "/current";
}

std::string previous_path(const std::string& folder) {
  return folder + "/previous";
}

/// What the last server on these files has left, as a floor.
TimeMs floor_of(const std::vector<NonceRecord>& records, const MachineRun& run) {
  TimeMs floor = kTimeMin;
  const NonceRecord* last = nullptr;  // That says how a server began or ended.
  for (const NonceRecord& record : records) {
    if (record.owner == kFloor) {
      floor = std::max(floor, record.time);
    } else if (record.owner == kBegun || record.owner == kEnded) {
      last = &record;
    }
  }
  const bool crashed = last != nullptr && last->owner == kBegun && last->key != run.id;
  return crashed ? std::max(floor, run.begun + limits::kSignatureWindowMs) : floor;
}

/// What a file says before its nonces, on the disk: a machine that crashes later must find it.
Status begin_file(NonceFile& file, TimeMs floor, const MachineRun& run, TimeMs now) {
  for (const NonceRecord& record : {NonceRecord{{}, std::string(kFloor), floor},
                                    NonceRecord{run.id, std::string(kBegun), now}}) {
    if (const Status written = file.append(record); !written) {
      return written;
    }
  }
  return file.sync();
}

bool is_nonce(const NonceRecord& record) {
  return record.owner != kBegun && record.owner != kEnded && record.owner != kFloor;
}

}  // namespace

MachineRun this_run() {
  timespec up{};
  ::clock_gettime(CLOCK_BOOTTIME, &up);
  const std::int64_t up_ms = std::int64_t{up.tv_sec} * kMsPerSecond + up.tv_nsec / 1'000'000;
  // Without the file every start counts as another run: refusing for a while is the safe side.
  const Result<std::string> id = read_file("/proc/sys/kernel/random/boot_id", 4096);
  return {half_of_hash(id ? *id : fmt::format("{}", real_now().ms)), real_now() - up_ms};
}

std::size_t Nonces::KeyHash::operator()(const NonceKey& key) const {
  std::size_t hash = 0;  // The bytes are a hash already.
  std::memcpy(&hash, key.data(), sizeof hash);
  return hash;
}

void Nonces::Generation::add(const NonceRecord& record) {
  if (keys.insert(record.key).second) {
    ++by_token[record.owner];
    latest = std::max(latest, record.time);
  }
}

std::size_t Nonces::Generation::of(const std::string& token) const {
  const auto known = by_token.find(token);
  return known == by_token.end() ? 0 : known->second;
}

Nonces::Nonces(std::string folder, const MachineRun& run, NonceFile current, TimeMs now)
    : folder_(std::move(folder)), run_(run), file_(std::move(current)), begun_(now) {}

Result<std::unique_ptr<Nonces>> Nonces::open(const std::string& folder, const MachineRun& run,
                                             TimeMs now) {
  if (const Status made = make_directories(folder, 0700); !made) {
    return made.error();
  }
  std::vector<NonceRecord> old_records;
  std::vector<NonceRecord> records;
  if (fs::exists(previous_path(folder))) {
    if (const auto previous = NonceFile::open(previous_path(folder), old_records); !previous) {
      return previous.error();
    }
  }
  Result<NonceFile> current = NonceFile::open(current_path(folder), records);
  if (!current) {
    return current.error();
  }
  std::unique_ptr<Nonces> nonces(new Nonces(folder, run, *std::move(current), now));
  const MutexLock lock(nonces->mutex_);
  for (const NonceRecord& record : old_records) {
    if (is_nonce(record)) {
      nonces->previous_.add(record);
    }
  }
  for (const NonceRecord& record : records) {
    if (is_nonce(record)) {
      nonces->current_.add(record);
    }
  }
  old_records.insert(old_records.end(), records.begin(), records.end());
  nonces->floor_ = floor_of(old_records, run);
  if (const Status begun = begin_file(nonces->file_, nonces->floor_, run, now); !begun) {
    return begun.error();
  }
  if (const Status synced = sync_directory(folder); !synced) {
    return synced.error();
  }
  return nonces;
}

Nonces::~Nonces() {
  const MutexLock lock(mutex_);
  const Status ended = file_.sync() ? file_.append({{}, std::string(kEnded), real_now()})
                                    : Status(Error{Errc::internal, "cannot sync the nonces"});
  if (!ended) {
    spdlog::warn("{}; signed requests may have to wait after a boot", ended.error().message);
  }
}

Nonces::Use Nonces::use(std::string_view token_id, std::string_view nonce, TimeMs time,
                        TimeMs now) {
  const std::string token(token_id);
  const NonceRecord record{half_of_hash(fmt::format("{}:{}", token_id, nonce)), token, time};
  const MutexLock lock(mutex_);
  if (now - begun_ >= 2 * limits::kSignatureWindowMs) {
    if (const Status begun = begin_generation(now); !begun) {
      spdlog::error("signed requests are refused: {}", begun.error().message);
      return Use::failed;
    }
  }
  if (time <= floor_) {
    return Use::too_old;
  }
  if (current_.keys.count(record.key) > 0 || previous_.keys.count(record.key) > 0) {
    return Use::replayed;
  }
  if (current_.of(token) + previous_.of(token) >= limits::kNoncesOfTokenMax ||
      current_.keys.size() + previous_.keys.size() >= limits::kNoncesMax) {
    return Use::full;
  }
  if (const Status written = file_.append(record); !written) {
    spdlog::error("signed requests are refused: {}", written.error().message);
    return Use::failed;
  }
  current_.add(record);
  return Use::fresh;
}

// The next file is on the disk, with floor and begin, before anything takes another one's place:
// whatever a crash leaves, nothing is forgotten without a floor, and a begin is there to be found.
Status Nonces::begin_generation(TimeMs now) {
  const TimeMs floor = std::max(floor_, previous_.latest);
  const std::string next_path = folder_ + "/next";
  std::error_code failed;
  fs::remove(next_path, failed);
  std::vector<NonceRecord> none;
  Result<NonceFile> next = NonceFile::open(next_path, none);
  if (!next) {
    return next.error();
  }
  if (const Status begun = begin_file(*next, floor, run_, now); !begun) {
    return begun;
  }
  if (::rename(current_path(folder_).c_str(), previous_path(folder_).c_str()) != 0 ||
      ::rename(next_path.c_str(), current_path(folder_).c_str()) != 0) {
    return Error{Errc::internal, fmt::format("cannot rename files in {}", folder_)};
  }
  file_ = *std::move(next);
  floor_ = floor;
  previous_ = std::exchange(current_, {});
  begun_ = now;
  return sync_directory(folder_);
}

std::size_t Nonces::size() const {
  const MutexLock lock(mutex_);
  return current_.keys.size() + previous_.keys.size();
}

}  // namespace cems::api
