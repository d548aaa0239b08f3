/// What a store holds, as one number: the same readings and corrections have the same digest,
/// however they came in.
#pragma once

#include <span>
#include <string>

#include "base/checksum.h"
#include "base/result.h"
#include "tests/store/backends.h"

namespace cems::store::test {

/// SHA-256 over a line for each reading and each correction of the series, in their order.
/// Errors: the store's; not_found for a series that it does not know.
inline Result<std::string> content_digest(const Store& store, std::span<const SeriesKey> series) {
  Sha256 digest;
  const auto add = [&digest](char kind, const Reading& r) {
    std::string line(1, kind);
    line += std::to_string(r.at.ms) + ' ' + r.value.to_string() + ' ' +
            std::to_string(static_cast<int>(r.quality)) + '\n';
    digest.update(line);
  };
  for (const SeriesKey& key : series) {
    const auto id = store.find(key);
    if (!id) return Error{Errc::not_found, "no series"};
    digest.update(std::string(key.point.view()) + '/' + std::string(key.parameter.view()) + '\n');
    const auto scan = store.scan(*id, kAll, Order::ascending);
    if (!scan) return scan.error();
    for (auto part = (*scan)->next();; part = (*scan)->next()) {
      if (!part) return part.error();
      if (part->empty()) break;
      for (const Reading& r : *part)
        add('r', r);
    }
    const auto corrections = store.corrections(*id, kAll);
    if (!corrections) return corrections.error();
    for (const Correction& one : *corrections)
      add('c', one.replaced);
  }
  return digest.finish_hex();
}

}  // namespace cems::store::test
