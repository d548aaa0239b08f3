// Documents from one profile's names into another's.
#include "model/rename.h"

#include <string>

#include <gtest/gtest.h>

namespace cems::model {
namespace {

std::string renamed(std::string_view text, const Names& from, const Names& to) {
  json::Value document = *json::parse(text);
  rename_members(document, Model::archive, from, to);
  std::string out;
  json::write(out, document);
  return out;
}

TEST(Rename, GoesThereAndBackAndLeavesWhatNoTableNames) {
  const std::vector<Rename> renames = {
      {Field::static_data_cems, "site"}, {Field::cems_cems_id, "id"},
      {Field::cems_extension, "more"},   {Field::cems_name, "cemsId"},
      {Field::point_point_id, "id"},     {Field::point_points, "below"}};
  const Names standard;
  const Names other = *Names::with(renames);
  const std::string text =
      R"({"cems":{"cemsId":"S","name":"厂","unknown":{"cemsId":1},"extension":{"cemsId":2}},)"
      R"("points":[{"pointId":"A","points":[{"pointId":"B"}]},7,null],"page":[{}],)"
      R"("touSchedules":[{"name":"x","pointId":3}]})";
  const std::string expected =
      R"({"site":{"id":"S","cemsId":"厂","unknown":{"cemsId":1},"more":{"cemsId":2}},)"
      R"("points":[{"id":"A","below":[{"id":"B"}]},7,null],"page":[{}],)"
      R"("touSchedules":[{"name":"x","pointId":3}]})";
  EXPECT_EQ(renamed(text, standard, other), expected);
  EXPECT_EQ(renamed(expected, other, standard), text);
  EXPECT_EQ(renamed(text, standard, standard), text);
}

// readingTypeID is understood on input: it goes by the field's one name afterwards.
TEST(Rename, AnAliasBecomesTheName) {
  EXPECT_EQ(renamed(R"({"points":[{"parameters":[{"readingTypeID":"1"}]}]})", Names(), Names()),
            R"({"points":[{"parameters":[{"readingTypeId":"1"}]}]})");
}

}  // namespace
}  // namespace cems::model
