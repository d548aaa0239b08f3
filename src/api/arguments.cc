// Reading parameters: one small reader a type, and the list of everything that is wrong.
#include "api/arguments.h"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "api/cursor.h"
#include "base/limits.h"
#include "base/quote.h"
#include "base/utf8.h"
#include "spec/code_tables.h"

namespace cems::api {
namespace {

using spec::Code;
using spec::Param;

const NameValue* find_given(const std::vector<NameValue>& given, const spec::Wire& wire,
                            Param param) {
  for (const NameValue& one : given) {
    if (wire.param_named(one.name) == param) {
      return &one;
    }
  }
  return nullptr;
}

/// Reads the values of one request; collects what is wrong.
class Reader {
 public:
  Reader(const spec::InterfaceInfo& interface, const std::vector<NameValue>& given,
         const spec::Wire& wire, const Zone& zone)
      : interface_(interface), given_(given), wire_(wire), zone_(zone) {}

  [[nodiscard]] Checked<Arguments> read() {
    refuse_repeated();
    for (const spec::ParamUse& use : interface_.parameters) {
      read_one(use);
    }
    read_cursor();
    if (strict_) {
      refuse_unknown();
    }
    if (missing_.fields.empty() && wrong_.fields.empty()) {
      return std::move(arguments_);
    }
    if (missing_.fields.empty()) {
      return tl::make_unexpected(std::move(wrong_));
    }
    missing_.fields.insert(missing_.fields.end(), wrong_.fields.begin(), wrong_.fields.end());
    return tl::make_unexpected(std::move(missing_));
  }

 private:
  void add(Code code, std::string_view field, Text reason) {
    if (wrong_.fields.empty()) {
      wrong_.code = code;
    }
    wrong_.fields.push_back({std::string(field), std::move(reason)});
  }

  void add_invalid(Param param, Text reason) {
    add(Code::parameter_invalid, wire_.param_name(param), std::move(reason));
  }

  /// Two values of one parameter, also under its two spellings; unknown names are nobody's.
  void refuse_repeated() {
    for (auto one = given_.begin(); one != given_.end(); ++one) {
      const std::optional<Param> param = wire_.param_named(one->name);
      const bool again = param && std::any_of(given_.begin(), one, [&](const NameValue& other) {
                           return wire_.param_named(other.name) == param;
                         });
      if (again) {
        add(Code::parameter_invalid, one->name,
            {fmt::format("参数 {} 出现多次，请只给一次；多个值用逗号分隔", quote(one->name)),
             fmt::format("{} is given more than once; give it once, several values with commas",
                         quote(one->name))});
      }
    }
  }

  void refuse_unknown() {
    for (const NameValue& one : given_) {
      const std::optional<Param> param = wire_.param_named(one.name);
      if (!param || interface_.use_of(*param) == nullptr) {
        add(Code::parameter_invalid, one.name,
            {fmt::format("接口 {} 没有参数 {}", interface_.name, quote(one.name)),
             fmt::format("{} has no parameter {}; leave it out or do not ask for strict=true",
                         interface_.name, quote(one.name))});
      }
    }
  }

  void read_one(const spec::ParamUse& use) {
    const NameValue* given = find_given(given_, wire_, use.param);
    const std::string_view name = wire_.param_name(use.param);
    if (given != nullptr && !given->is_text) {
      add_invalid(
          use.param,
          {fmt::format("{} 应为字符串、数字、true、false 或它们的列表", name),
           fmt::format("{} must be a string, a number, true, false or a list of them", name)});
      return;
    }
    const std::string* value = given == nullptr ? nullptr : &given->value;
    if (value == nullptr || (value->empty() && use.required)) {
      if (use.required) {
        missing_.fields.push_back(
            {std::string(name),
             {fmt::format("缺少 {}，请加上 {}=…", name, name),
              fmt::format("{} is missing; add {}=… to the request", name, name)}});
      }
      read_value(use, use.default_value);
      return;
    }
    if (value->empty()) {
      add_invalid(use.param, {fmt::format("{} 为空，请给出值或去掉该参数", name),
                              fmt::format("{} is empty; give it a value or leave it out", name)});
      return;
    }
    read_value(use, *value);
  }

