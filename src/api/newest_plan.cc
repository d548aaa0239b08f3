// Text, reading, text, reading.
#include "api/newest_plan.h"

#include <optional>

#include "json/writer.h"
#include "query/class_newest.h"

namespace cems::api {
namespace {

using model::Field;

/// Writes 6.10 Reading as write_reading() does; readings of many series mostly have one time.
class NewestRows {
 public:
  explicit NewestRows(const Call& call)
      : zone_(call.site.zone),
        time_name_("{" + std::string(call.wire.member(Field::reading_time_stamp).text())),
        value_name_("," + std::string(call.wire.member(Field::reading_value).text())),
        quality_name_("," + std::string(call.wire.member(Field::reading_quality).text())) {}

  void write(std::string& out, const Reading& reading) {
    if (front_.empty() || reading.at != time_) {
      time_ = reading.at;
      front_ = time_name_;
      front_ += '"';
      append_time(front_, time_, zone_);
      front_ += '"';
      front_ += value_name_;
    }
    out += front_;
    reading.value.append_to(out);
    if (reading.quality != Quality::valid) {
      out += quality_name_;
      out += std::to_string(static_cast<int>(reading.quality));
    }
    out += '}';
  }

 private:
  const Zone& zone_;
  const std::string time_name_;
  const std::string value_name_;
  const std::string quality_name_;
  TimeMs time_{};
  std::string front_;  // Of a reading at time_, up to its value.
};

using Newest = std::vector<std::optional<Reading>>;

Result<Newest> add_up(const NewestPlan& plan, const Newest& newest) {
  Newest out;
  for (const std::vector<std::uint32_t>& members : plan.sums) {
    query::NewestSum sum;
    for (const std::uint32_t member : members) {
      sum.add(newest[member]);
    }
    Result<std::optional<Reading>> reading = sum.get();
    if (!reading) {
      return reading.error();
    }
    out.push_back(*reading);
  }
  return out;
}

}  // namespace

std::size_t NewestPlan::bytes() const {
  constexpr std::size_t kSeriesBytes = sizeof(query::Series) + sizeof(SeriesId) + 8;
  std::size_t sum = sizeof *this + text.capacity() + slots.capacity() * sizeof(Slot) +
                    series.series().size() * kSeriesBytes;
  for (const std::vector<std::uint32_t>& members : sums) {
    sum += sizeof(std::vector<std::uint32_t>) + members.capacity() * sizeof(std::uint32_t);
  }
  return sum;
}

Result<std::string> fill(const NewestPlan& plan, const Call& call) {
  const Result<Newest> newest = plan.series.read(call.store, call.now);
  if (!newest) {
    return newest.error();
  }
  const Result<Newest> sums = add_up(plan, *newest);
  if (!sums) {
    return sums.error();
  }
  constexpr std::size_t kReadingBytes = 96;
  std::string out;
  out.reserve(plan.text.size() + plan.slots.size() * kReadingBytes);
  NewestRows rows(call);
  std::size_t done = 0;
  for (const Slot& slot : plan.slots) {
    out.append(plan.text, done, slot.at - done);
    done = slot.at;
    if (slot.kind == Slot::Kind::moment) {
      json::append_string(out, format_time(call.now, call.site.zone));
      continue;
    }
    const Newest& of = slot.kind == Slot::Kind::sum ? *sums : *newest;
    if (of[slot.index]) {
      rows.write(out, *of[slot.index]);
    }
  }
  out.append(plan.text, done);
  return out;
}

}  // namespace cems::api
