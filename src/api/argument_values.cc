// One small reader a type of value.
#include "api/argument_values.h"

#include <charconv>
#include <set>

#include <fmt/format.h>

#include "base/limits.h"
#include "base/quote.h"
#include "base/utf8.h"

namespace cems::api {

using spec::Code;
using spec::Param;

/// Typed by the parameter, not by its name: names come from the profile.
void ArgumentValues::read(const spec::ParamUse& use, std::string_view text) {
  if (text.empty()) {
    return;  // Absent and without a default.
  }
  switch (use.param) {
    case Param::include_sub:
    case Param::strict:
    case Param::explain:
    case Param::include_curve:
      flag(use.param) = read_boolean(use.param, text);
      return;
    case Param::cems_id:
      arguments_.cems = CemsId(read_id(use.param, text));
      return;
    case Param::point_id:
      arguments_.point = PointId(read_id(use.param, text));
      return;
    case Param::category_code:
      arguments_.category = CategoryCode(read_id(use.param, text));
      return;
    case Param::parameter_id:
      read_parameter_ids(text);
      return;
    case Param::reading_type_id:
      read_reading_types(text);
      return;
    case Param::start_time:
      arguments_.range.begin = read_time(use.param, text);
      return;
    case Param::end_time:
      arguments_.range.end = read_time(use.param, text);
      return;
    case Param::since:
      arguments_.since = read_time(use.param, text);
      return;
    case Param::interval:
      read_interval(text);
      return;
    case Param::order:
      read_order(text);
      return;
    case Param::page_no:
      arguments_.page.number = read_page(use, text);
      return;
    case Param::cursor:
      cursor_ = text;
      return;
    case Param::page_size:
      arguments_.page.size = read_page(use, text);
      return;
    case Param::period:
      read_period(text);
      return;
    case Param::tou:
      read_tou(text);
      return;
    case Param::aggregate:
      read_aggregate(text);
      return;
    case Param::event_id:
      arguments_.event = read_id(use.param, text);
      return;
    case Param::response_type:
      read_response_type(text);
      return;
    case Param::event_status:
      read_event_status(text);
      return;
  }
}

bool& ArgumentValues::flag(Param param) {
  switch (param) {
    case Param::include_sub:
      return arguments_.include_sub;
    case Param::explain:
      return arguments_.explain;
    case Param::include_curve:
      return arguments_.include_curve;
    default:
      return strict_;
  }
}

std::string ArgumentValues::read_id(Param param, std::string_view text) {
  const std::size_t most = spec::info(param).chars_max;
  if (count_code_points(text) > most) {
    const std::string_view name = wire_.param_name(param);
    add_invalid(param, {fmt::format("{} 超过 {} 个字符", name, most),
                        fmt::format("{} is longer than {} characters", name, most)});
  }
  return std::string(text);
}

bool ArgumentValues::read_boolean(Param param, std::string_view text) {
  if (text != "true" && text != "false") {
    const std::string_view name = wire_.param_name(param);
    add_invalid(param, {fmt::format("{} 应为 true 或 false，而不是 {}", name, quote(text)),
                        fmt::format("{} must be true or false, not {}", name, quote(text))});
  }
  return text == "true";
}

/// Calls `each` for the parts of a comma-separated list; refuses empty and too many.
template <class Each>
void ArgumentValues::for_list(Param param, std::string_view text, const Each& each) {
  const std::string_view name = wire_.param_name(param);
  std::size_t count = 0;
  for (bool more = true; more;) {
    const std::size_t comma = text.find(',');
    const std::string_view part = text.substr(0, comma);
    more = comma != std::string_view::npos;
    text.remove_prefix(more ? comma + 1 : text.size());
    if (part.empty() || ++count > limits::kFilterValuesMax) {
      add_invalid(param, {fmt::format("{} 应为逗号分隔的 1 至 {} 个值，不含空值", name,
                                      limits::kFilterValuesMax),
                          fmt::format("{} must be 1 to {} values with commas, none empty", name,
                                      limits::kFilterValuesMax)});
      return;
    }
    each(part);
  }
}

void ArgumentValues::read_parameter_ids(std::string_view text) {
  for_list(Param::parameter_id, text, [&](std::string_view part) {
    arguments_.filter.parameters.emplace_back(read_id(Param::parameter_id, part));
  });
}

void ArgumentValues::read_reading_types(std::string_view text) {
  for_list(Param::reading_type_id, text, [&](std::string_view part) {
    const Result<spec::ReadingType> type = spec::ReadingType::parse(part);
    if (type) {
      arguments_.filter.reading_types.push_back(*type);
      return;
    }
    const std::string_view name = wire_.param_name(Param::reading_type_id);
    add_invalid(Param::reading_type_id,
                {fmt::format("{} 应为 18 个以点分隔的整数：{}", name, quote(part)),
                 fmt::format("{}: {}", name, type.error().message)});
  });
}

TimeMs ArgumentValues::read_time(Param param, std::string_view text) {
  const Result<TimeMs> time = parse_time(text, zone_);
  if (time) {
    return *time;
  }
  const std::string_view name = wire_.param_name(param);
  faults_.add(Code::time_invalid, name,
              {fmt::format("{} 的值 {} 不是 GB/T 7408 时间，或该时区没有这一时刻，例如 "
                           "2024-04-01T08:00:00%2B08:00 或 "
                           "2024-04-01",
                           name, quote(text)),
               fmt::format("{}: {}", name, time.error().message)});
  return {};
}

void ArgumentValues::read_interval(std::string_view text) {
  const Result<Duration> interval = parse_duration(text);
  if (interval) {
    arguments_.interval = *interval;
    arguments_.interval_text = text;
    return;
  }
  const std::string_view name = wire_.param_name(Param::interval);
  add_invalid(Param::interval,
              {fmt::format("{} 的值 {} 不是 GB/T 7408 时长，例如 PT15M", name, quote(text)),
               fmt::format("{}: {}", name, interval.error().message)});
}

void ArgumentValues::read_order(std::string_view text) {
  if (text != "asc" && text != "desc") {
    const std::string_view name = wire_.param_name(Param::order);
    add_invalid(Param::order, {fmt::format("{} 应为 asc 或 desc，而不是 {}", name, quote(text)),
                               fmt::format("{} must be asc or desc, not {}", name, quote(text))});
  }
  arguments_.order = text == "desc" ? query::Order::descending : query::Order::ascending;
}

void ArgumentValues::read_period(std::string_view text) {
  const std::optional<query::Period> period = parse_period(text);
  if (!period) {
    add_unfit(Param::period, parse_duration(text).has_value(), text,
              "PT15M, PT30M, PT1H, P1D, P1W, P1M, P3M, P1Y");
  }
  arguments_.period = period.value_or(query::Period::whole);
}

void ArgumentValues::read_tou(std::string_view text) {
  std::set<model::TouClass> classes;
  for_list(Param::tou, text, [&](std::string_view part) {
    if (part.size() != 1 || part[0] < '0' || part[0] > '5') {
      add_unfit(Param::tou, part.find_first_not_of("0123456789") == std::string_view::npos, part,
                "0, 1, 2, 3, 4, 5");
      return;
    }
    classes.insert(static_cast<model::TouClass>(part[0] - '0'));
  });
  arguments_.tou.assign(classes.begin(), classes.end());
}

void ArgumentValues::read_response_type(std::string_view text) {
  if (text == "1" || text == "2") {
    arguments_.response_type = text[0] - '0';
    return;
  }
  const std::string_view name = wire_.param_name(Param::response_type);
  add_invalid(Param::response_type,
              {fmt::format("{} 应为 1（削峰）或 2（填谷），而不是 {}", name, quote(text)),
               fmt::format("{} must be 1 (peak shaving) or 2 (valley filling), not {}", name,
                           quote(text))});
}

void ArgumentValues::read_event_status(std::string_view text) {
  std::string words;
  for (const auto state :
       {catalog::DrState::none, catalog::DrState::far, catalog::DrState::near,
        catalog::DrState::active, catalog::DrState::completed, catalog::DrState::cancelled}) {
    const std::string_view word = catalog::word_of(state);
    if (word == text) {
      arguments_.event_status = state;
      return;
    }
    words.append(words.empty() ? "" : ", ").append(word);
  }
  const std::string_view name = wire_.param_name(Param::event_status);
  add_invalid(Param::event_status,
              {fmt::format("{} 应为 {} 之一，而不是 {}", name, words, quote(text)),
               fmt::format("{} must be one of {}, not {}", name, words, quote(text))});
}

void ArgumentValues::read_aggregate(std::string_view text) {
  arguments_.aggregate = parse_aggregate(text);
  if (!arguments_.aggregate) {
    add_unfit(Param::aggregate, true, text, "sum, avg, max, min");
  }
}

/// A value that is none of the list: 40007 where it has their form, so that only this period,
/// class or aggregate is not offered; else 40002.
void ArgumentValues::add_unfit(Param param, bool has_form, std::string_view text,
                               std::string_view words) {
  const std::string_view name = wire_.param_name(param);
  faults_.add(has_form ? Code::statistic_unsupported : Code::parameter_invalid, name,
              {fmt::format("{} 应为 {} 之一，而不是 {}", name, words, quote(text)),
               fmt::format("{} must be one of {}, not {}", name, words, quote(text))});
}

/// Digits only; a value that is an integer and out of range is 40006, anything else 40002.
std::uint64_t ArgumentValues::read_page(const spec::ParamUse& use, std::string_view text) {
  const spec::ParamInfo& info = spec::info(use.param);
  const std::string_view name = wire_.param_name(use.param);
  const std::int64_t most = use.max > 0 ? use.max : info.max;
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  const bool integer =
      !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (integer && error == std::errc{} && info.min <= value && value <= most) {
    return static_cast<std::uint64_t>(value);
  }
  faults_.add(integer ? Code::page_invalid : Code::parameter_invalid, name,
              {fmt::format("{} 应为 {} 至 {} 的整数，而不是 {}", name, info.min, most, quote(text)),
               fmt::format("{} must be an integer from {} to {}, not {}", name, info.min, most,
                           quote(text))});
  return 1;
}

}  // namespace cems::api
