/// Mutexes whose rules clang checks: which data a lock guards is written at the data.
///
/// libstdc++'s own mutexes carry no annotations, so these wrap them. `Mutex` is exclusive;
/// `SharedMutex` has many readers or one writer. Locks are scoped objects only; where two are taken
/// together, the order is written at the one taken second.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <mutex>
#include <shared_mutex>

#if defined(__clang__)
#define CEMS_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define CEMS_THREAD_ATTRIBUTE(x)
#endif

#define CEMS_CAPABILITY(name) CEMS_THREAD_ATTRIBUTE(capability(name))
#define CEMS_SCOPED_CAPABILITY CEMS_THREAD_ATTRIBUTE(scoped_lockable)
#define CEMS_GUARDED_BY(mutex) CEMS_THREAD_ATTRIBUTE(guarded_by(mutex))
#define CEMS_REQUIRES(...) CEMS_THREAD_ATTRIBUTE(requires_capability(__VA_ARGS__))
#define CEMS_REQUIRES_SHARED(...) CEMS_THREAD_ATTRIBUTE(requires_shared_capability(__VA_ARGS__))
#define CEMS_EXCLUDES(...) CEMS_THREAD_ATTRIBUTE(locks_excluded(__VA_ARGS__))
#define CEMS_ACQUIRE(...) CEMS_THREAD_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define CEMS_ACQUIRE_SHARED(...) CEMS_THREAD_ATTRIBUTE(acquire_shared_capability(__VA_ARGS__))
#define CEMS_RELEASE(...) CEMS_THREAD_ATTRIBUTE(release_capability(__VA_ARGS__))
#define CEMS_RELEASE_GENERIC(...) CEMS_THREAD_ATTRIBUTE(release_generic_capability(__VA_ARGS__))

namespace cems {

class CEMS_CAPABILITY("mutex") Mutex {
 public:
  void lock() CEMS_ACQUIRE() { mutex_.lock(); }

  void unlock() CEMS_RELEASE() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

/// Readers of different threads seldom touch the same cache line, which would cost two cores that
/// only read a tenth of a microsecond each time; a writer pays by taking every stripe.
class CEMS_CAPABILITY("mutex") SharedMutex {
 public:
  void lock() CEMS_ACQUIRE() {
    for (Stripe& stripe : stripes_) {
      stripe.mutex.lock();
    }
  }

  void unlock() CEMS_RELEASE() {
    for (Stripe& stripe : stripes_) {
      stripe.mutex.unlock();
    }
  }

  void lock_shared() CEMS_ACQUIRE_SHARED() { stripes_[own_stripe()].mutex.lock_shared(); }

  void unlock_shared() CEMS_RELEASE_GENERIC() { stripes_[own_stripe()].mutex.unlock_shared(); }

 private:
  static constexpr std::size_t kStripes = 8;

  struct alignas(64) Stripe {
    std::shared_mutex mutex;
  };

  // Threads take turns; two that have the same stripe are only slower.
  static std::size_t own_stripe() {
    static std::atomic<std::size_t> threads{0};
    thread_local const std::size_t own = threads.fetch_add(1, std::memory_order_relaxed) % kStripes;
    return own;
  }

  std::array<Stripe, kStripes> stripes_;
};

/// Holds a Mutex for its own lifetime.
class CEMS_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) CEMS_ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }

  ~MutexLock() CEMS_RELEASE() { mutex_.unlock(); }

  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

/// Holds a SharedMutex alone.
class CEMS_SCOPED_CAPABILITY WriterLock {
 public:
  explicit WriterLock(SharedMutex& mutex) CEMS_ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }

  ~WriterLock() CEMS_RELEASE() { mutex_.unlock(); }

  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

 private:
  SharedMutex& mutex_;
};

/// Holds a SharedMutex beside other readers.
class CEMS_SCOPED_CAPABILITY ReaderLock {
 public:
  explicit ReaderLock(SharedMutex& mutex) CEMS_ACQUIRE_SHARED(mutex) : mutex_(mutex) {
    mutex_.lock_shared();
  }

  ~ReaderLock() CEMS_RELEASE_GENERIC() { mutex_.unlock_shared(); }

  ReaderLock(const ReaderLock&) = delete;
  ReaderLock& operator=(const ReaderLock&) = delete;

 private:
  SharedMutex& mutex_;
};

}  // namespace cems
