// Tokens as text (reliability 3.3): form, check, scopes, sites.
#include "api/token.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace cems::api {
namespace {

TEST(Token, HasTheDocumentedForm) {
  const NewToken token = make_token();
  const std::string_view text = token.text.reveal();
  ASSERT_EQ(text.size(), 71U);
  EXPECT_EQ(text.substr(0, 10), "cems_live_");
  EXPECT_EQ(text.substr(10, 8), token.id);
  const auto parts = split_token(text);
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->id, token.id);
  EXPECT_EQ(parts->secret.size(), 43U);
  EXPECT_EQ(digest_of(parts->secret), token.digest);
}

TEST(Token, KnownTokenStaysReadable) {
  // Made with another program: Python's secrets text and a table-free CRC-32C. Tokens out there
  // must go on working whatever we change.
  constexpr std::string_view kToken =
      "cems_live_7kq2m9xz_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8_bd71dedf";
  const auto parts = split_token(kToken);
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->id, "7kq2m9xz");
  EXPECT_EQ(parts->secret, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
  EXPECT_EQ(digest_of(parts->secret),
            "ea866a757e4c38babfa8127cbe9a409d3e1f93a00ff1488ff735fcf917afffd0");
}

TEST(Token, NoTwoAreAlike) {
  std::set<std::string> secrets;
  for (int i = 0; i < 500; ++i) {
    const NewToken token = make_token();
    secrets.insert(std::string(split_token(token.text.reveal())->secret));
  }
  EXPECT_EQ(secrets.size(), 500U);
}

TEST(Token, EveryChangedCharacterIsNoticed) {
  const std::string text(make_token().text.reveal());
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char other : {'A', 'a', '0', '_', ' ', '\0', '\xE4'}) {
      std::string wrong = text;
      wrong[i] = other;
      EXPECT_EQ(split_token(wrong).has_value(), wrong == text) << i << " became " << other;
    }
  }
}

TEST(Token, CutOrLongerTextIsRefused) {
  const std::string text(make_token().text.reveal());
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(split_token(text.substr(0, size)));
  }
  EXPECT_FALSE(split_token(text + "0"));
  EXPECT_FALSE(split_token(" " + text));
}

TEST(TokenScopes, DefaultIsTheSixReadingOnes) {
  EXPECT_EQ(to_string(ScopeSet::reading()), "static,dynamic,historic,statistic,dr,demand");
  EXPECT_FALSE(ScopeSet::reading().has(spec::Scope::ingest));
  EXPECT_FALSE(ScopeSet::reading().has(spec::Scope::admin));
}

TEST(TokenScopes, NamesRoundTripInAnyOrder) {
  const auto scopes = parse_scopes("admin,static,ingest,static");
  ASSERT_TRUE(scopes);
  EXPECT_EQ(to_string(*scopes), "static,ingest,admin");
  EXPECT_EQ(parse_scopes("static,dynamic,historic,statistic,dr,demand"), ScopeSet::reading());
}

TEST(TokenScopes, UnknownNamesAreRefusedWithTheKnownOnes) {
  for (const char* text : {"", ",", "static,", "Static", "write", "static dynamic", "*"}) {
    const auto scopes = parse_scopes(text);
    ASSERT_FALSE(scopes) << text;
    EXPECT_EQ(scopes.error().code, Errc::invalid_argument);
    EXPECT_NE(scopes.error().message.find("known are static,dynamic"), std::string::npos);
  }
}

TEST(TokenSites, ListSeesItsSitesOnly) {
  const auto sites = parse_sites("B,A,B");
  ASSERT_TRUE(sites);
  EXPECT_EQ(to_string(*sites), "A,B");
  EXPECT_TRUE(sites->has(CemsId("A")));
  EXPECT_FALSE(sites->has(CemsId("AB")));
  EXPECT_FALSE(sites->has(CemsId("")));
}

TEST(TokenSites, StarSeesEverySite) {
  const auto sites = parse_sites("*");
  ASSERT_TRUE(sites);
  EXPECT_TRUE(sites->has(CemsId("whatever")));
  EXPECT_EQ(to_string(*sites), "*");
}

TEST(TokenSites, MalformedListsAreRefused) {
  for (const std::string& text : {std::string(), std::string(","), std::string("A,"),
                                  std::string("A,*"), std::string(65, 'x'), std::string("\xFF")}) {
    EXPECT_FALSE(parse_sites(text)) << text;
  }
}

}  // namespace
}  // namespace cems::api
