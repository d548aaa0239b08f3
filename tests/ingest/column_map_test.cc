// The text of --map.
#include "ingest/column_map.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cems::ingest {
namespace {

TEST(ColumnMap, ReadsEntries) {
  EXPECT_EQ(*parse_column_map("HUFL=T1-HV/P,OT=T1/OT"),
            (std::vector<MappedColumn>{{"HUFL", "T1-HV", "P"}, {"OT", "T1", "OT"}}));
  EXPECT_EQ(*parse_column_map("油温=a/b/OT"), (std::vector<MappedColumn>{{"油温", "a/b", "OT"}}))
      << "the last slash divides";
  EXPECT_EQ(*parse_column_map("a=p=1/P"), (std::vector<MappedColumn>{{"a", "p=1", "P"}}));
}

TEST(ColumnMap, RefusesOtherShapesAndRepetition) {
  for (const std::string text : {"", "a", "a=b", "a/b", "a/b=c", "=T1/P", "a=/P", "a=T1/",
                                 "a=T1/P,", ",a=T1/P", "a=T1/P,,b=T1/Q"}) {
    const auto columns = parse_column_map(text);
    ASSERT_FALSE(columns) << text;
    EXPECT_THAT(columns.error().message, testing::HasSubstr("COLUMN=POINT/PARAMETER")) << text;
  }
  EXPECT_THAT(parse_column_map("a=T1/P,a=T1/Q").error().message,
              testing::HasSubstr("'a' is mapped twice"));
  EXPECT_THAT(parse_column_map("a=T1/P,b=T1/P").error().message,
              testing::HasSubstr("mapped to one series, 'T1/P'"));
}

}  // namespace
}  // namespace cems::ingest
