// 10.1 to 10.6: statistics. The six differ in their points and in where those stand.
#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "api/answer_parts.h"
#include "api/asked.h"
#include "api/statistic_again.h"
#include "api/statistic_body.h"
#include "api/statistic_csv.h"
#include "base/limits.h"
#include "base/quote.h"

namespace cems::api {
namespace {

Problem too_many_cells(const Call& call) {
  return problem(
      spec::Code::range_too_large, call.wire.param_name(spec::Param::period),
      {fmt::format("行数乘以统计区间数超过 {}，请加大统计周期、缩短范围或减少参数",
                   limits::kStatisticCellsMax),
       fmt::format("rows times buckets would be more than {}; ask for a longer period, a shorter "
                   "range or fewer parameters",
                   limits::kStatisticCellsMax)});
}

Problem no_rows_in_csv(const Call& call) {
  return problem(spec::Code::not_acceptable, call.wire.param_name(spec::Param::parameter_id),
                 {"CSV 只有接入点的行，设备类的指标请用 application/json 查询",
                  "CSV has rows of points only; ask for figures of classes as application/json"});
}

Problem too_long_range(const Call& call) {
  return problem(spec::Code::range_too_large, call.wire.param_name(spec::Param::end_time),
                 {"统计范围超过 200 年，请缩短范围",
                  "the range of a statistic is longer than 200 years; ask for a shorter one"});
}

Problem no_tariff(const Call& call) {
  const std::string_view tou = call.wire.param_name(spec::Param::tou);
  const std::string_view scheme = call.wire.member_name(model::Field::cems_tou_scheme);
  return problem(spec::Code::statistic_unsupported, tou,
                 {fmt::format("该用户端未设 {}，只能查询 {}=0", scheme, tou),
                  fmt::format("this site has no {}; only {}=0 can be asked", scheme, tou)});
}

Problem problem_of_fault(const Call& call, const query::AskFault& fault) {
  switch (fault.kind) {
    case query::AskFault::Kind::unknown_parameter:
      return unknown_parameter(call, fault.name);
    case query::AskFault::Kind::aggregate_unfit:
      return problem(
          spec::Code::statistic_unsupported, call.wire.param_name(spec::Param::aggregate),
          {fmt::format("该统计方式不适用于 {}；示值和区间量用 sum，瞬时量用 avg、max、min",
                       quote(fault.name)),
           fmt::format("this aggregate has no meaning for {}; registers and deltas take sum, "
                       "instantaneous values avg, max and min",
                       quote(fault.name))});
    case query::AskFault::Kind::no_tariff:
      return no_tariff(call);
  }
  return problem(spec::Code::internal_error, "", {"", ""});
}

std::string_view parameter_of(const query::RowSource& source) {
  if (const auto* series = std::get_if<query::StatisticSeries>(&source.what)) {
    return series->shown.parameter->id.view();
  }
  return std::get<query::IndicatorAsk>(source.what).indicator->parameter_id;
}

bool is_of_class(const ParameterId& id) {
  const spec::IndicatorInfo* info = spec::find_indicator(id.view());
  return info != nullptr && info->of_class;
}

/// What is asked of points. Indicators of classes (COAL …) are asked of the classes alone where the
/// root point, which has them too, is not among the points; what they cannot answer is refused
/// here, as row_sources refuses it for points.
struct PointAsk {
  query::StatisticAsk ask;
  std::size_t of_classes = 0;  ///< Indicators that the classes answer.

