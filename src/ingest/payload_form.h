/// Payloads of MQTT as one gateway writes them: the same text each time, but for the times and the
/// values in it. One that was read and found good is the form; the next one is compared with it
/// piece by piece, and only its times and values are read.
///
/// Takes only payloads that PayloadReader and ReadingCheck take, and reads them alike: between the
/// pieces it lets stand only what leaves the JSON around it as it was. Thread-safety: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/quick_time.h"
#include "ingest/reading_check.h"

namespace cems::ingest {

class PayloadForm {
 public:
  /// A reading of the example; the texts of time and value as PayloadReader gave them.
  struct Example {
    std::string_view time;
    std::string_view value;
    CheckedReading checked;
  };

  /// Takes a payload as the form of those to come. REQUIRES: `readings` are all that it says, each
  /// was good, and it has no id of its own. Learns nothing (takes() stays false) where times or
  /// values do not stand in the payload as they were given: numbers of seconds, escapes.
  void learn(std::string_view payload, std::span<const Example> readings,
             const ReadingCheck& check);

  /// Appends the readings of a payload of this form, in their order. False, and `out` as it was,
  /// where it is of another form or one of its readings is not good.
  [[nodiscard]] bool read(std::string_view payload, const ReadingCheck& check,
                          std::vector<CheckedReading>& out);

  /// Whether there is a form.
  [[nodiscard]] bool empty() const { return readings_.empty(); }

  /// Memory, about.
  [[nodiscard]] std::size_t bytes() const {
    return text_.capacity() + slots_.capacity() * sizeof(Slot) +
           readings_.capacity() * sizeof(Place);
  }

 private:
  /// A time or a value, behind a piece of the text.
  struct Slot {
    std::uint32_t piece = 0;     ///< Length of the piece before it.
    std::uint32_t index = 0;     ///< Among the times, or among the values.
    const Zone* zone = nullptr;  ///< Of a time without an offset; null: it is a value.
  };

  /// Where a reading of the form stands.
  struct Place {
    KnownSeries* series = nullptr;
    Quality quality = Quality::valid;
    std::uint32_t time = 0;
    std::uint32_t value = 0;
  };

  /// A time or value of the example.
  struct Mark {
    std::string_view text;
    const Zone* zone = nullptr;  ///< As in Slot.
    std::size_t reading = 0;
  };

  [[nodiscard]] bool learn_marks(std::string_view payload, std::span<const Mark> marks);
  void forget();

  std::string text_;  // The pieces, one after another; what is left is behind the last slot.
  std::vector<Slot> slots_;
  std::vector<Place> readings_;
  std::uint32_t times_ = 0;
  std::uint32_t values_ = 0;
  QuickTime quick_time_;
};

}  // namespace cems::ingest
