// Signed requests (dictionary R1, X-Cems-*; reliability bar 24): every part of one is signed, and
// none is let in twice.
#include <cstdlib>
#include <functional>

#include "base/clock.h"
#include "base/zone.h"
#include "http/request_signature.h"
#include "service_fixture.h"

namespace cems::api {
namespace {

constexpr std::string_view kSignedCall = "/cems/v1/GetCemsStaticData?cemsId=S1";

class SignedRequests : public ServiceTest {
 protected:
  struct Signer {
    std::string token;
    std::string key;
    Hash hash;
  };

  Signer signer(Hash hash, std::string_view scopes = "static,ingest,admin") {
    TokenGrant grant{"signer " + std::to_string(++signers_), *parse_sites("S1"),
                     *parse_scopes(scopes), std::nullopt};
    grant.sign = hash;
    const Result<IssuedToken> issued = TokenFile(folder_ + "/tokens").add(grant, TimeMs{0});
    EXPECT_TRUE(issued);
    tokens_->refresh();
    return {std::string(issued->text.reveal()), std::string(issued->signing_key->reveal()), hash};
  }

  http::Request request_of(const Signer& signer, std::string_view target = kSignedCall,
                           std::string_view method = "GET", std::string_view body = "",
                           TimeMs time = real_now()) {
    http::Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.peer = "192.0.2." + std::to_string(++peers_ % 250);  // Wrong tries have no limit here.
    const std::string timestamp = format_time(time, Zone());
    const std::string nonce = fmt::format("nonce-{:016}", ++nonces_made_);
    // What travels is what is signed: under a profile other names.
    const http::Request sent = to_profile(request);
    request.fields = {{"authorization", "Bearer " + signer.token},
                      {"x-cems-timestamp", timestamp},
                      {"x-cems-nonce", nonce},
                      {"x-cems-signature", http::signature_of(signer.hash, signer.key,
                                                              {sent.method, sent.target, timestamp,
                                                               nonce, sent.body})}};
    if (!request.body.empty()) {
      request.fields.push_back({"content-type", "application/json"});
    }
    return request;
  }

  static std::string& field_of(http::Request& request, std::string_view name) {
    for (http::Field& field : request.fields) {
      if (field.name == name) {
        return field.value;
      }
    }
    ADD_FAILURE() << name;
    return request.fields.front().value;
  }

