// The text that is signed, and the worked example of docs/access.md, made with openssl's own tools.
#include "http/request_signature.h"

#include <gtest/gtest.h>

namespace cems::http {
namespace {

const SignedParts kExample{"GET",
                           "/cems/v1/GetPointHistoricData?startTime=2024-07-01&cemsId=CEMS-SH-0001"
                           "&pointId=PV-01&endTime=2024-07-02",
                           "2024-07-18T14:30:00+08:00", "3f9c1b7e5d2a4f60", ""};

TEST(RequestSignature, SignsSixLines) {
  EXPECT_EQ(signed_text(Hash::sha256, kExample),
            "GET\n"
            "/cems/v1/GetPointHistoricData\n"
            "cemsId=CEMS-SH-0001&endTime=2024-07-02&pointId=PV-01&startTime=2024-07-01\n"
            "2024-07-18T14:30:00+08:00\n"
            "3f9c1b7e5d2a4f60\n"
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(RequestSignature, IsWhatOpensslSays) {
  // printf '%s' "$TEXT" | openssl dgst -sha256 -hmac "$KEY" -binary | base64, and -sm3.
  constexpr std::string_view kKey =
      "cems_sign_hmac-sha256_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8_00000000";
  EXPECT_EQ(signature_of(Hash::sha256, kKey, kExample),
            "70QdaiiUjr4CZ8OZqdtw1+tO9P9143SSS5vantJeqRo=");
  EXPECT_EQ(signature_of(Hash::sm3, kKey, kExample),
            "7jZ65qzoBAkXpfw6FoBX7fatsvQUjJbXOPf98hZINcw=");
}

TEST(RequestSignature, AnEmptyQueryIsAnEmptyLine) {
  SignedParts parts = kExample;
  parts.target = "/healthz";
  EXPECT_EQ(signed_text(Hash::sha256, parts).substr(0, 15), "GET\n/healthz\n\n2");
  parts.target = "/healthz?";
  EXPECT_EQ(signed_text(Hash::sha256, parts).substr(0, 15), "GET\n/healthz\n\n2");
}

}  // namespace
}  // namespace cems::http
