// The Date field: RFC 9110 5.6.7's own example and the edges of days.
#include "http/date.h"

#include <gtest/gtest.h>

namespace cems::http {
namespace {

TEST(HttpDate, IsAnImfFixdate) {
  EXPECT_EQ(format_date(TimeMs{784111777000}), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(format_date(TimeMs{0}), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(format_date(TimeMs{-1}), "Wed, 31 Dec 1969 23:59:59 GMT");
  EXPECT_EQ(format_date(TimeMs{951782400000}), "Tue, 29 Feb 2000 00:00:00 GMT");
}

}  // namespace
}  // namespace cems::http
