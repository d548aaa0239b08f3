// Signing calls: what the server checks is what is made here (tests/http/request_signature_test.cc
// has the bytes).
#include "client/call_signer.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "base/zone.h"
#include "http/request_signature.h"

namespace cems::client {
namespace {

class CallSignerTest : public testing::Test {
 protected:
  CallSignerTest() {
    std::string pattern = testing::TempDir() + "signerXXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }

  ~CallSignerTest() override { std::filesystem::remove_all(folder_); }

  std::string key_file(const std::string& text) const {
    std::string path = folder_ + "/key";
    std::ofstream(path) << text << "\n";
    std::filesystem::permissions(path, std::filesystem::perms(0600));
    return path;
  }

 private:
  std::string folder_;
};

TEST_F(CallSignerTest, SignsWithTheHashThatItsKeyNames) {
  constexpr TimeMs kWhen{1'721'284'200'000};
  const HttpCall call{.method = "POST",
                      .target = "/cems/v1/GetCemsStaticData?b=2&a=1",
                      .content_type = "application/json",
                      .body = "{}"};
  for (const auto& [word, hash] :
       {std::pair("hmac-sha256", Hash::sha256), {"hmac-sm3", Hash::sm3}}) {
    const std::string key = std::string("cems_sign_") + word + "_x";
    const Result<CallSigner> signer = CallSigner::open(key_file(key));
    ASSERT_TRUE(signer) << signer.error().message;
    const CallSignature made = signer->sign(call, kWhen);
    EXPECT_EQ(parse_time(made.timestamp, Zone()), kWhen);
    EXPECT_EQ(made.nonce.size(), 24U);
    EXPECT_EQ(
        made.signature,
        http::signature_of(hash, key, {"POST", call.target, made.timestamp, made.nonce, "{}"}));
    EXPECT_NE(signer->sign(call, kWhen).nonce, made.nonce);
  }
}

TEST_F(CallSignerTest, WhatIsNoKeyIsSaidToBeNone) {
  const Result<CallSigner> signer = CallSigner::open(key_file("cems_live_token"));
  ASSERT_FALSE(signer);
  EXPECT_EQ(signer.error().code, Errc::invalid_argument);
}

}  // namespace
}  // namespace cems::client
