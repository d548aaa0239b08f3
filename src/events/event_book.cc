// Decide on what is, append, then show: the state in memory follows the file and never leads it.
#include "events/event_book.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/log.h"
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

/// The last line of each event and of each record, as it stands in the file.
class LastLines {
 public:
  void take(const Line& line, std::string_view json) {
    if (const auto* changed = std::get_if<EventLine>(&line)) {
      put({changed->cems, changed->event.id, false}, json);
    } else if (const auto* revised = std::get_if<RevisionLine>(&line)) {
      put({revised->cems, revised->event_id, true}, json);
    }
  }

  /// What they take in a file.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

  /// A log of them, which has had so many lines.
  [[nodiscard]] std::vector<std::string> lines(std::uint64_t version) const {
    std::vector<std::string> all{write_line(StatesLine{version, lines_.size()})};
    for (const auto& [key, json] : lines_) {
      all.push_back(json);
    }
    return all;
  }

 private:
  using Key = std::tuple<CemsId, std::string, bool>;  // Whether it is a record.
  static constexpr std::size_t kAround = 10;          // Checksum, blank and line end.

  void put(Key key, std::string_view json) {
    std::string& last = lines_[std::move(key)];
    bytes_ -= last.empty() ? 0 : last.size() + kAround;
    bytes_ += json.size() + kAround;
    last = json;
  }

  std::map<Key, std::string> lines_;
  std::uint64_t bytes_ = 0;
};

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
  const std::string path = dr + "/events.log";
  State state;
  LastLines last;
  Result<EventLog> log = EventLog::open(path, [&](std::string_view json) -> Status {
    Result<Line> line = read_line(json);
    if (!line) {
      return line.error();
    }
    last.take(*line, json);
    return state.take(*std::move(line));
  });
  if (!log) {
    return log.error();
  }
  if (log->size() > 2 * last.bytes() + limits::kDrLogSlackBytes) {
    const std::uint64_t before = log->size();
    if (Status written = EventLog::rewrite(path, last.lines(state.version)); !written) {
      spdlog::warn("{} stays as long as it is: {}", path, written.error().message);
    } else {
      log = EventLog::open(path, [](std::string_view) { return Status(Unit{}); });
      if (!log) {
        return log.error();
      }
      spdlog::info("{} has {} bytes and had {}", path, log->size(), before);
    }
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
  } else if (auto* revised = std::get_if<RevisionLine>(&line)) {
    if (Status taken = take_revision(std::move(*revised)); !taken) {
      return taken;
    }
  } else {
    const auto& head = std::get<StatesLine>(line);
    if (version != 0) {
      return Error{Errc::invalid_argument, "states stand behind other lines"};
    }
    version = head.version - head.states;
    states = head.states;
    return Unit{};
  }
  ++version;
  states -= states > 0 ? 1 : 0;
  return Unit{};
}

Status EventBook::State::take_revision(RevisionLine line) {
  Revision& newest = sites[line.cems].revisions[line.event_id];
  const bool may_begin = states > 0 && newest.number == 0 && line.revision.number > 0;
  if (line.revision.number != newest.number + 1 && !may_begin) {
    return Error{Errc::invalid_argument,
                 fmt::format("revision {} of event {} follows {}", line.revision.number,
                             quote(line.event_id), newest.number)};
  }
  newest = std::move(line.revision);
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
