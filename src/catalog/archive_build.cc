// Nothing can fail here any more: what does not hold is a hole in the checks, and asserted.
#include "catalog/archive_build.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "base/time.h"
#include "catalog/archive_extras.h"
#include "catalog/archive_values.h"
#include "json/value.h"
#include "spec/reading_type.h"

namespace cems::catalog {
namespace {

using model::Field;

Parameter build_parameter(Collected source) {
  Parameter parameter;
  parameter.id = ParameterId(source.text_of(Field::parameter_parameter_id));
  parameter.name = source.text_of(Field::parameter_name);
  parameter.reading_type_id = source.text_of(Field::parameter_reading_type_id);
  parameter.unit = source.text_of(Field::parameter_unit);
  if (!parameter.reading_type_id.empty()) {
    const Result<spec::ReadingType> type = spec::ReadingType::parse(parameter.reading_type_id);
    CEMS_ASSERT(type.has_value());
    parameter.reading_type = *type;
  }
  if (const auto interval = source.record.text(Field::parameter_interval)) {
    const Result<Duration> duration = parse_duration(*interval);
    CEMS_ASSERT(duration.has_value());
    parameter.interval = *duration;
  }
  const Result<std::optional<Decimal>> rollover = rollover_of(source.record);
  CEMS_ASSERT(rollover.has_value());
  parameter.rollover = *rollover;
  const Result<std::optional<Decimal>> minimum = value_limit_of(source.record, kMinimum);
  const Result<std::optional<Decimal>> maximum = value_limit_of(source.record, kMaximum);
  CEMS_ASSERT(minimum.has_value() && maximum.has_value());
  parameter.minimum = *minimum;
  parameter.maximum = *maximum;
  parameter.record = std::move(source.record);
  return parameter;
}

/// Points and categories while they can still be changed, by their index in the file.
class Builder {
 public:
  Builder(CollectedArchive archive, Figures figures, Annexes annexes)
      : archive_(std::move(archive)), figures_(std::move(figures)), annexes_(std::move(annexes)) {}

  std::shared_ptr<Site> run(const spec::Wire& wire);

 private:
  void build_categories();
  void build_points();
  void count_points();
  void take_figures(Site& site);

