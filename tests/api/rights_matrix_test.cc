// Who may what (OWASP API1, 2, 5; reliability bars 22 and 23): every address of the program, from
// the tables it is built of, asked by every kind of caller. What is not the caller's looks like
// what does not exist, byte for byte.
#include <algorithm>
#include <optional>
#include <set>

#include "api/rights.h"
#include "service_fixture.h"

namespace cems::api {
namespace {

/// A call that its rightful caller is let in with, whatever comes of it.
struct RightsCall {
  std::string method;
  std::string path;
  std::string query;  ///< With `{}` for the site.
  std::string body;   ///< Likewise.
  spec::Scope scope;
  Place place;
};

std::string filled(std::string text, std::string_view site) {
  for (std::size_t at = text.find("{}"); at != std::string::npos; at = text.find("{}", at)) {
    text.replace(at, 2, site);
    at += site.size();
  }
  return text;
}

/// Every interface with the parameters it asks for, and the ways in.
std::vector<RightsCall> every_call() {
  std::vector<RightsCall> calls;
  const std::pair<spec::Param, const char*> values[] = {{spec::Param::cems_id, "{}"},
                                                        {spec::Param::point_id, "A"},
                                                        {spec::Param::category_code, "02"},
                                                        {spec::Param::start_time, "2024-07-01"},
                                                        {spec::Param::end_time, "2024-07-18"}};
  for (const spec::InterfaceInfo& interface : spec::all_interfaces()) {
    std::string query;
    for (const auto& [param, value] : values) {
      if (interface.use_of(param) != nullptr) {
        query += fmt::format("{}{}={}", query.empty() ? "?" : "&",
                             spec::Wire::standard().param_name(param), value);
      }
    }
    calls.push_back({"GET", std::string(interface.path), query, "",
                     spec::scope_of(interface.family), Place::interface});
  }
  calls.push_back({"PUT", "/admin/v1/cems/{}", "", R"({"cems":{"cemsId":"{}"}})",
                   spec::Scope::admin, Place::archive});
  calls.push_back({"POST", "/ingest/v1/dr-events", "",
                   R"({"cemsId":"{}","eventId":"E","action":"cancel"})", spec::Scope::ingest,
                   Place::dr_events});
  calls.push_back({"POST", "/ingest/v1/dr-replies", "",
                   R"({"cemsId":"{}","eventId":"E","optStatus":"optIn"})", spec::Scope::ingest,
                   Place::dr_replies});
  calls.push_back(
      {"POST", "/ingest/v1/readings", "",
       R"({"cemsId":"{}","pointId":"A","parameterId":"P","timeStamp":"2024-07-18T14:00","value":1})",
       spec::Scope::ingest, Place::readings});
  return calls;
}

class RightsMatrix : public ServiceTest {
 protected:
  Answer ask(const RightsCall& call, std::string_view site, const std::string& token,
             std::vector<http::Field> more = {}) {
    http::Request request;
    request.method = call.method;
    request.target = filled(call.path, site) + filled(call.query, site);
    request.body = filled(call.body, site);
    request.peer = std::to_string(++asked_);  // Wrong tries of an address would have an end.
    request.fields = std::move(more);
    request.fields.push_back({"x-request-id", "same"});
    if (!token.empty()) {
      request.fields.push_back({"authorization", "Bearer " + token});
    }
    if (!request.body.empty()) {
      const bool is_rows = call.place == Place::readings;
      request.fields.push_back(
          {"content-type", is_rows ? "application/x-ndjson" : "application/json"});
    }
    return send(request);
  }

  /// Every reading scope but one.
  std::string token_without(spec::Scope scope, std::string_view name, std::string_view sites) {
    std::string scopes;
    for (const spec::Scope each : spec::all_scopes()) {
      if (each != scope) {
        scopes += (scopes.empty() ? "" : ",") + std::string(spec::name(each));
      }
    }
    return add_token(name, sites, scopes);
  }

  static std::string every_scope() {
    return "static,dynamic,historic,statistic,dr,demand,ingest,admin";
  }

  int asked_ = 0;

