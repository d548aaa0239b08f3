/// Puts the pages of an answer together as if it had come on one.
///
/// Follows the field table, not member names: a list of categories, points, parameters, statistic
/// rows or records is merged by what identifies its elements, a list of readings is appended, and
/// whatever else repeats on every page (the site, names, extensions) is that of the first. Numbers
/// keep their text and elements their order; classes are put in the order of their codes, because
/// those without points all come on the first page (dictionary S "Nesting").
///
/// Thread-safety: one join, one thread.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "json/value.h"
#include "model/fields.h"
#include "spec/wire.h"

namespace cems::client {

/// 6.7 of one page.
struct PageInfo {
  std::int64_t number = 1;
  std::int64_t total_pages = 0;
  bool has_next = false;
  std::int64_t rows_total = -1;  ///< DataCount.total; -1 where there is none.
  std::string next;  ///< Cursor of the page that follows (X4); empty where none is given.
};

/// Nothing where `data` has no page member. Errors: unavailable for a malformed one.
[[nodiscard]] Result<PageInfo> page_info(const json::Value& data, model::Model response,
                                         const spec::Wire& wire);

class PageJoin {
 public:
  /// `response` is the model of `data` (spec::InterfaceInfo::response). `wire` must outlive this.
  PageJoin(model::Model response, const spec::Wire& wire) : response_(response), wire_(wire) {}

  /// Takes the next page's `data`.
  void add(json::Value page);

  /// Everything added. `page` says {pageNo 1, pageSize, totalPages, hasNext false}: pageSize is the
  /// number of rows (dataCount.total), so that the joined answer is the same however it was cut;
  /// at least 1; totalPages is 0 for an empty answer, else 1. A cursor is dropped.
  [[nodiscard]] json::Value take();

 private:
  void merge_object(json::Value& into, json::Value&& from, model::Model model);
  void merge_list(json::Value& into, json::Value&& from, model::Model model);
  void insert_member(json::Value& into, json::Member&& member, model::Model model);
  void sort_by_code(json::Value& categories, model::Field code) const;
  [[nodiscard]] std::string identity(const json::Value& element, model::Model model) const;

  model::Model response_;
  const spec::Wire& wire_;
  json::Value joined_;
  bool first_ = true;
};

}  // namespace cems::client