  /// Typed by the parameter, not by its name: names come from the profile.
  void read_value(const spec::ParamUse& use, std::string_view text) {
    if (text.empty()) {
      return;  // Absent and without a default.
    }
    switch (use.param) {
      case Param::cems_id:
        arguments_.cems = CemsId(read_id(use.param, text));
        return;
      case Param::point_id:
        arguments_.point = PointId(read_id(use.param, text));
        return;
      case Param::category_code:
        arguments_.category = CategoryCode(read_id(use.param, text));
        return;
      case Param::include_sub:
        arguments_.include_sub = read_boolean(use.param, text);
        return;
      case Param::strict:
        strict_ = read_boolean(use.param, text);
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
      case Param::explain:
        arguments_.explain = read_boolean(use.param, text);
        return;
      // Parameters of interfaces that are not implemented, and of extensions that are not: a caller
      // who asks for one must not get an answer that ignores it.
      case Param::event_id:
      case Param::response_type:
      case Param::event_status:
      case Param::include_curve:
        refuse_unsupported(use, text);
        return;
    }
  }

  /// Last, because a cursor is read against everything else that was asked.
  void read_cursor() {
    write_question();
    for (const Param param : {Param::page_no, Param::page_size, Param::cursor}) {
      arguments_.page_given |= find_given(given_, wire_, param) != nullptr;
    }
    if (cursor_.empty()) {
      return;
    }
    const std::string_view name = wire_.param_name(Param::cursor);
    if (find_given(given_, wire_, Param::page_no) != nullptr) {
      const std::string_view page_no = wire_.param_name(Param::page_no);
      add_invalid(Param::cursor, {fmt::format("{} 与 {} 不能同时给出", name, page_no),
                                  fmt::format("{} and {} exclude each other", name, page_no)});
      return;
    }
    std::optional<Cursor> cursor = decode_cursor(cursor_, arguments_.question);
    if (!cursor) {
      add_invalid(Param::cursor,
                  {fmt::format("{} 不是本查询给出的游标；请从第一页重新开始", name),
                   fmt::format("{} is none that a page of this very question gave; begin with "
                               "the first page",
                               name)});
      return;
    }
    arguments_.page.number = cursor->page;
    arguments_.page.after = std::move(cursor->after);
  }

  void write_question() {
    std::string& question = arguments_.question;
    question = interface_.name;
    for (const spec::ParamUse& use : interface_.parameters) {
      const bool decides = use.param != Param::page_no && use.param != Param::page_size &&
                           use.param != Param::cursor && use.param != Param::strict &&
                           use.param != Param::explain;
      const NameValue* given = decides ? find_given(given_, wire_, use.param) : nullptr;
      if (given != nullptr) {
        question += fmt::format("\n{}={}", spec::info(use.param).name, given->value);
      }
    }
  }

  void refuse_unsupported(const spec::ParamUse& use, std::string_view text) {
    if (text == use.default_value) {
      return;
    }
    const std::string_view name = wire_.param_name(use.param);
    add_invalid(use.param,
                {fmt::format("本服务暂不支持参数 {}，请去掉", name),
                 fmt::format("this server does not support {} yet; leave it out", name)});
  }

  std::string read_id(Param param, std::string_view text) {
    const std::size_t most = spec::info(param).chars_max;
    if (count_code_points(text) > most) {
      const std::string_view name = wire_.param_name(param);
      add_invalid(param, {fmt::format("{} 超过 {} 个字符", name, most),
                          fmt::format("{} is longer than {} characters", name, most)});
    }
    return std::string(text);
  }

  bool read_boolean(Param param, std::string_view text) {
    if (text != "true" && text != "false") {
      const std::string_view name = wire_.param_name(param);
      add_invalid(param, {fmt::format("{} 应为 true 或 false，而不是 {}", name, quote(text)),
                          fmt::format("{} must be true or false, not {}", name, quote(text))});
    }
    return text == "true";
  }

