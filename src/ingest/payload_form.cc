// See payload_form.h.
#include "ingest/payload_form.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/decimal.h"
#include "base/limits.h"
#include "ingest/ndjson_line.h"

namespace cems::ingest {
void PayloadForm::forget() {
  text_.clear();
  slots_.clear();
  readings_.clear();
  times_ = 0;
  values_ = 0;
}

void PayloadForm::learn(std::string_view payload, std::span<const Example> readings,
                        const ReadingCheck& check) {
  forget();
  if (payload.size() > limits::kMqttFormBytesMax) {
    return;
  }
  std::vector<Mark> marks;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const Example& example = readings[i];
    if (!lies_in(example.time, payload) || !lies_in(example.value, payload)) {
      return;
    }
    KnownSeries* const series = example.checked.series;
    marks.push_back({example.time, &check.zone_for(*series), i});
    marks.push_back({example.value, nullptr, i});
    readings_.push_back({series, example.checked.reading.quality, 0, 0});
  }
  std::sort(marks.begin(), marks.end(),
            [](const Mark& a, const Mark& b) { return a.text.data() < b.text.data(); });
  if (!learn_marks(payload, marks)) {
    forget();
  }
}

/// False where two of them overlap, unless they are one time of several readings.
bool PayloadForm::learn_marks(std::string_view payload, std::span<const Mark> marks) {
  const char* done = payload.data();
  const Mark* last = nullptr;
  for (const Mark& mark : marks) {
    const bool is_time = mark.zone != nullptr;
    const bool is_again = last != nullptr && mark.text.data() == last->text.data();
    if (is_again ? !is_time || mark.zone != last->zone : mark.text.data() < done) {
      return false;
    }
    if (!is_again) {
      const std::string_view piece(done, static_cast<std::size_t>(mark.text.data() - done));
      text_ += piece;
      slots_.push_back(
          {static_cast<std::uint32_t>(piece.size()), is_time ? times_++ : values_++, mark.zone});
      done = mark.text.data() + mark.text.size();
      last = &mark;
    }
    Place& reading = readings_[mark.reading];
    (is_time ? reading.time : reading.value) = slots_.back().index;
  }
  text_.append(done, static_cast<std::size_t>(payload.data() + payload.size() - done));
  return true;
}

bool PayloadForm::read(std::string_view payload, const ReadingCheck& check,
                       std::vector<CheckedReading>& out) {
  if (empty()) {
    return false;
  }
  thread_local std::vector<TimeMs> times;
  thread_local std::vector<Decimal> values;
  times.resize(times_);
  values.resize(values_);
  std::string_view text = text_;
  std::string_view rest = payload;
  for (const Slot& slot : slots_) {
    if (!rest.starts_with(text.substr(0, slot.piece))) {
      return false;
    }
    text.remove_prefix(slot.piece);
    rest.remove_prefix(slot.piece);
    const std::size_t size = slot.zone != nullptr
                                 ? quick_time_.read(rest, *slot.zone, times[slot.index])
                                 : Decimal::scan(rest, values[slot.index]);
    if (size == 0 || (slot.zone == nullptr && !has_json_zeros(rest.substr(0, size)))) {
      return false;
    }
    rest.remove_prefix(size);
  }
  if (rest != text) {
    return false;
  }
  const std::size_t before = out.size();
  for (const Place& place : readings_) {
    const Reading reading{times[place.time], values[place.value], place.quality};
    if (!check.is_in_time(*place.series, reading.at) || !place.series->takes(reading.value)) {
      out.resize(before);
      return false;
    }
    out.push_back({place.series, reading});
  }
  return true;
}

}  // namespace cems::ingest
