// See series_memo.h.
#include "ingest/series_memo.h"

namespace cems::ingest {

void SeriesMemo::step_to(Entry& entry) {
  if (last_ != nullptr) {
    last_->follower = &entry;
  }
  last_ = &entry;
}

const SeriesMemo::Entry* SeriesMemo::find(std::string_view text) {
  const auto known = by_text_.find(text);
  if (known == by_text_.end()) {
    return nullptr;
  }
  step_to(*known->second);
  return known->second;
}

void SeriesMemo::add(std::string_view text, KnownSeries& series) {
  if (entries_.size() == kEntriesMax) {
    return;
  }
  Entry& entry = entries_.emplace_back(
      Entry{.text = std::string(text), .series = &series, .follower = nullptr});
  by_text_.emplace(entry.text, &entry);
  step_to(entry);
}

}  // namespace cems::ingest
