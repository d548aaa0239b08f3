/// Which calls get a line of their own in the audit log, and which are counted, so that nobody can
/// fill the disk by being refused.
///
/// Two token buckets (limits::kAudit…Burst and …PerSecond), one for refused calls and one for calls
/// that wrote. What neither pays for is counted by what is alike (caller, what was done, result,
/// address) and makes one line a minute, with its number and the first and last moment.
///
/// No clock, no I/O: *now* comes in. Used on one thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "audit/entry.h"
#include "base/limits_access.h"
#include "base/time.h"

namespace cems::audit {

enum class Kind : std::uint8_t {
  refused,  ///< A call that was not let in.
  wrote,    ///< A call that was let in to write, whatever came of it.
  admin,    ///< Always a line.
};

class Tally {
 public:
  /// `now` is a clock that only runs forwards, like all of this class.
  explicit Tally(TimeMs now) : refused_{now, 0}, wrote_{now, 0}, taken_at_(now) {}

  /// True: it gets a line of its own. False: it has been counted.
  [[nodiscard]] bool admit(const Entry& entry, Kind kind, TimeMs now);

  /// Counts it, whatever the buckets hold.
  void count(const Entry& entry);

  /// What has been counted, where it is a minute since the last time, or at `once`.
  [[nodiscard]] std::vector<Entry> take(TimeMs now, bool once = false);

 private:
  /// Milliseconds' worth of lines that have been used up.
  struct Bucket {
    TimeMs at;
    std::int64_t used_ms;
  };

  [[nodiscard]] static bool pays(Bucket& bucket, std::int64_t burst, std::int64_t per_second,
                                 TimeMs now);

  /// actor, token, action, result, source
  using Key = std::tuple<std::string, std::string, std::string, std::string, std::string>;
  using Views = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view,
                           std::string_view>;

  /// Of keys, also by views: what is looked up is not copied.
  struct Before {
    using is_transparent = void;

    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return views_of(a) < views_of(b);
    }

   private:
    static Views views_of(const Key& key) {
      return std::apply([](const auto&... texts) { return Views(texts...); }, key);
    }

    static const Views& views_of(const Views& views) { return views; }
  };

  Bucket refused_;
  Bucket wrote_;
  TimeMs taken_at_;
  std::map<Key, Entry, Before> sums_;
};

}  // namespace cems::audit
