// Text, reading, text, reading.
#include "api/newest_plan.h"

#include <optional>

#include "query/class_newest.h"

namespace cems::api {
namespace {

constexpr std::size_t kReadingBytes = 96;  // One with its members' names, about.

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

Result<TextPlace> fill(const NewestPlan& plan, const Call& call, std::string& out) {
  // Memory that is used again: a class of a thousand points is asked as often as one.
  thread_local Newest newest;
  newest.resize(plan.series.series().size());
  if (const Status read = plan.series.read(call.store, call.now, newest); !read) {
    return read.error();
  }
  const Result<Newest> sums = add_up(plan, newest);
  if (!sums) {
    return sums.error();
  }
  out.reserve(out.size() + plan.text.size() + plan.slots.size() * kReadingBytes);
  NewestRows rows(plan.row, call.site.zone);
  TextPlace moment;
  std::size_t done = 0;
  for (const Slot& slot : plan.slots) {
    out.append(plan.text, done, slot.at - done);
    done = slot.at;
    if (slot.kind == Slot::Kind::moment) {
      moment.begin = out.size();
      out += '"';
      append_time(out, call.now, call.site.zone);
      out += '"';
      moment.end = out.size();
      continue;
    }
    const Newest& of = slot.kind == Slot::Kind::sum ? *sums : newest;
    if (of[slot.index]) {
      rows.write(out, *of[slot.index]);
    }
  }
  out.append(plan.text, done);
  return moment;
}

}  // namespace cems::api
