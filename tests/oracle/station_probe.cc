// Asks a whole station in this process, for tests/oracle to compare.
//
// A line of standard input is a case: {"archive": {…}, "readings": [[pointId, parameterId, ms,
// "value", quality], …], "now": ms, "requests": ["/cems/v1/…", …], "spans": [[begin, end], …],
// "store": "rocks"}; the last two may be left out. A line of standard output is the answer to it:
// {"bodies": [envelope, …], "spans": [[[begin, end, class], …], …]} or
// {"problems": ["pointer: reason", …]}. All is one thread, and the clock stands still.
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <stdlib.h>

#include "api/service.h"
#include "api/token_file.h"
#include "api/token_watch.h"
#include "case_store.h"
#include "catalog/archive_folder.h"
#include "catalog/archive_reader.h"
#include "json/value.h"
#include "json/writer.h"
#include "store/memory/memory_store.h"
#include "store/rocks/rocks_store.h"

namespace cems {
namespace {

/// What all cases share: a service, a folder of its own, and a token that may read everything.
class Station {
 public:
  Station() : archives_(folder_.path + "/archive"), tokens_(folder_.path + "/tokens") {
    api::ScopeSet scopes;
    for (const spec::Scope scope : spec::all_scopes()) {
      scopes.add(scope);
    }
    const Result<api::IssuedToken> token =
        api::TokenFile(folder_.path + "/tokens")
            .add({"oracle", *api::parse_sites("*"), scopes, {}}, {});
    if (!token) {
      fail("token", token.error().message);
    }
    authorization_ = fmt::format("Bearer {}", token->text.reveal());
    tokens_.refresh();
  }

  /// The answer to one case, a line without its end.
  std::string answer(const json::Value& line) {
    const catalog::ArchiveReading archive =
        catalog::read_archive(*line.find("archive"), spec::Wire::standard());
    if (archive.site == nullptr) {
      return problems(archive.problems);
    }
    catalog_.set(std::make_shared<const catalog::Snapshot>(
        std::vector<std::shared_ptr<const catalog::Site>>{archive.site}));
    renew_service();
    store_.set({});  // The files of one are gone before the next one opens.
    store_.set(store_of(line));
    clock_.set(TimeMs{integer(line.find("now")->text)});
    keep(store_, archive.site->id, line.find("readings")->items, clock_.now());
    std::string out = R"({"bodies":[)";
    for (const json::Value& target : line.find("requests")->items) {
      out += out.back() == '[' ? "" : ",";
      out += body(target.text);
    }
    out += "]";
    if (const json::Value* ranges = line.find("spans"); ranges != nullptr) {
      append_spans(out, archive.site->tariff.get(), ranges->items);
    }
    return out + "}";
  }

 private:
  struct Folder {
    std::string path;

    Folder() : path((std::filesystem::temp_directory_path() / "cems-oracle-XXXXXX").string()) {
      if (mkdtemp(path.data()) == nullptr) {
        fail("temporary folder", path);
      }
    }

    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    ~Folder() { std::filesystem::remove_all(path); }
  };

  /// What one case has kept of its events is none of the next one's business.
  void renew_service() {
    service_.reset();
    events_.reset();
    std::filesystem::remove_all(folder_.path + "/dr");
    events_ = *events::EventBook::open(folder_.path);
    service_ = std::make_unique<api::Service>(api::Parts{spec::Wire::standard(), catalog_,
                                                         archives_, store_, *events_, tokens_,
                                                         clock_, [] { return true; }});
  }

  [[noreturn]] static void fail(std::string_view what, std::string_view why) {
    std::cerr << "station_probe: " << what << ": " << why << '\n';
    std::exit(2);
  }

  static std::int64_t integer(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size()) {
      fail("not an integer", text);
    }
    return number;
  }

  static std::string problems(const std::vector<model::Problem>& list) {
    json::Value out = json::Value::object();
    json::Value texts = json::Value::array();
    for (const model::Problem& problem : list) {
      texts.items.push_back(json::Value::string(problem.pointer + ": " + problem.reason));
    }
    out.members.push_back({"problems", std::move(texts)});
    std::string text;
    json::write(text, out);
    return text;
  }