  CollectedArchive archive_;
  Figures figures_;
  Annexes annexes_;
  std::vector<std::unique_ptr<Category>> categories_;
  std::vector<std::unique_ptr<Point>> points_;
};

void Builder::build_categories() {
  for (CollectedCategory& source : archive_.categories) {
    auto category = std::make_unique<Category>();
    category->code = CategoryCode(source.code);
    category->name = source.text_of(Field::category_name);
    category->record = std::move(source.record);
    category->record.erase(Field::category_point_count);
    if (source.parent != kNoParent) {
      category->record.set_text(Field::category_parent_code,
                                archive_.categories[source.parent].code);
    }
    categories_.push_back(std::move(category));
  }
  for (std::size_t i = 0; i < categories_.size(); ++i) {
    if (const std::size_t parent = archive_.categories[i].parent; parent != kNoParent) {
      categories_[i]->parent = categories_[parent].get();
    }
  }
}

void Builder::build_points() {
  for (CollectedPoint& source : archive_.points) {
    CEMS_ASSERT(source.category != kNoParent);
    auto point = std::make_unique<Point>();
    point->id = PointId(source.id);
    point->name = source.text_of(Field::point_name);
    point->category = categories_[source.category].get();
    point->record = std::move(source.record);
    point->record.set_text(Field::point_cems_id, archive_.cems_id);
    point->record.set_text(Field::point_category_code, point->category->code.view());
    if (source.parent == kNoParent) {
      point->record.erase(Field::point_parent_point_id);  // It may have been null.
    } else {
      point->record.set_text(Field::point_parent_point_id, archive_.points[source.parent].id);
    }
    for (Collected& parameter : source.parameters) {
      point->parameters.push_back(build_parameter(std::move(parameter)));
    }
    std::sort(point->parameters.begin(), point->parameters.end(),
              [](const Parameter& a, const Parameter& b) { return a.id < b.id; });
    points_.push_back(std::move(point));
  }
  for (std::size_t i = 0; i < points_.size(); ++i) {
    if (const std::size_t parent = archive_.points[i].parent; parent != kNoParent) {
      points_[i]->parent = points_[parent].get();
    }
  }
}

/// Indices of `entries` in the order of their ids: linking in that order sorts every child list.
template <class Entry, class Id>
std::vector<std::size_t> order_of(const std::vector<std::unique_ptr<Entry>>& entries,
                                  Id Entry::*id) {
  std::vector<std::size_t> order(entries.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return entries[a].get()->*id < entries[b].get()->*id;
  });
  return order;
}

std::shared_ptr<Site> Builder::run(const spec::Wire& wire) {
  auto site = std::make_shared<Site>();
  site->id = CemsId(archive_.cems_id);
  site->name = archive_.cems.text_of(Field::cems_name);
  site->zone = zone_of(archive_.cems.record);
  site->extras = keep_extras(archive_.extras, wire);
  build_categories();
  build_points();

  for (const std::size_t index : order_of(categories_, &Category::code)) {
    const Category* category = categories_[index].get();
    const std::size_t parent = archive_.categories[index].parent;
    auto& siblings = parent == kNoParent ? site->top_categories : categories_[parent]->children;
    siblings.push_back(category);
  }
  for (const std::size_t index : order_of(points_, &Point::id)) {
    const Point* point = points_[index].get();
    if (const std::size_t parent = archive_.points[index].parent; parent != kNoParent) {
      points_[parent]->children.push_back(point);
    }
    categories_[archive_.points[index].category]->points.push_back(point);
  }
  count_points();

  for (const std::size_t index : order_of(categories_, &Category::code)) {
    site->categories.push_back(std::move(categories_[index]));
  }
  for (const std::size_t index : order_of(points_, &Point::id)) {
    Point& point = *points_[index];
    point.index = static_cast<std::uint32_t>(site->points.size());
    for (Parameter& parameter : point.parameters) {
      parameter.index = static_cast<std::uint32_t>(site->parameter_count++);
    }
    site->points.push_back(std::move(points_[index]));
  }
  site->root = site->point(PointId(archive_.cems.text_of(Field::cems_root_point_id)));
  CEMS_ASSERT(site->root != nullptr);
  site->record = std::move(archive_.cems.record);
  take_figures(*site);
  return site;
}

void Builder::take_figures(Site& site) {
  CEMS_ASSERT(site.record.has(Field::cems_tou_scheme) == (figures_.tariff != nullptr));
  CEMS_ASSERT(figures_.factors != nullptr);
  site.tariff = std::move(figures_.tariff);
  site.outputs = std::move(figures_.outputs);
  site.prices = std::move(figures_.prices);
  site.factors = figures_.factors;
  site.holidays = std::move(figures_.holidays);
  site.retention = figures_.retention;
  site.retention_text = std::move(figures_.retention_text);
  site.contracts = std::move(annexes_.contracts);
  site.dr_resource = std::move(annexes_.dr_resource);
  site.dr_events = std::move(annexes_.dr_events);
}

void Builder::count_points() {
  for (const std::unique_ptr<Category>& category : categories_) {
    const std::size_t count = category->points.size();
    for (std::size_t at = static_cast<std::size_t>(&category - categories_.data()); at != kNoParent;
         at = archive_.categories[at].parent) {
      categories_[at]->points_below += count;
    }
  }
}

}  // namespace

std::shared_ptr<Site> build_site(CollectedArchive archive, Figures figures, Annexes annexes,
                                 const spec::Wire& wire) {
  return Builder(std::move(archive), std::move(figures), std::move(annexes)).run(wire);
}

}  // namespace cems::catalog
