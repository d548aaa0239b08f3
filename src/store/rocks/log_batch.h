/// A batch of the log as bytes (docs/internals/format/log.md "A batch of the log").
///
/// The readings of a batch stand by series, each part with one scale and, where it can be, one
/// distance of time and no qualities: about four bytes a reading, and cheap enough to be made in
/// the way of every commit. Internal to store/rocks. Pure functions on bytes; safe from any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace cems::store::rocks {

/// REQUIRES: sorted by series and, inside a series, strictly ascending in time; not empty.
[[nodiscard]] std::string encode_batch(std::span<const SeriesReading> batch);

/// Appends the readings of a batch to `out`, sorted as encode_batch() asks for. Reads the first
/// edition of the format too. Errors: corrupt, also of a sound record that is out of order; `out`
/// may then have readings of it.
[[nodiscard]] Status decode_batch(std::string_view value, std::vector<SeriesReading>& out);

}  // namespace cems::store::rocks
