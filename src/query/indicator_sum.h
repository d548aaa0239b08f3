/// Figures in the making: a number for each class and bucket, and for the range, with what the
/// receipt has to say about them.
///
/// Owned by one thread.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "query/indicator_energy.h"
#include "query/statistic_merge.h"

namespace cems::query {

struct Figure {
  Fraction value;
  bool missing = false;   ///< Prints as null.
  bool doubtful = false;  ///< A part of it was not measured.

  void add(const Cell& cell, const Fraction& weight);
};

class IndicatorSum {
 public:
  /// Zeros for the context's classes and buckets. The context must outlive the sum.
  explicit IndicatorSum(const IndicatorContext& context);

  /// Nothing of it can be known; `why` goes to the notes.
  void lack(const std::string& why);

  /// Adds weight × the consumer's rows of each class, with count() and note_gaps(). A cell without
  /// a value makes the figure missing.
  void add(const Consumer& consumer, const ClassRows& rows, const Fraction& weight);

  /// Coverage and receipts of the rows.
  void count(const ClassRows& rows);

  /// Says where the consumer's rows have no value.
  void note_gaps(const Consumer& consumer, const ClassRows& rows);

  /// Class 0 was made of the rows of the classes: it names their tariffs too.
  void count_classes(const ClassRows& rows);

  /// For the receipts; nothing where none is asked for.
  void note(const std::string& text);

  /// A figure of the archive that went in, for the digest.
  void used(const std::string& line);

  /// The range as a whole is the bucket behind the last.
  [[nodiscard]] Figure& cell(TouClass tou, std::size_t bucket);

  [[nodiscard]] Figure& whole(TouClass tou) { return of(tou).cells.back(); }

  /// Makes a cell of a figure; the range as a whole is the bucket behind the last.
  using Finish = std::function<Cell(Figure figure, TouClass tou, std::size_t bucket)>;

  /// The rows of the classes asked for, in their order. Ends the sum.
  [[nodiscard]] std::vector<StatisticRow> rows(const std::vector<TouClass>& asked,
                                               std::string_view algorithm, bool with_factors,
                                               const Finish& finish);

 private:
  struct OfClass {
    std::vector<Figure> cells;  // The last is the whole range's.
    Coverage coverage{0, 0};
    ReceiptMerge receipt;
  };

  [[nodiscard]] OfClass& of(TouClass tou) { return of_[static_cast<std::size_t>(tou)]; }

  const IndicatorContext& context_;
  std::array<OfClass, model::kTouClasses> of_;
};

}  // namespace cems::query
