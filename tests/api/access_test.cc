// Extension X8: what a token may see, and no more than that.
#include "service_fixture.h"

namespace cems::api {
namespace {

class Access : public ServiceTest {
 protected:
  [[nodiscard]] Answer ask(std::string_view token) { return get(kAccessPath, token); }
};

TEST_F(Access, NamesTheSitesAndTheScopesOfTheToken) {
  const Answer answer = ask(reader_);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.json.find("data")->find("token")->text, "reader");
  EXPECT_NE(answer.body.find(R"("scopes":["static","dynamic","historic"])"), std::string::npos)
      << answer.body;
  EXPECT_NE(answer.body.find(R"("S1")"), std::string::npos) << answer.body;
  EXPECT_EQ(answer.body.find(R"("S2")"), std::string::npos) << answer.body;
  EXPECT_EQ(answer.json.find("data")->find("total")->text, "1");
}

TEST_F(Access, NamesEverySiteForAStar) {
  const Answer answer = ask(all_);
  EXPECT_EQ(answer.json.find("data")->find("sites")->items.size(), 2U) << answer.body;
}

TEST_F(Access, DoesNotTellWhetherASiteWillBeThere) {
  const Answer answer = ask(add_token("early", "S1,S9", "static"));
  EXPECT_EQ(answer.json.find("data")->find("sites")->items.size(), 1U) << answer.body;
}

TEST_F(Access, NeedsAToken) {
  EXPECT_EQ(ask("").code(), "40101");
  EXPECT_EQ(ask("cems_live_nobody").code(), "40102");
}

TEST_F(Access, IsReadOnly) {
  const Answer answer = post(kAccessPath, all_, "application/json", "{}");
  EXPECT_EQ(answer.code(), "40501");
  EXPECT_EQ(answer.field("allow"), "GET, HEAD");
}

}  // namespace
}  // namespace cems::api