  [[nodiscard]] bool nothing() const { return of_classes > 0 && ask.filter.parameters.empty(); }
};

Checked<PointAsk> ask_of_points(const Call& call, const Asked& asked,
                                const query::StatisticAsk& ask) {
  PointAsk out{ask};
  const bool has_root =
      std::find(asked.points.begin(), asked.points.end(), call.site.root) != asked.points.end();
  if (asked.layout != Layout::points && has_root) {
    out.of_classes = static_cast<std::size_t>(
        std::count_if(ask.filter.parameters.begin(), ask.filter.parameters.end(), is_of_class));
  }
  if (asked.layout == Layout::points || has_root) {
    return out;
  }
  out.of_classes = std::erase_if(out.ask.filter.parameters, is_of_class);
  if (out.of_classes == 0) {
    return out;
  }
  if (ask.aggregate && *ask.aggregate != query::Aggregate::sum) {
    const auto first =
        std::find_if(ask.filter.parameters.begin(), ask.filter.parameters.end(), is_of_class);
    return tl::make_unexpected(
        problem_of_fault(call, {query::AskFault::Kind::aggregate_unfit, first->str()}));
  }
  if (call.site.tariff == nullptr && ask.classes.back() != model::TouClass::none) {
    return tl::make_unexpected(no_tariff(call));
  }
  if (call.representation == Representation::csv && out.nothing()) {
    return tl::make_unexpected(no_rows_in_csv(call));
  }
  return out;
}

/// Rows and aggregates of classes that the answer counts its buckets by, at most.
std::uint64_t lines_of(const Call& call, const Asked& asked, const PointAsk& points,
                       const std::vector<query::RowSource>& sources) {
  std::uint64_t rows = 0;
  std::set<std::pair<std::string_view, std::string_view>> sums;
  for (const query::RowSource& source : sources) {
    rows += source.classes().size();
    if (asked.layout != Layout::points) {
      // Not emplace, which makes a node also where there is one already.
      sums.insert({source.point().category->code.view(), parameter_of(source)});
    }
  }
  if (asked.layout == Layout::points) {
    return rows;
  }
  const std::uint64_t classes =
      asked.layout == Layout::one_class ? 1 : query::count_categories(asked.points);
  return rows + (sums.size() + classes * points.of_classes) * call.arguments.tou.size();
}

/// How many rows stand before or at the place.
std::uint64_t rows_up_to(const query::RowSource& source, std::string_view parameter,
                         const query::Place& after) {
  const auto key = std::tuple(source.point().id.view(), parameter);
  const auto place = std::tuple(after.point.view(), after.parameter.view());
  if (key != place) {
    return key < place ? source.classes().size() : 0;
  }
  const auto behind =
      std::partition_point(source.classes().begin(), source.classes().end(),
                           [&](model::TouClass c) { return static_cast<int>(c) <= after.tou; });
  return static_cast<std::uint64_t>(behind - source.classes().begin());
}

/// Puts the rows of the page into slices.
void cut_rows(const Call& call, StatisticPlan& plan) {
  const query::PageRequest page =
      call.representation == Representation::csv ? csv_page(call) : call.arguments.page;
  std::uint64_t total = 0;
  std::uint64_t passed = 0;
  for (const query::RowSource& source : plan.sources) {
    total += source.classes().size();
    passed += page.after ? rows_up_to(source, parameter_of(source), *page.after) : 0;
  }
  plan.page = page.after ? query::cut_behind(passed, total, page) : query::cut_page(total, page);
  const std::uint64_t end = plan.page.first + plan.page.count;
  std::uint64_t begin = 0;  // Of this source among all rows.
  for (const query::RowSource& source : plan.sources) {
    const std::uint64_t behind = begin + source.classes().size();
    const std::uint64_t from = std::max(begin, plan.page.first);
    const std::uint64_t to = std::min(behind, end);
    if (from < to) {
      plan.slices.push_back({&source, from - begin, to - from});
      plan.last = {source.point().id,
                   ParameterId(parameter_of(source)),
                   static_cast<std::uint8_t>(source.classes()[to - begin - 1]),
                   {}};
    }
    begin = behind;
  }
}

/// Everything that can be refused is refused here, before a row is computed.
Checked<StatisticPlan> plan_statistic(const Call& call, const Asked& asked) {
  StatisticPlan plan;
  plan.ask = {call.arguments.filter, call.arguments.aggregate, call.arguments.tou};
  const Checked<PointAsk> points = ask_of_points(call, asked, plan.ask);
  if (!points) {
    return tl::make_unexpected(points.error());
  }
  if (!points->nothing()) {
    auto sources = query::row_sources(call.site, asked.points, points->ask);
    if (!sources) {
      return tl::make_unexpected(problem_of_fault(call, sources.error()));
    }
    plan.sources = std::move(*sources);
  }
  const Checked<TimeRange> range = asked_range(call);
  if (!range) {
    return tl::make_unexpected(range.error());
  }
  if (range->end - range->begin > limits::kStatisticRangeMs) {
    return tl::make_unexpected(too_long_range(call));
  }
  const std::uint64_t lines = lines_of(call, asked, *points, plan.sources);
  Result<std::vector<TimeRange>> buckets =
      query::buckets(*range, call.arguments.period, call.site.zone,
                     limits::kStatisticCellsMax / std::max<std::uint64_t>(lines, 1));
  if (!buckets) {
    return tl::make_unexpected(too_many_cells(call));
  }
  plan.buckets = std::move(*buckets);
  cut_rows(call, plan);
  return plan;
}

Checked<Data> answer_statistic(const Call& call) {
  const Checked<Asked> asked = asked_points(call);
  if (!asked) {
    return tl::make_unexpected(asked.error());
  }
  Checked<StatisticPlan> plan = plan_statistic(call, *asked);
  if (!plan) {
    return tl::make_unexpected(plan.error());
  }
  if (call.representation == Representation::csv) {
    return begin_csv(std::make_unique<StatisticCsv>(call, std::move(*plan)));
  }
  // Of a range that is over, nothing depends on the moment.
  if (call.answers != nullptr && call.arguments.range.end <= call.now) {
    return answer_again(call, *asked, std::move(*plan));
  }
  return begin_body(std::make_unique<StatisticBody>(call, *asked, std::move(*plan)));
}

}  // namespace

Checked<Data> get_cems_statistic_data(const Call& call) {
  return answer_statistic(call);
}

Checked<Data> get_cems_full_statistic_data(const Call& call) {
  return answer_statistic(call);
}

Checked<Data> get_cems_spec_category_statistic_data(const Call& call) {
  return answer_statistic(call);
}

Checked<Data> get_point_statistic_data(const Call& call) {
  return answer_statistic(call);
}

Checked<Data> get_point_full_statistic_data(const Call& call) {
  return answer_statistic(call);
}

Checked<Data> get_point_spec_category_statistic_data(const Call& call) {
  return answer_statistic(call);
}

}  // namespace cems::api
