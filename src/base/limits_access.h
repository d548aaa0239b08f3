/// Limits of who may call and of the audit log; see limits.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cems::limits {

// --- Who may call -------------------------------------------------------------------------------

/// Wrong tokens and signatures from one address at once, and the milliseconds after which one more
/// is answered; beyond it they get 42901. Right ones are answered all the while.
inline constexpr std::int64_t kWrongTriesMax = 10;
inline constexpr std::int64_t kWrongTryMs = 6'000;
/// Addresses that are remembered for it, 150 bytes each; the one that was quiet longest makes room.
inline constexpr std::size_t kWrongTryAddressesMax = 4096;
/// How far the timestamp of a signed request may be from now, either way.
inline constexpr std::int64_t kSignatureWindowMs = 300'000;
/// Nonces of one token, and of all, in two windows; beyond it 42901. Each is 32 bytes on disk and
/// about 60 in memory: 60 MB at most, and 166 signed requests a second of one token.
inline constexpr std::size_t kNoncesOfTokenMax = 200'000;
inline constexpr std::size_t kNoncesMax = 1'000'000;

// --- Audit log ----------------------------------------------------------------------------------

/// Days that its lines are kept at least (Cybersecurity Law, article 21: six months).
inline constexpr std::int64_t kAuditDaysMin = 180;
/// A file of it; what one look at its end and one removal have to do with.
inline constexpr std::uint64_t kAuditFileBytes = 16U << 20U;
/// Lines of refused calls at once and then per second, a line is about 400 bytes: 35 MB a day at
/// most. Beyond it calls alike are counted and make one line a minute.
inline constexpr std::int64_t kAuditRefusalsBurst = 1000;
inline constexpr std::int64_t kAuditRefusalsPerSecond = 1;
/// The same of calls that wrote: every one of a hundred gateways that send once a minute.
inline constexpr std::int64_t kAuditWritesBurst = 1000;
inline constexpr std::int64_t kAuditWritesPerSecond = 2;
/// Kinds of calls that are counted apart; beyond it their callers and addresses are one, `*`.
inline constexpr std::size_t kAuditSumsMax = 64;
inline constexpr std::int64_t kAuditSumMs = 60'000;
/// Lines that wait for the disk, 0.5 KB each; beyond it the oldest are lost, and a line says so.
inline constexpr std::size_t kAuditQueueMax = 10'000;
/// Lines are written together after so long, but for those of administrative calls.
inline constexpr std::int64_t kAuditDelayMs = 100;

}  // namespace cems::limits
