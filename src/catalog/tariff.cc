// Time-of-use schedules and holidays.
#include "catalog/tariff.h"

namespace cems::catalog {

struct Tariff::Impl {};

Tariff::Tariff(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Tariff::~Tariff() = default;

void Tariff::append_spans(TimeRange range, std::vector<model::ClassSpan>& out) const {
  out.push_back({range, model::TouClass::none});
}

}  // namespace cems::catalog
