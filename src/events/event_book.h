/// Every event of every site as it is now: those of the archives with what came over the network,
/// which is kept in `dr/events.log` (docs/demand-response.md "Events",
/// docs/internals/format/dr-log.md).
///
/// Safe from any thread. Changes are made one after the other, a sync of the disk each (some
/// milliseconds); readers wait for none of them. A change is seen by others once it is durable. The
/// events of a site's archive come with each call, from the snapshot that the caller holds; times
/// are printed in the site's `zone`. One process uses a folder at a time (its lock, base/file.h).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/mutex.h"
#include "base/result.h"
#include "base/time.h"
#include "base/zone.h"
#include "catalog/dr_event.h"
#include "events/event_change.h"
#include "events/event_line.h"
#include "events/event_log.h"
#include "model/record.h"

namespace cems::events {

class EventBook {
 public:
  /// The events of an archive, each id once.
  using Archived = std::span<const catalog::DrEvent>;

  /// Opens the log of a data folder, or makes it. One that is mostly lines which later ones have
  /// replaced is written anew, with the last of each event and record.
  /// Errors: corrupt, naming file and line, where the log is damaged before its last line; what
  /// base/file.h says of the disk.
  [[nodiscard]] static Result<std::unique_ptr<EventBook>> open(const std::string& folder);

  /// The site's, by begin, then id.
  [[nodiscard]] std::vector<catalog::DrEvent> events(const CemsId& cems, Archived archived) const;

  /// Nothing where the site has none of that id.
  [[nodiscard]] std::optional<catalog::DrEvent> event(const CemsId& cems, Archived archived,
                                                      std::string_view id) const;

  /// What each of these does and refuses is said in event_rules.h and event_change.h; what is
  /// returned without a refusal is durable. A create beyond limits::kDrEventsMax is a conflict.
  [[nodiscard]] OrRefusal<Change> create(const CemsId& cems, Archived archived,
                                         const catalog::DrEvent& order, const Zone& zone,
                                         TimeMs now);
  /// `patch` has eventId and modificationNumber too; a record of Model::dr_event or dr_order.
  [[nodiscard]] OrRefusal<Change> modify(const CemsId& cems, Archived archived,
                                         const model::Record& patch, const Zone& zone, TimeMs now);
  [[nodiscard]] OrRefusal<Change> cancel(const CemsId& cems, Archived archived, std::string_view id,
                                         std::optional<std::int64_t> modification, TimeMs now);
  [[nodiscard]] OrRefusal<Change> settle(const CemsId& cems, Archived archived, std::string_view id,
                                         std::int64_t status, TimeMs now);
  [[nodiscard]] OrRefusal<Change> reply(const CemsId& cems, Archived archived, std::string_view id,
                                        const Reply& given, TimeMs now);

  /// The newest of an event's record; nothing where there was none yet.
  [[nodiscard]] std::optional<Revision> revision(const CemsId& cems,
                                                 std::string_view event_id) const;

  /// The newest revision where it has the same record or where the event is settled; else a new one
  /// with the next number, durable. REQUIRES: UTF-8 in all texts.
  /// Errors: invalid_argument where `record` is no JSON object or nests too deep; too_large where
  /// it does not fit a line; no_space, unavailable and internal as of EventLog::append.
  [[nodiscard]] Result<Revision> revise(const CemsId& cems, std::string_view event_id,
                                        std::string_view digest, std::string_view record,
                                        TimeMs now);

  /// The sites for which an event of that id came over the network; ascending.
  [[nodiscard]] std::vector<CemsId> sites_with(std::string_view event_id) const;

  /// Greater after every change and revision; the same after opening again.
  [[nodiscard]] std::uint64_t version() const;

 private:
  /// What the log says of one site, by event id.
  struct LoggedSite {
    std::map<std::string, catalog::DrEvent, std::less<>> events;
    std::map<std::string, Revision, std::less<>> revisions;
  };

  struct State {
    std::map<CemsId, LoggedSite> sites;
    std::uint64_t version = 0;  // Lines of the log, with those that it has forgotten.
    std::uint64_t states = 0;   // Lines to come that are states: revisions may begin anywhere.

    [[nodiscard]] const LoggedSite* site(const CemsId& cems) const;
    /// Errors: invalid_argument for a revision that is not the next, for a head of states that is
    /// not the first line.
    Status take(Line line);
    Status take_revision(RevisionLine line);
  };

  using Rule = std::function<OrRefusal<Change>(const catalog::DrEvent* current)>;

  EventBook(EventLog log, State state) : log_(std::move(log)), state_(std::move(state)) {}

  [[nodiscard]] OrRefusal<Change> change(const CemsId& cems, Archived archived, std::string_view id,
                                         TimeMs now, const Rule& rule) CEMS_EXCLUDES(writing_);
  [[nodiscard]] bool is_settled(const CemsId& cems, std::string_view event_id) const;
  [[nodiscard]] bool is_full(const CemsId& cems, Archived archived) const;
  /// Appends, and only then changes what readers see.
  Status keep(Line line) CEMS_REQUIRES(writing_);

  // Held over the whole of a change, the disk included, so that what it was decided on still holds.
  Mutex writing_;
  EventLog log_ CEMS_GUARDED_BY(writing_);
  // Taken second, and never while the disk is waited for.
  mutable SharedMutex reading_;
  State state_ CEMS_GUARDED_BY(reading_);  // Changed under both.
};

}  // namespace cems::events
