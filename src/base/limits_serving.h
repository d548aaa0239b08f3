/// Limits of what callers may ask of a running server; see limits.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cems::limits {

/// A heavy question waits at most so long for its turn, and is worked at for at most so long.
inline constexpr std::int64_t kRequestTimeoutMs = 30'000;
/// Heavy questions under way, of one token and together; beyond it 42901. They wait for their
/// tenant's turn, so that as many as a connection has streams are no harm; one that has begun holds
/// two pieces of its answer (kBodyChunkBytes) and what its query needs, some megabytes where it
/// adds up classes of equipment.
inline constexpr int kHeavyPerToken = 100;
inline constexpr int kHeavyTogether = 400;

/// Bytes of answers that wait to be sent, of one token and together, of answers with more than
/// kBodyChunkBytes; beyond it 42901. A hundred of a site of 1,000 points, or five hundred pages.
inline constexpr std::int64_t kHeldBytesPerToken = std::int64_t{64} << 20;
inline constexpr std::int64_t kHeldBytesTogether = std::int64_t{256} << 20;

/// Refusals of a caller beyond its quota are told at once as often as it might ask, and at least so
/// often, at once and then per second, which is also how often an address with too many wrong
/// tokens is; beyond that each waits for its turn, but no longer than so.
inline constexpr std::int64_t kRefusalsMin = 100;
inline constexpr std::int64_t kRefusalDelayMs = 1'000;
/// What waits for its moment is looked at so often.
inline constexpr std::int64_t kDelayTickMs = 10;

/// Budgets that are remembered: of tokens, as many as a token file holds, and of addresses, 150
/// bytes each; addresses beyond share one of each shard.
inline constexpr std::size_t kTokenBudgetsMax = 10'000;
inline constexpr std::size_t kAddressBudgetsMax = 8'192;
/// Units that a second brings at most, a microsecond each, and that a budget holds at most.
inline constexpr std::int64_t kQuotaRateMax = 1'000'000;
inline constexpr std::int64_t kQuotaBurstMax = 4'000'000;

}  // namespace cems::limits
