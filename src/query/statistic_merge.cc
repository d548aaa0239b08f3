// Sums of receipts and of coverage.
#include "query/statistic_merge.h"

#include <algorithm>
#include <utility>

namespace cems::query {

void ReceiptMerge::add(const Receipt& part) {
  sum_.samples += part.samples;
  for (const auto& [quality, count] : part.qualities) {
    sum_.qualities[quality] += count;
  }
  add_class(part);
}

void ReceiptMerge::add_class(const Receipt& part) {
  for (const catalog::TariffUse& use : part.tariff) {
    if (std::find(sum_.tariff.begin(), sum_.tariff.end(), use) == sum_.tariff.end()) {
      sum_.tariff.push_back(use);
    }
  }
  for (const std::string& text : part.notes) {
    note(text);
  }
  digest_.update(part.digest + "\n");
}

void ReceiptMerge::figure(std::string_view line) {
  figures_.append(line) += '\n';
}

void ReceiptMerge::note(std::string note) {
  if (std::find(sum_.notes.begin(), sum_.notes.end(), note) != sum_.notes.end()) {
    return;
  }
  if (sum_.notes.size() < kNotesMax) {
    sum_.notes.push_back(std::move(note));
  } else {
    ++more_notes_;
  }
}

Receipt ReceiptMerge::take(std::string_view algorithm, std::string_view factor_set,
                           std::string_view factor_version) {
  if (more_notes_ != 0) {
    sum_.notes.push_back("and " + std::to_string(more_notes_) + " more");
  }
  sum_.algorithm = algorithm;
  sum_.factor_set = factor_set;
  sum_.factor_version = factor_version;
  digest_.update(figures_);
  if (!factor_set.empty()) {
    digest_.update(std::string(factor_set) + "," + std::string(factor_version) + "\n");
  }
  sum_.digest = digest_.finish_hex();
  return std::move(sum_);
}

void add_coverage(Coverage& sum, const Coverage& part) {
  sum.present += part.present;
  if (sum.expected && part.expected) {
    *sum.expected += *part.expected;
  } else {
    sum.expected.reset();
  }
}

}  // namespace cems::query
