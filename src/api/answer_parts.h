/// Parts that the answers of several families share: references, points, readings, counts, pages.
///
/// Every function writes one value, or the members it names, where the writer stands.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "api/operation.h"
#include "base/reading.h"
#include "base/zone.h"
#include "catalog/site.h"
#include "json/writer.h"
#include "query/page.h"
#include "spec/wire.h"

namespace cems::api {

/// A reference Cems {cemsId, name} (dictionary R4, 6.3).
void write_cems_reference(json::Writer& writer, const spec::Wire& wire, const catalog::Site& site);

/// 6.12 up to its parameters: `{"pointId":…,"name":…,"parentPointId":…,"status":…`, left open.
void open_simple_point(json::Writer& writer, const spec::Wire& wire, const catalog::Point& point);

/// 6.8 up to its readings: `{"parameterId":…,"name":…,"readingTypeId":…,"unit":…`, left open.
void open_parameter(json::Writer& writer, const spec::Wire& wire,
                    const catalog::Parameter& parameter);

/// 6.10. Quality 0 is the default and is not written.
void write_reading(json::Writer& writer, const spec::Wire& wire, const Zone& zone,
                   const Reading& reading);

/// 6.4; a count that does not apply is left out.
struct Counts {
  std::uint64_t total = 0;
  std::optional<std::uint64_t> categories;
  std::optional<std::uint64_t> points;
  std::optional<std::uint64_t> parameters;
  std::optional<std::uint64_t> readings;
};

void write_counts(json::Writer& writer, const spec::Wire& wire, const Counts& counts);

/// 6.7. `next` is the cursor of the page that follows, from next_cursor; empty where there is none.
void write_page(json::Writer& writer, const spec::Wire& wire, const query::PageRequest& request,
                const query::PageCut& cut, std::string_view next);

/// Makes the body's first piece at once, so that what fails there is an envelope and not a reset.
[[nodiscard]] Checked<Data> begin_body(std::unique_ptr<http::BodySource> body);

/// The same for a body that is CSV.
[[nodiscard]] Checked<Data> begin_csv(std::unique_ptr<http::BodySource> body);

/// The page of a CSV answer: the asked one, and where no page was asked the whole, for a table has
/// no member to say that there is more of it.
[[nodiscard]] query::PageRequest csv_page(const Call& call);

}  // namespace cems::api
