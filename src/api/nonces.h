/// Nonces of signed requests that have been let in, so that none is let in twice: not at once, not
/// after a restart, not after the clock was set back.
///
/// Two generations, in memory and in a file each: `current`, and `previous`, which is forgotten
/// when `current` is two windows old. A request whose timestamp is not later than the latest of any
/// that was forgotten is refused whatever the clock says, so forgetting never lets one in again.
///
/// What is written is not synced, so that it costs some microseconds: it outlives a kill, and a
/// proper stop syncs it. After a crash of the machine (another boot id, no proper stop) nothing of
/// before it is trusted to be complete: requests with timestamps up to one window after the boot
/// are refused, which is all that could have been let in before.
///
/// Safe from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "api/nonce_file.h"
#include "base/limits_access.h"
#include "base/mutex.h"
#include "base/result.h"
#include "base/time.h"

namespace cems::api {

/// Which run of the machine this is, and when it began.
struct MachineRun {
  NonceKey id{};
  TimeMs begun{};
};

/// Of this machine.
[[nodiscard]] MachineRun this_run();

class Nonces {
 public:
  enum class Use : std::uint8_t {
    fresh,     ///< It is remembered from here on.
    replayed,  ///< It was let in before.
    too_old,   ///< Its time is one of which nonces have been forgotten.
    full,      ///< limits::kNoncesOfTokenMax or kNoncesMax: later.
    failed,    ///< The disk takes nothing; the log says why.
  };

  /// Makes the folder (mode 0700) where it is missing and reads what is there. One process at a
  /// time; `now` is the real time. Errors: those of base/file.h.
  [[nodiscard]] static Result<std::unique_ptr<Nonces>> open(const std::string& folder,
                                                            const MachineRun& run, TimeMs now);

  Nonces(const Nonces&) = delete;
  Nonces& operator=(const Nonces&) = delete;

  /// The proper stop.
  ~Nonces();

  /// `time` is the request's timestamp, `now` the real time. REQUIRES: a token id of 8 bytes.
  [[nodiscard]] Use use(std::string_view token_id, std::string_view nonce, TimeMs time, TimeMs now)
      CEMS_EXCLUDES(mutex_);

  /// How many are remembered.
  [[nodiscard]] std::size_t size() const CEMS_EXCLUDES(mutex_);

 private:
  struct KeyHash {
    std::size_t operator()(const NonceKey& key) const;
  };

  struct Generation {
    std::unordered_set<NonceKey, KeyHash> keys;
    std::unordered_map<std::string, std::size_t> by_token;
    TimeMs latest = kTimeMin;  // Of their timestamps.

    void add(const NonceRecord& record);
    [[nodiscard]] std::size_t of(const std::string& token) const;
  };

  Nonces(std::string folder, const MachineRun& run, NonceFile current, TimeMs now);

  [[nodiscard]] Status begin_generation(TimeMs now) CEMS_REQUIRES(mutex_);

  const std::string folder_;
  const MachineRun run_;
  mutable Mutex mutex_;
  NonceFile file_ CEMS_GUARDED_BY(mutex_);
  Generation current_ CEMS_GUARDED_BY(mutex_);
  Generation previous_ CEMS_GUARDED_BY(mutex_);
  TimeMs begun_ CEMS_GUARDED_BY(mutex_);             // The current generation.
  TimeMs floor_ CEMS_GUARDED_BY(mutex_) = kTimeMin;  // Nothing of it or before is taken.
};

}  // namespace cems::api