  /// The classes of each range as the tariff sees them: [[begin, end, class], …] each.
  static void append_spans(std::string& out, const catalog::Tariff* tariff,
                           const std::vector<json::Value>& ranges) {
    out += R"(,"spans":[)";
    for (const json::Value& range : ranges) {
      std::vector<model::ClassSpan> spans;
      if (tariff != nullptr) {
        tariff->append_spans({{integer(range.items.at(0).text)}, {integer(range.items.at(1).text)}},
                             spans);
      }
      out += out.back() == '[' ? "[" : ",[";
      for (const model::ClassSpan& span : spans) {
        out += fmt::format("{}[{},{},{}]", out.back() == '[' ? "" : ",", span.range.begin.ms,
                           span.range.end.ms, static_cast<int>(span.tou));
      }
      out += "]";
    }
    out += "]";
  }

  std::unique_ptr<store::Store> store_of(const json::Value& line) const {
    const json::Value* kind = line.find("store");
    if (kind == nullptr || kind->text != "rocks") {
      return store::make_memory_store();
    }
    const std::string path = folder_.path + "/rocks";
    std::filesystem::remove_all(path);
    store::RocksOptions options;
    options.head_readings_max = 16;  // Small, so that blocks are sealed and read back.
    Result<std::unique_ptr<store::Store>> store = store::open_rocks_store(path, options);
    if (!store) {
      fail("rocks", store.error().message);
    }
    return std::move(*store);
  }

  /// Commits [pointId, parameterId, ms, "value", quality] each.
  static void keep(store::Store& store, const CemsId& cems, const std::vector<json::Value>& rows,
                   TimeMs now) {
    std::map<std::pair<std::string, std::string>, SeriesId> ids;
    std::vector<store::SeriesReading> batch;
    for (const json::Value& row : rows) {
      const auto key = std::make_pair(row.items.at(0).text, row.items.at(1).text);
      auto found = ids.find(key);
      if (found == ids.end()) {
        const Result<SeriesId> id =
            store.intern({cems, PointId(key.first), ParameterId(key.second)});
        found = ids.emplace(key, *id).first;
      }
      const Result<Decimal> value = Decimal::parse(row.items.at(3).text);
      if (!value) {
        fail("not a number", row.items.at(3).text);
      }
      const auto quality =
          row.items.size() > 4 ? static_cast<Quality>(integer(row.items[4].text)) : Quality::valid;
      batch.push_back({found->second, {{integer(row.items.at(2).text)}, *value, quality}});
    }
    if (const auto report = store.commit(batch, now); !report) {
      fail("commit", report.error().message);
    }
  }

  std::string body(const std::string& target) {
    http::Request request;
    request.method = "GET";
    request.target = target;
    request.fields = {{"authorization", authorization_}, {"accept-language", "en"}};
    http::Response response = service_->handle(request);
    while (response.rest != nullptr) {
      const Result<bool> more = response.rest->read(response.body);
      if (!more) {
        return R"({"code":0,"message":"the body broke off"})";
      }
      if (!*more) {
        break;
      }
    }
    std::erase(response.body, '\n');  // Of strings it is escaped; between tokens it is blank.
    return response.body;
  }

  Folder folder_;
  catalog::ArchiveFolder archives_;
  api::TokenWatch tokens_;
  catalog::Catalog catalog_;
  CaseStore store_;
  ManualClock clock_{TimeMs{}};
  std::unique_ptr<events::EventBook> events_;
  std::unique_ptr<api::Service> service_;
  std::string authorization_;
};

int run() {
  Station station;
  std::string line;
  while (std::getline(std::cin, line)) {
    const Result<json::Value> parsed = json::parse(line);
    if (!parsed) {
      std::cerr << "station_probe: " << parsed.error().message << '\n';
      return 2;
    }
    std::cout << station.answer(*parsed) << '\n' << std::flush;
  }
  return 0;
}

}  // namespace
}  // namespace cems

int main() {
  return cems::run();
}