  /// The fields of an answer as one text.
  static std::string fields_of(const Answer& answer) {
    std::string text = std::to_string(answer.status);
    for (const http::Field& field : answer.fields) {
      text += "\n" + field.name + ": " + field.value;
    }
    return text;
  }
};

TEST_F(RightsMatrix, TheTableHasEveryAddress) {
  // A new place without a line in every_call() fails here, and one without a scope in rights.cc
  // does not compile.
  std::set<Place> places;
  std::size_t interfaces = 0;
  for (const RightsCall& call : every_call()) {
    const std::optional<Route> route = route_of(filled(call.path, "S1"), spec::Wire::standard());
    ASSERT_TRUE(route) << call.path;
    EXPECT_EQ(route->place, call.place) << call.path;
    EXPECT_EQ(scope_needed(*route), call.scope) << call.path;
    interfaces += call.place == Place::interface ? 1 : 0;
    places.insert(call.place);
  }
  EXPECT_EQ(interfaces, spec::all_interfaces().size());
  for (const Place open : {Place::health, Place::readiness, Place::document}) {
    places.insert(open);
    EXPECT_EQ(scope_needed({open, {}, {}, {}}), std::nullopt);
  }
  EXPECT_EQ(places.size(), static_cast<std::size_t>(Place::dr_replies) + 1);
}

TEST_F(RightsMatrix, WhoHasNoGoodTokenGetsNothing) {
  const std::string revoked = add_token("revoked", "*", every_scope());
  const std::string expired = add_token("expired", "*", every_scope(), TimeMs{1000});
  const std::string good = add_token("good", "*", every_scope());
  ASSERT_TRUE(TokenFile(folder_ + "/tokens").revoke("revoked"));
  tokens_->refresh();
  // Of the right form and check, under an id that exists: only the digest tells.
  const NewToken guessed = make_token();
  const std::pair<std::string, const char*> callers[] = {
      {"", "40101"},
      {revoked, "40102"},
      {expired, "40103"},
      {std::string(guessed.text.reveal()), "40102"},
      {good.substr(0, good.size() - 9), "40102"},
      {"cems_test_" + good.substr(10), "40102"},
      {good + " ", "40102"},
      {"none", "40102"}};
  for (const RightsCall& call : every_call()) {
    for (const auto& [token, code] : callers) {
      const Answer own = ask(call, "S1", token);
      EXPECT_EQ(own.code(), code) << call.path << " " << token;
      EXPECT_EQ(own.body, ask(call, "NO-SUCH-SITE", token).body) << call.path << " " << token;
    }
  }
}

TEST_F(RightsMatrix, AForeignSiteIsNoSite) {
  const std::string own = add_token("own", "S1,GONE", every_scope());
  for (const RightsCall& call : every_call()) {
    const Answer foreign = ask(call, "S2", own);
    const Answer absent = ask(call, "NO-SUCH-SITE", own);
    EXPECT_EQ(foreign.body, absent.body) << call.path;
    EXPECT_EQ(fields_of(foreign), fields_of(absent)) << call.path;
    if (call.place == Place::readings) {
      EXPECT_NE(foreign.body.find("\"accepted\":0"), std::string::npos) << foreign.body;
      EXPECT_NE(foreign.body.find("42201"), std::string::npos) << foreign.body;
      continue;
    }
    EXPECT_EQ(foreign.code(), "40301") << call.path;
    // A site of the token's list that is not there (any more) is a foreign one, too (D-06); an
    // archive may be put there.
    if (call.place != Place::archive) {
      EXPECT_EQ(ask(call, "GONE", own).body, absent.body) << call.path;
    }
  }
}

TEST_F(RightsMatrix, AMixedBatchStoresWhatIsOnesOwn) {
  const std::string own = add_token("own", "S1", "ingest");
  const auto row = [](std::string_view site, int minute) {
    return fmt::format(R"({{"cemsId":"{}","pointId":"{}","parameterId":"P",)"
                       R"("timeStamp":"2024-07-18T14:{:02}","value":1}})"
                       "\n",
                       site, site == "S2" ? "R" : "A", minute);
  };
  const auto answer_to = [&](std::string_view other, int minute) {
    Answer answer = post("/ingest/v1/readings", own, "application/x-ndjson",
                         row("S1", minute) + row(other, minute) + row("S1", minute + 1));
    EXPECT_NE(answer.body.find("\"accepted\":2"), std::string::npos) << answer.body;
    return answer.body;
  };
  EXPECT_EQ(answer_to("S2", 1), answer_to("NO-SUCH-SITE", 3));
}

TEST_F(RightsMatrix, AScopeOpensItsOwnAddressesOnly) {
  for (const spec::Scope missing : spec::all_scopes()) {
    const std::string word(spec::name(missing));
    const std::string all_but = token_without(missing, "all but " + word, "S1");
    const std::string only = add_token("only " + word, "S1", word);
    for (const RightsCall& call : every_call()) {
      const bool is_its_own = call.scope == missing;
      const std::string shut = ask(call, "S1", is_its_own ? all_but : only).body;
      const std::string open = ask(call, "S1", is_its_own ? only : all_but).body;
      EXPECT_NE(shut.find("40302"), std::string::npos) << call.path << " " << word << shut;
      for (const char* code : {"40101", "40102", "40103", "40301", "40302", "40401", "40501"}) {
        EXPECT_EQ(open.find(fmt::format("\"code\":{}", code)), std::string::npos)
            << call.path << " " << word << open;
      }
    }
  }
}

TEST_F(RightsMatrix, AWordBesideTheMethodDoesNotChangeIt) {
  const std::string token = add_token("reader of all", "*", "static");
  for (const char* field : {"x-http-method-override", "x-http-method", "x-method-override"}) {
    for (const RightsCall& call : every_call()) {
      RightsCall other = call;
      other.method = call.place == Place::interface ? "DELETE" : "GET";
      other.body.clear();
      const Answer answer = ask(other, "S1", token, {{field, call.method}});
      EXPECT_EQ(answer.code(), "40501") << call.path;
      EXPECT_EQ(answer.body, ask(other, "NO-SUCH-SITE", "").body) << call.path;
    }
  }
}

TEST_F(RightsMatrix, OtherMethodsAndOtherSpellingsOpenNothing) {
  const std::string own = add_token("own", "S1", every_scope());
  for (const RightsCall& call : every_call()) {
    for (const char* method : {"OPTIONS", "TRACE", "PATCH", "DELETE", "CONNECT", "get"}) {
      RightsCall other = call;
      other.method = method;
      EXPECT_EQ(ask(other, "S1", own).code(), "40501") << method << call.path;
    }
    std::string upper = call.path;
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](char c) { return 'a' <= c && c <= 'z' ? static_cast<char>(c - 32) : c; });
    std::vector<std::string> spellings{upper, "/" + call.path, call.path + "/x", "/." + call.path};
    if (call.place != Place::archive) {  // There a slash at the end is no id, see below.
      spellings.push_back(call.path + "/");
    }
    for (const std::string& spelling : spellings) {
      RightsCall other = call;
      other.path = spelling;
      EXPECT_EQ(ask(other, "S1", own).code(), "40401") << spelling;
    }
  }
  RightsCall archive{"PUT", "/admin/v1/cems/{}/", "", "{}", spec::Scope::admin, Place::archive};
  EXPECT_EQ(ask(archive, "S1", own).code(), "40401");
}

TEST_F(RightsMatrix, AHeadTellsNoMoreThanItsGet) {
  const std::string own = add_token("own", "S1", every_scope());
  for (const RightsCall& call : every_call()) {
    RightsCall head = call;
    head.method = "HEAD";
    if (call.place != Place::interface) {
      EXPECT_EQ(ask(head, "S1", own).code(), "40501") << call.path;
      continue;
    }
    EXPECT_EQ(fields_of(ask(head, "S2", own)), fields_of(ask(head, "NO-SUCH-SITE", own)));
    EXPECT_EQ(ask(head, "S2", own).status, 403) << call.path;
    EXPECT_EQ(ask(head, "S1", "").status, 401) << call.path;
  }
}

}  // namespace
}  // namespace cems::api
