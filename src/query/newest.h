/// The newest value of a series as a dynamic answer gives it (8.x, dictionary R3 "dynamic").
#pragma once

#include <optional>

#include "base/reading.h"
#include "base/result.h"
#include "base/time.h"
#include "query/selection.h"
#include "store/store.h"

namespace cems::query {

/// How old a value may be before it is stale: 3 collection periods, at least 5 minutes; 24 h where
/// the archive gives no period. Months count 31 days.
[[nodiscard]] std::int64_t stale_after_ms(const catalog::Parameter& parameter);

/// The newest reading not after `now`; a stale one comes with Quality::questionable. Nothing where
/// there is none. Errors: the store's.
[[nodiscard]] Result<std::optional<Reading>> newest(const store::Store& store, const CemsId& cems,
                                                    const Series& series, TimeMs now);

}  // namespace cems::query
