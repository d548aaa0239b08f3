// 7.4 to 7.6: static data of a point, of everything below it, and of one class there.
#include <functional>

#include "api/answer_parts.h"
#include "api/asked.h"
#include "api/write_static.h"
#include "query/page.h"
#include "query/selection.h"

namespace cems::api {
namespace {

using model::Field;
using Points = std::vector<const catalog::Point*>;

void begin_data(json::Writer& writer, const Call& call) {
  writer.begin_object();
  writer.key(call.wire.member(Field::static_data_cems));
  write_cems_reference(writer, call.wire, call.site);
  writer.key(call.wire.member(Field::static_data_points)).begin_array();
}

void end_data(json::Writer& writer, const Call& call, const Points& all,
              const query::PageCut* page) {
  writer.end_array();
  writer.key(call.wire.member(Field::static_data_data_count));
  write_counts(
      writer, call.wire,
      {all.size(), query::count_categories(all), all.size(), query::count_parameters(all), {}});
  if (page != nullptr) {
    writer.key(call.wire.member(Field::static_data_page));
    const PointId last = page->count == 0 ? PointId() : all[page->first + page->count - 1]->id;
    write_page(writer, call.wire, call.arguments.page, *page,
               next_cursor(call, *page, {last, {}, 0, {}}));
  }
  writer.end_object();
}

/// Writes the part of a subtree that stands on a page: its rows, and the parents above them.
class PointTree {
 public:
  /// `all` is the subtree depth first, so a point's descendants follow it directly.
  PointTree(json::Writer& writer, const spec::Wire& wire, const Points& all,
            const query::PageCut& page)
      : writer_(writer),
        wire_(wire),
        all_(all),
        begin_(page.first),
        end_(page.first + page.count) {}

  void write() {
    if (begin_ < end_) {
      write_from(0);
    }
  }

 private:
  /// Writes the point at `index`, if it or something below it is on the page; returns the index
  /// behind its subtree.
  std::uint64_t write_from(std::uint64_t index) {
    const catalog::Point& point = *all_[index];
    const std::uint64_t behind = index + subtree_size(point);
    if (behind <= begin_ || end_ <= index) {
      return behind;
    }
    const bool row = begin_ <= index;
    const bool children = index + 1 < behind && begin_ < behind && index + 1 < end_;
    write_point_above(
        writer_, wire_, point, row,
        children ? std::function<void()>([&] { write_children(index, behind); }) : nullptr);
    return behind;
  }

  void write_children(std::uint64_t parent, std::uint64_t behind) {
    writer_.begin_array();
    for (std::uint64_t index = parent + 1; index < behind;) {
      index = write_from(index);
    }
    writer_.end_array();
  }

  static std::uint64_t subtree_size(const catalog::Point& point) {
    return query::subtree_of(point).size();
  }

  json::Writer& writer_;
  const spec::Wire& wire_;
  const Points& all_;
  std::uint64_t begin_;
  std::uint64_t end_;
};

}  // namespace

Checked<Data> get_point_static_data(const Call& call) {
  const Checked<const catalog::Point*> point = asked_point(call);
  if (!point) {
    return tl::make_unexpected(point.error());
  }
  Data data;
  json::Writer writer(data.text);
  begin_data(writer, call);
  write_point(writer, call.wire, **point);
  end_data(writer, call, {*point}, nullptr);
  return data;
}

Checked<Data> get_point_full_static_data(const Call& call) {
  const Checked<const catalog::Point*> point = asked_point(call);
  if (!point) {
    return tl::make_unexpected(point.error());
  }
  const Points all = query::subtree_of(**point);
  const query::PageCut page = cut_points(call, all);
  Data data;
  json::Writer writer(data.text);
  begin_data(writer, call);
  PointTree(writer, call.wire, all, page).write();
  end_data(writer, call, all, &page);
  return data;
}

Checked<Data> get_point_spec_category_static_data(const Call& call) {
  const Checked<Asked> asked = asked_points(call);
  if (!asked) {
    return tl::make_unexpected(asked.error());
  }
  const Points& all = asked->points;
  const query::PageCut page = cut_points(call, all);
  Data data;
  json::Writer writer(data.text);
  begin_data(writer, call);
  for (std::uint64_t i = page.first; i < page.first + page.count; ++i) {
    write_point(writer, call.wire, *all[i]);
  }
  end_data(writer, call, all, &page);
  return data;
}

}  // namespace cems::api