  int signers_ = 0;
  int peers_ = 0;
  int nonces_made_ = 0;
};

TEST_F(SignedRequests, AreLetInOnce) {
  for (const Hash hash : {Hash::sha256, Hash::sm3}) {
    const http::Request request = request_of(signer(hash));
    EXPECT_EQ(send(request).code(), "200");
    EXPECT_EQ(send(request).code(), "40105");
    EXPECT_EQ(send(request).status, 401);
  }
}

TEST_F(SignedRequests, EveryPartIsSigned) {
  const Signer mine = signer(Hash::sha256);
  using Change = std::function<void(http::Request&)>;
  const std::pair<const char*, Change> changes[] = {
      {"method", [](http::Request& r) { r.method = "HEAD"; }},
      {"path", [](http::Request& r) { r.target.replace(r.target.find("Static"), 6, "Dynamic"); }},
      {"query", [](http::Request& r) { r.target += "&pageNo=2"; }},
      {"body", [](http::Request& r) { r.body = "{}"; }},
      {"time", [](http::Request& r) { field_of(r, "x-cems-timestamp").back() = '1'; }},
      {"nonce", [](http::Request& r) { field_of(r, "x-cems-nonce") += "x"; }},
      {"signature",
       [](http::Request& r) {
         std::string& signature = field_of(r, "x-cems-signature");
         signature[5] = signature[5] == 'A' ? 'B' : 'A';
       }},
      {"nothing", [](http::Request& r) { field_of(r, "x-cems-signature").clear(); }},
      {"a second one",
       [](http::Request& r) {
         r.fields.push_back({"x-cems-nonce", "another-nonce-0000"});
       }},
      {"short nonce", [](http::Request& r) { field_of(r, "x-cems-nonce") = "short"; }}};
  for (const auto& [what, change] : changes) {
    http::Request request = request_of(mine);
    change(request);
    EXPECT_EQ(send(request).code(), "40106") << what;
  }
}

TEST_F(SignedRequests, TheOrderOfTheQueryIsFree) {
  const Signer mine = signer(Hash::sm3);
  http::Request request = request_of(mine, "/cems/v1/GetCemsStaticData?cemsId=S1&strict=true");
  if (request.target.find('?') != std::string::npos) {
    request.target = "/cems/v1/GetCemsStaticData?strict=true&cemsId=S1";
  }
  EXPECT_EQ(send(request).code(), "200");
}

TEST_F(SignedRequests, TheWindowIsThreeHundredSecondsEitherWay) {
  const Signer mine = signer(Hash::sha256);
  const auto at = [&](std::int64_t ms) {
    return send(request_of(mine, kSignedCall, "GET", "", real_now() + ms)).code();
  };
  EXPECT_EQ(at(-limits::kSignatureWindowMs + 5'000), "200");
  EXPECT_EQ(at(limits::kSignatureWindowMs - 5'000), "200");
  EXPECT_EQ(at(-limits::kSignatureWindowMs - 1'000), "40104");
  EXPECT_EQ(at(limits::kSignatureWindowMs + 5'000), "40104");
}

TEST_F(SignedRequests, ATokenThatSignsDoesNotGoWithout) {
  const Signer mine = signer(Hash::sha256);
  EXPECT_EQ(get(kSignedCall, mine.token).code(), "40106");
  EXPECT_EQ(post("/ingest/v1/readings", mine.token, "application/x-ndjson", "{}").code(), "40106");
  EXPECT_EQ(post("/admin/v1/cems/S1", mine.token, "application/json", "{}", "PUT").code(), "40106");
}

TEST_F(SignedRequests, AKeyIsOfItsToken) {
  Signer mine = signer(Hash::sha256);
  Signer other = signer(Hash::sha256);
  std::swap(mine.key, other.key);
  EXPECT_EQ(send(request_of(mine)).code(), "40106");
  mine = signer(Hash::sha256);
  mine.hash = Hash::sm3;
  EXPECT_EQ(send(request_of(mine)).code(), "40106");
}

TEST_F(SignedRequests, BodiesAreCheckedBeforeAnyOfThemIsBelieved) {
  const Signer mine = signer(Hash::sm3);
  const std::string row =
      R"({"cemsId":"S1","pointId":"A","parameterId":"P","timeStamp":"2024-07-18T14:00","value":1})";
  http::Request good = request_of(mine, "/ingest/v1/readings", "POST", row);
  field_of(good, "content-type") = "application/x-ndjson";
  EXPECT_EQ(service_->open_intake(to_profile(good), [] {}), nullptr);
  EXPECT_EQ(body_bytes_max(good), limits::kBulkBodyBytesMax);
  if (is_renamed()) {
    return;  // The body is translated on its way, after it was signed.
  }
  const Answer stored = send(good);
  EXPECT_NE(stored.body.find("\"accepted\":1"), std::string::npos) << stored.body;
  http::Request forged = request_of(mine, "/ingest/v1/readings", "POST", row);
  forged.body.replace(forged.body.find(":1}"), 3, ":2}");
  EXPECT_EQ(send(forged).code(), "40106");
}

// 100,000 with CEMS_LONG; some server in between is killed and starts again.
TEST_F(SignedRequests, ReplaysAreNeverLetInASecondTime) {
  const int replays = std::getenv("CEMS_LONG") != nullptr ? 100'000 : 2'000;
  const Signer mine = signer(Hash::sha256);
  const http::Request request = request_of(mine);
  int let_in = 0;
  for (int i = 0; i < replays; ++i) {
    if (i % (replays / 4) == replays / 8) {
      service_.reset();
      nonces_.reset();
      nonces_ = *Nonces::open(folder_ + "/nonces", this_run(), real_now());
      make_service();
    }
    let_in += send(request).code() == "200" ? 1 : 0;
  }
  EXPECT_EQ(let_in, 1);
}

}  // namespace
}  // namespace cems::api
