/// The series of an embedded store and what memory holds of each: its head and its newest reading.
///
/// The head of a series has two parts. Commits append to `active`; a sealing takes all of it as
/// `sealing` and writes that into blocks. Where instants repeat, `active` overrides `sealing`, and
/// that the blocks. Internal to store/rocks. Not synchronised: the engine says which lock guards
/// what.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/reading.h"
#include "base/time.h"
#include "store/rocks/last_block.h"
#include "store/rocks/missing.h"
#include "store/store.h"

namespace cems::store::rocks {

/// What is known of the newest sealed reading of a series.
struct SealedNewest {
  bool known = false;              ///< Otherwise it has to be looked up.
  std::optional<Reading> reading;  ///< Nothing where no block is.
};

struct Series {
  SeriesId id{};
  SeriesKey key;
  bool durable = false;          ///< Its S key is in the database.
  std::uint64_t epoch = 0;       ///< Store::epoch.
  MissingPeriods missing;        ///< Of its past; changes only while the store is opened.
  std::vector<Reading> active;   ///< Strictly ascending, like the next.
  std::vector<Reading> sealing;  ///< Changes only when a sealing begins or ends.
  SealedNewest sealed;
  std::optional<LastBlock> last_block;  ///< Nothing where a sealing has to search for it.
  std::uint64_t sealings = 0;           ///< How often a part of it went into blocks.

  /// The newest reading of the head. Null where it is empty; lives until the head changes.
  [[nodiscard]] const Reading* newest_in_head() const;

  /// The newest of all, living as long; null where there is none. REQUIRES: sealed.known.
  [[nodiscard]] const Reading* newest() const;

  /// What the head has at an instant.
  [[nodiscard]] std::optional<Reading> find_in_head(TimeMs at) const;

  /// A copy of the head's part of a range, merged.
  [[nodiscard]] std::vector<Reading> head_part(TimeRange range) const;
};

/// The newest reading of a series as an answer needs it, beside those of the other series: looking
/// it up in a Series and its heads costs five cache lines instead of one.
struct Newest {
  enum class Known : std::uint8_t {
    no,    ///< The Series has to be asked: its blocks were not looked at, or some are missing.
    none,  ///< There is no reading.
    yes
  };

  Reading reading;
  Known known = Known::no;
};

class SeriesTable {
 public:
  /// Null where there is none. Series live as long as the table, at one place.
  [[nodiscard]] Series* find(SeriesId id);
  [[nodiscard]] const Series* find(SeriesId id) const;
  [[nodiscard]] std::optional<SeriesId> find(const SeriesKey& key) const;

  /// The series of the key, made with the next id where there is none.
  Series& intern(const SeriesKey& key);

  /// Puts a series with a given id, as it was stored. False where the id is 0 or the id or the key
  /// is there already.
  [[nodiscard]] bool restore(const SeriesKey& key, SeriesId id);

  /// `none` for an id that is not used. Lives until the table changes.
  [[nodiscard]] const Newest& newest(SeriesId id) const;

  /// Puts what blocks have of a series; nothing where there is no block.
  void learn_sealed(Series& series, const std::optional<Reading>& newest);

  /// Its blocks have changed by more than a sealing: they have to be looked at again.
  void forget_sealed(Series& series);

  /// Puts readings of a series, strictly ascending, into its active head.
  void append(Series& series, std::span<const SeriesReading> readings);

  /// Makes the active heads those that are being sealed; returns the series that have one, by id.
  /// REQUIRES: nothing is being sealed.
  std::vector<SeriesId> begin_sealing();

  /// Ends the sealing of a series: its readings are in blocks now, the newest of them being the
  /// newest sealed one unless a block holds a later one. `last` is what is known of the last block.
  void end_sealing(Series& series, const std::optional<LastBlock>& last);

  /// Puts what could not be sealed back into the active head.
  void take_back(Series& series);

  /// In the order of their making.
  [[nodiscard]] std::deque<Series>& all() { return series_; }

  [[nodiscard]] std::size_t size() const { return series_.size(); }

  [[nodiscard]] std::size_t active_size() const { return active_size_; }

  /// Active and being sealed.
  [[nodiscard]] std::size_t head_size() const { return active_size_ + sealing_size_; }

 private:
  void note_newest(const Series& series);

  std::deque<Series> series_;
  std::vector<Series*> by_id_;  // Index is the id; null for ids that are not used.
  std::vector<Newest> newest_;  // Beside by_id_.
  std::unordered_map<SeriesKey, SeriesId> ids_;
  std::vector<SeriesId> active_;  // Series whose active head is not empty.
  std::size_t active_size_ = 0;
  std::size_t sealing_size_ = 0;
};

}  // namespace cems::store::rocks
