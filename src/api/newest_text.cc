// Text, reading, text, reading.
#include "api/newest_text.h"

#include <array>
#include <cstdint>
#include <string_view>

#include "base/limits.h"
#include "query/class_newest.h"

namespace cems::api {
namespace {

using Newest = std::vector<std::optional<Reading>>;

/// Writes 6.10 Reading as write_reading() does; readings of many series mostly have one time.
class NewestRows {
 public:
  NewestRows(const NewestPlan::RowText& text, const Zone& zone) : text_(text), zone_(zone) {}

  void write(std::string& out, const Reading& reading) {
    if (front_.empty() || reading.at != time_) {
      time_ = reading.at;
      front_.assign(text_.time);
      append_time(front_, time_, zone_);
      front_ += text_.value;
    }
    out += front_;
    reading.value.append_to(out);
    if (reading.quality != Quality::valid) {
      out += text_.quality;
      out += std::to_string(static_cast<int>(reading.quality));
    }
    out += '}';
  }

 private:
  // Its memory is used again.
  static std::string& empty_text() {
    thread_local std::string text;
    text.clear();
    return text;
  }

  const NewestPlan::RowText& text_;
  const Zone& zone_;
  TimeMs time_{};
  std::string& front_ = empty_text();  // Of a reading at time_, up to its value.
};

/// What a reading says, in as many words as any.
using ReadingWords = std::array<std::int64_t, 5>;

ReadingWords words_of(const std::optional<Reading>& reading) {
  if (!reading) {
    return {};
  }
  const Int128 mantissa = reading->value.mantissa();
  return {1 + std::int64_t{static_cast<std::uint8_t>(reading->quality)}, reading->at.ms,
          static_cast<std::int64_t>(mantissa >> 64), static_cast<std::int64_t>(mantissa),
          reading->value.scale()};
}

}  // namespace

Status NewestReadings::read(const NewestPlan& plan, const Call& call) {
  of_series.resize(plan.series.series().size());
  if (const Status read = plan.series.read(call.store, call.now, of_series); !read) {
    return read.error();
  }
  of_sums.clear();
  for (const std::vector<std::uint32_t>& members : plan.sums) {
    query::NewestSum sum;
    for (const std::uint32_t member : members) {
      sum.add(of_series[member]);
    }
    Result<std::optional<Reading>> reading = sum.get();
    if (!reading) {
      return reading.error();
    }
    of_sums.push_back(*reading);
  }
  return Unit{};
}

void NewestReadings::add_to(TagDigest& digest) const {
  thread_local std::vector<ReadingWords> words;  // Its memory is used again.
  words.clear();
  words.reserve(of_series.size() + of_sums.size());
  for (const Newest* some : {&of_series, &of_sums}) {
    for (const std::optional<Reading>& reading : *some) {
      words.push_back(words_of(reading));
    }
  }
  digest.add(std::string_view(reinterpret_cast<const char*>(words.data()),
                              words.size() * sizeof(ReadingWords)));
}

std::size_t NewestReadings::bytes() const {
  return (of_series.capacity() + of_sums.capacity()) * sizeof(Newest::value_type);
}

bool NewestText::write(const NewestReadings& readings, std::string& out, std::size_t until) {
  NewestRows rows(plan_.row, zone_);
  for (; slot_ < plan_.slots.size(); ++slot_) {
    const Slot& slot = plan_.slots[slot_];
    out.append(plan_.text, done_, slot.at - done_);
    done_ = slot.at;
    if (out.size() >= until) {
      return true;
    }
    if (slot.kind == Slot::Kind::moment) {
      out += '"';
      append_time(out, now_, zone_);
      out += '"';
      continue;
    }
    const Newest& of = slot.kind == Slot::Kind::sum ? readings.of_sums : readings.of_series;
    if (of[slot.index]) {
      rows.write(out, *of[slot.index]);
    }
  }
  out.append(plan_.text, done_);
  return false;
}

Result<bool> NewestBody::read(std::string& out) {
  return text_.write(readings_, out, out.size() + limits::kBodyChunkBytes);
}

}  // namespace cems::api