  /// Calls `each` for the parts of a comma-separated list; refuses empty and too many.
  template <class Each>
  void for_list(Param param, std::string_view text, const Each& each) {
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

  void read_parameter_ids(std::string_view text) {
    for_list(Param::parameter_id, text, [&](std::string_view part) {
      arguments_.filter.parameters.emplace_back(read_id(Param::parameter_id, part));
    });
  }

  void read_reading_types(std::string_view text) {
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

  TimeMs read_time(Param param, std::string_view text) {
    const Result<TimeMs> time = parse_time(text, zone_);
    if (time) {
      return *time;
    }
    const std::string_view name = wire_.param_name(param);
    add(Code::time_invalid, name,
        {fmt::format("{} 的值 {} 不是 GB/T 7408 时间，或该时区没有这一时刻，例如 "
                     "2024-04-01T08:00:00%2B08:00 或 "
                     "2024-04-01",
                     name, quote(text)),
         fmt::format("{}: {}", name, time.error().message)});
    return {};
  }

  void read_interval(std::string_view text) {
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

  void read_order(std::string_view text) {
    if (text != "asc" && text != "desc") {
      const std::string_view name = wire_.param_name(Param::order);
      add_invalid(Param::order, {fmt::format("{} 应为 asc 或 desc，而不是 {}", name, quote(text)),
                                 fmt::format("{} must be asc or desc, not {}", name, quote(text))});
    }
    arguments_.order = text == "desc" ? query::Order::descending : query::Order::ascending;
  }

  void read_period(std::string_view text) {
    const std::optional<query::Period> period = parse_period(text);
    if (!period) {
      add_unfit(Param::period, parse_duration(text).has_value(), text,
                "PT15M, PT30M, PT1H, P1D, P1W, P1M, P3M, P1Y");
    }
    arguments_.period = period.value_or(query::Period::whole);
  }

  void read_tou(std::string_view text) {
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

  void read_aggregate(std::string_view text) {
    arguments_.aggregate = parse_aggregate(text);
    if (!arguments_.aggregate) {
      add_unfit(Param::aggregate, true, text, "sum, avg, max, min");
    }
  }

  /// A value that is none of the list: 40007 where it has their form, so that only this period,
  /// class or aggregate is not offered; else 40002.
  void add_unfit(Param param, bool has_form, std::string_view text, std::string_view words) {
    const std::string_view name = wire_.param_name(param);
    add(has_form ? Code::statistic_unsupported : Code::parameter_invalid, name,
        {fmt::format("{} 应为 {} 之一，而不是 {}", name, words, quote(text)),
         fmt::format("{} must be one of {}, not {}", name, words, quote(text))});
  }

  /// Digits only; a value that is an integer and out of range is 40006, anything else 40002.
  std::uint64_t read_page(const spec::ParamUse& use, std::string_view text) {
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
    add(integer ? Code::page_invalid : Code::parameter_invalid, name,
        {fmt::format("{} 应为 {} 至 {} 的整数，而不是 {}", name, info.min, most, quote(text)),
         fmt::format("{} must be an integer from {} to {}, not {}", name, info.min, most,
                     quote(text))});
    return 1;
  }

  const spec::InterfaceInfo& interface_;
  const std::vector<NameValue>& given_;
  const spec::Wire& wire_;
  const Zone& zone_;
  Arguments arguments_;
  std::string_view cursor_;
  bool strict_ = false;
  Problem missing_{Code::parameter_missing, {}, {}};
  Problem wrong_{Code::parameter_invalid, {}, {}};
};

}  // namespace

const std::string* given_value(const std::vector<NameValue>& given, const spec::Wire& wire,
                               Param param) {
  const NameValue* found = find_given(given, wire, param);
  return found != nullptr && found->is_text ? &found->value : nullptr;
}

Checked<Arguments> read_arguments(const spec::InterfaceInfo& interface,
                                  const std::vector<NameValue>& given, const spec::Wire& wire,
                                  const Zone& zone) {
  return Reader(interface, given, wire, zone).read();
}

}  // namespace cems::api
