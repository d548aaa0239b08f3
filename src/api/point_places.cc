// A walk over the class tree in step with the points.
#include "api/point_places.h"

#include "base/assert.h"

namespace cems::api {

using model::Field;

PointPlaces::PointPlaces(json::Writer& writer, const spec::Wire& wire, const catalog::Site& site,
                         Layout layout, const catalog::Category* category, PlaceNames names)
    : writer_(writer), wire_(wire), layout_(layout), category_(category), names_(names) {
  if (layout_ == Layout::class_tree) {
    number(site.top_categories);
  }
}

void PointPlaces::number(const std::vector<const catalog::Category*>& categories) {
  for (const catalog::Category* category : categories) {
    ranks_[category] = order_.size();
    order_.push_back(category);
    number(category->children);
  }
}

void PointPlaces::show(const catalog::Point& point) {
  if (layout_ == Layout::one_class && shown_.empty()) {
    shown_.insert(category_);
  }
  const catalog::Category* category = layout_ == Layout::class_tree ? point.category : nullptr;
  while (category != nullptr && shown_.insert(category).second) {
    category = category->parent;
  }
}

std::size_t PointPlaces::rank(const catalog::Point& point) const {
  const auto found = ranks_.find(point.category);
  return found == ranks_.end() ? 0 : found->second;
}

Status PointPlaces::begin(ClassMembers members) {
  members_ = std::move(members);
  writer_.key(wire_.member(layout_ == Layout::points ? names_.points : names_.categories));
  writer_.begin_array();
  return layout_ == Layout::one_class && shown_.contains(category_) ? open(*category_)
                                                                    : Status(Unit{});
}

Status PointPlaces::open(const catalog::Category& category) {
  // Of nested classes only the parents stay open; what is written next is their subclass.
  while (!open_.empty() && open_.back().category != category.parent) {
    close();
  }
  if (!open_.empty()) {
    Open& parent = open_.back();
    if (parent.points) {
      writer_.end_array();
      parent.points = false;
    }
    if (!parent.categories) {
      writer_.key(wire_.member(Field::simple_category_categories)).begin_array();
      parent.categories = true;
    }
  }
  writer_.begin_object();
  writer_.key(wire_.member(Field::simple_category_category_code)).value(category.code.view());
  writer_.key(wire_.member(Field::simple_category_name)).value(category.name);
  open_.push_back({&category});
  return members_ ? members_(category) : Status(Unit{});
}

void PointPlaces::close() {
  if (open_.back().points || open_.back().categories) {
    writer_.end_array();
  }
  writer_.end_object();
  open_.pop_back();
}

Status PointPlaces::open_up_to(std::size_t rank) {
  for (; next_ < rank; ++next_) {
    if (!shown_.contains(order_[next_])) {
      continue;
    }
    if (const Status opened = open(*order_[next_]); !opened) {
      return opened;
    }
  }
  return Unit{};
}

Status PointPlaces::move_to(const catalog::Point& point) {
  if (layout_ == Layout::points) {
    return Unit{};
  }
  if (layout_ == Layout::class_tree) {
    if (const Status opened = open_up_to(rank(point) + 1); !opened) {
      return opened;
    }
  }
  CEMS_ASSERT(!open_.empty());
  if (!open_.back().points) {
    CEMS_ASSERT(!open_.back().categories);  // Points come by rank: before the subclasses.
    writer_.key(wire_.member(names_.class_rows)).begin_array();
    open_.back().points = true;
  }
  return Unit{};
}

Status PointPlaces::end() {
  if (const Status opened = open_up_to(order_.size()); !opened) {
    return opened;
  }
  while (!open_.empty()) {
    close();
  }
  writer_.end_array();
  return Unit{};
}

}  // namespace cems::api
