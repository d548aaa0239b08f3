// Decide on what is, append, then show: the state in memory follows the file and never leads it.
#include "events/event_book.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/quote.h"
#include "events/event_rules.h"
#include "json/value.h"

namespace cems::events {
namespace {

using catalog::DrEvent;
using model::Field;

constexpr mode_t kLogFolderMode = 0700;

template <class Map>
const typename Map::mapped_type* find_in(const Map& map, std::string_view id) {
  const auto found = map.find(id);
  return found == map.end() ? nullptr : &found->second;
}

const DrEvent* find_event(std::span<const DrEvent> events, std::string_view id) {
  const auto found = std::find_if(events.begin(), events.end(),
                                  [&](const DrEvent& event) { return event.id == id; });
  return found == events.end() ? nullptr : &*found;
}

/// At least one of them is there.
DrEvent overlaid(const DrEvent* archived, const DrEvent* logged) {
  if (archived == nullptr || logged == nullptr) {
    return archived == nullptr ? *logged : *archived;
  }
  return effective(*archived, *logged);
}

}  // namespace

Result<std::unique_ptr<EventBook>> EventBook::open(const std::string& folder) {
  const std::string dr = folder + "/dr";
  if (Status made = make_directories(dr, kLogFolderMode); !made) {
    return made.error();
  }
  State state;
  Result<EventLog> log =
      EventLog::open(dr + "/events.log", [&state](std::string_view json) -> Status {
        Result<Line> line = read_line(json);
        return line ? state.take(*std::move(line)) : Status(line.error());
      });
  if (!log) {
    return log.error();
  }
  return std::unique_ptr<EventBook>(new EventBook(*std::move(log), std::move(state)));
}

const EventBook::LoggedSite* EventBook::State::site(const CemsId& cems) const {
  const auto found = sites.find(cems);
  return found == sites.end() ? nullptr : &found->second;
}

Status EventBook::State::take(Line line) {
  if (auto* changed = std::get_if<EventLine>(&line)) {
    std::string id = changed->event.id;
    sites[changed->cems].events.insert_or_assign(std::move(id), std::move(changed->event));
  } else {
    auto& revised = std::get<RevisionLine>(line);
    Revision& newest = sites[revised.cems].revisions[revised.event_id];
    if (revised.revision.number != newest.number + 1) {
      return Error{Errc::invalid_argument,
                   fmt::format("revision {} of event {} follows {}", revised.revision.number,
                               quote(revised.event_id), newest.number)};
    }
    newest = std::move(revised.revision);
  }
  ++version;
  return Unit{};
}

std::vector<DrEvent> EventBook::events(const CemsId& cems, Archived archived) const {
  static const LoggedSite nothing;
  std::vector<DrEvent> events;
  std::set<std::string_view> in_archive;
  {
    const ReaderLock lock(reading_);
    const LoggedSite* site = state_.site(cems);
    const auto& logged = (site == nullptr ? nothing : *site).events;
    for (const DrEvent& event : archived) {
      in_archive.insert(event.id);
      events.push_back(overlaid(&event, find_in(logged, event.id)));
    }
    for (const auto& [id, event] : logged) {
      if (!in_archive.contains(id)) {
        events.push_back(event);
      }
    }
  }
  std::sort(events.begin(), events.end(), [](const DrEvent& a, const DrEvent& b) {
    return std::tie(a.range.begin, a.id) < std::tie(b.range.begin, b.id);
  });
  return events;
}

std::optional<DrEvent> EventBook::event(const CemsId& cems, Archived archived,
                                        std::string_view id) const {
  const DrEvent* in_archive = find_event(archived, id);
  const ReaderLock lock(reading_);
  const LoggedSite* site = state_.site(cems);
  const DrEvent* logged = site == nullptr ? nullptr : find_in(site->events, id);
  if (in_archive == nullptr && logged == nullptr) {
    return std::nullopt;
  }
  return overlaid(in_archive, logged);
}

OrRefusal<Change> EventBook::create(const CemsId& cems, Archived archived, const DrEvent& order,
                                    const Zone& zone, TimeMs now) {
  return change(cems, archived, order.id, now, [&](const DrEvent* current) -> OrRefusal<Change> {
    OrRefusal<Change> decided = events::create(current, order, zone, now);
    if (decided && decided->outcome == Outcome::created && is_full(cems, archived)) {
      return tl::make_unexpected(conflict(
          fmt::format("该用户端已有 {} 个事件，不能再新建", limits::kDrEventsMax),
          fmt::format("the site has {} events, which is as many as it may", limits::kDrEventsMax)));
    }
    return decided;
  });
}

OrRefusal<Change> EventBook::modify(const CemsId& cems, Archived archived,
                                    const model::Record& patch, const Zone& zone, TimeMs now) {
  const model::Record fields = catalog::base_record(patch, model::Model::dr_event);
  const auto id = fields.text(Field::dr_event_event_id);
  if (!id) {
    return tl::make_unexpected(
        Refusal{Refusal::Kind::invalid,
                {{Field::dr_event_event_id, "is missing; a modification needs it"}},
                {},
                std::nullopt});
  }
  return change(cems, archived, *id, now,
                [&](const DrEvent* current) { return events::modify(current, patch, zone, now); });
}

OrRefusal<Change> EventBook::cancel(const CemsId& cems, Archived archived, std::string_view id,
                                    std::optional<std::int64_t> modification, TimeMs now) {
  return change(cems, archived, id, now, [&](const DrEvent* current) {
    return events::cancel(current, id, modification, now);
  });
}

OrRefusal<Change> EventBook::settle(const CemsId& cems, Archived archived, std::string_view id,
                                    std::int64_t status, TimeMs now) {
  return change(cems, archived, id, now,
                [&](const DrEvent* current) { return events::settle(current, id, status); });
}

OrRefusal<Change> EventBook::reply(const CemsId& cems, Archived archived, std::string_view id,
                                   const Reply& given, TimeMs now) {
  return change(cems, archived, id, now,
                [&](const DrEvent* current) { return events::reply(current, id, given, now); });
}

OrRefusal<Change> EventBook::change(const CemsId& cems, Archived archived, std::string_view id,
                                    TimeMs now, const Rule& rule) {
  const MutexLock lock(writing_);
  const std::optional<DrEvent> current = event(cems, archived, id);
  OrRefusal<Change> decided = rule(current ? &*current : nullptr);
  if (!decided || decided->outcome == Outcome::unchanged) {
    return decided;
  }
  if (const Status kept = keep(EventLine{now, decided->outcome, cems, decided->event}); !kept) {
    return tl::make_unexpected(not_kept(kept.error()));
  }
  return decided;
}

bool EventBook::is_full(const CemsId& cems, Archived archived) const {
  const ReaderLock lock(reading_);
  const LoggedSite* site = state_.site(cems);
  if (site == nullptr) {
    return archived.size() >= limits::kDrEventsMax;
  }
  const auto only_archived = std::count_if(
      archived.begin(), archived.end(),
      [&](const DrEvent& event) { return find_in(site->events, event.id) == nullptr; });
  return site->events.size() + static_cast<std::size_t>(only_archived) >= limits::kDrEventsMax;
}

Status EventBook::keep(Line line) {
  const std::string json =
      std::visit([](const auto& content) { return write_line(content); }, line);
  // What the next start could not read must not be acknowledged now.
  if (const Result<Line> again = read_line(json); !again) {
    return Error{Errc::invalid_argument, again.error().message};
  }
  if (Status written = log_.append(json); !written) {
    return written;
  }
  const WriterLock lock(reading_);
  return state_.take(std::move(line));
}

std::optional<Revision> EventBook::revision(const CemsId& cems, std::string_view event_id) const {
  const ReaderLock lock(reading_);
  const LoggedSite* site = state_.site(cems);
  const Revision* newest = site == nullptr ? nullptr : find_in(site->revisions, event_id);
  return newest == nullptr ? std::nullopt : std::optional(*newest);
}

bool EventBook::is_settled(const CemsId& cems, std::string_view event_id) const {
  const ReaderLock lock(reading_);
  const LoggedSite* site = state_.site(cems);
  const catalog::DrEvent* event = site == nullptr ? nullptr : find_in(site->events, event_id);
  return event != nullptr && event->settle_status == 1;
}

Result<Revision> EventBook::revise(const CemsId& cems, std::string_view event_id,
                                   std::string_view digest, std::string_view record, TimeMs now) {
  const Result<json::Value> object = json::parse(record);
  if (!object || !object->is(json::Kind::object)) {
    return Error{Errc::invalid_argument,
                 object ? "a revision's record must be a JSON object" : object.error().message};
  }
  std::string compact;  // As it will be read again, so that the same record is found to be it.
  json::write(compact, *object);
  // Nearly always nothing has changed: then nobody who writes is waited for.
  if (const std::optional<Revision> last = revision(cems, event_id);
      last && last->record == compact) {
    return *last;
  }
  const MutexLock lock(writing_);
  const std::optional<Revision> newest = revision(cems, event_id);
  if (newest && (newest->record == compact || is_settled(cems, event_id))) {
    return *newest;  // Settled meanwhile: what it was settled on stays.
  }
  Revision next{newest ? newest->number + 1 : 1, std::string(digest), std::move(compact), now};
  if (const Status kept = keep(RevisionLine{cems, std::string(event_id), next}); !kept) {
    return kept.error();
  }
  return next;
}

std::vector<CemsId> EventBook::sites_with(std::string_view event_id) const {
  std::vector<CemsId> found;
  const ReaderLock lock(reading_);
  for (const auto& [cems, site] : state_.sites) {
    if (find_in(site.events, event_id) != nullptr) {
      found.push_back(cems);
    }
  }
  return found;
}

std::uint64_t EventBook::version() const {
  const ReaderLock lock(reading_);
  return state_.version;
}

}  // namespace cems::events
