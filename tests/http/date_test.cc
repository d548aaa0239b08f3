// The Date field: RFC 9110 5.6.7's own example and the edges of days.
#include "http/date.h"

#include <gtest/gtest.h>

#include "base/clock.h"

namespace cems::http {
namespace {

/// Day and time of day: what orders the dates of one month.
std::string date_order(const std::string& date) {
  return date.substr(5, 2) + date.substr(17, 8);
}

TEST(HttpDate, IsAnImfFixdate) {
  EXPECT_EQ(format_date(TimeMs{784111777000}), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(format_date(TimeMs{0}), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(format_date(TimeMs{-1}), "Wed, 31 Dec 1969 23:59:59 GMT");
  EXPECT_EQ(format_date(TimeMs{951782400000}), "Tue, 29 Feb 2000 00:00:00 GMT");
}

TEST(HttpDate, OfAnAnswerIsNow) {
  const TimeMs before = real_now();
  const std::string date(current_date());
  constexpr std::int64_t kTickMs = 20;  // It may be so old.
  EXPECT_GE(date_order(date), date_order(format_date(before - kTickMs))) << date;
  EXPECT_LE(date_order(date), date_order(format_date(real_now()))) << date;
}

}  // namespace
}  // namespace cems::http
