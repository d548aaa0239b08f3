// Lines of the audit log: their bytes, and what cannot be put into one.
#include "audit/entry.h"

#include <gtest/gtest.h>

#include "audit/head.h"
#include "base/file.h"
#include "base/zone.h"

namespace cems::audit {
namespace {

TimeMs at(std::string_view text) {
  return *parse_time(text, Zone());
}

TEST(AuditEntry, WritesTheGoldenBytes) {
  Link end;
  std::string text;
  text += write_line({at("2026-11-27T06:30:00.123Z"), "platform", "7kq2m9xz", "PUT",
                      "/admin/v1/cems/CEMS-SH-0001", "200", "192.0.2.7"},
                     end);
  text += write_line({at("2026-11-27T06:31:00Z"), "", "", "GET", "/cems/v1/GetCemsStaticData",
                      "40102", "2001:db8::1", 100'000, at("2026-11-27T06:30:01Z")},
                     end);
  text += write_line({at("2026-11-28T00:00:00Z"), "平台 \"A\"", "23456789", "POST",
                      "/ingest/v1/readings", "40302", "127.0.0.1"},
                     end);
  text += write_line(
      {at("2026-11-28T00:00:01Z"), "cems", "", "audit.expire", "1-5000", "removed", "local"}, end);
  EXPECT_EQ(end.number, 4U);
  EXPECT_EQ(text, *read_file("tests/golden/audit_v1.jsonl", 1U << 20U));
}

TEST(AuditEntry, ComesBackAsItWas) {
  const Entry summary{at("2026-11-27T06:31:00.5Z"), "", "", "GET", "/x", "40102", "::1", 7,
                      at("2026-11-27T06:30:00Z")};
  Link end{41, std::string(64, 'a')};
  std::string text = write_line(summary, end);
  ASSERT_EQ(text.back(), '\n');
  text.pop_back();
  const Result<Line> line = read_line(text);
  ASSERT_TRUE(line);
  EXPECT_TRUE(line->is_sound);
  EXPECT_EQ(line->prev, std::string(64, 'a'));
  EXPECT_EQ(line->link, end);
  EXPECT_EQ(line->link.number, 42U);
  EXPECT_EQ(line->entry, summary);
}

TEST(AuditEntry, EveryChangedByteShows) {
  Link end;
  std::string text =
      write_line({at("2026-11-27T06:30:00Z"), "a", "b", "PUT", "/o", "200", "::1"}, end);
  text.pop_back();
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = other[i] == 'f' ? 'e' : 'f';
    const Result<Line> line = read_line(other);
    EXPECT_TRUE(!line || !line->is_sound || line->link.hash != end.hash) << i;
  }
}

TEST(AuditEntry, TextsFromOutsideStayInTheirMember) {
  Link end;
  const std::string nasty =
      "a\nb\",\"seq\":9,\r" + std::string(1, '\0') + "\xFF" + std::string(5000, 'x');
  std::string text =
      write_line({at("2026-11-27T06:30:00Z"), nasty, "", "G\tT", "é" + nasty, "", ""}, end);
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  EXPECT_LT(text.size(), kLineBytesMax);
  text.pop_back();
  const Result<Line> line = read_line(text);
  ASSERT_TRUE(line) << text;
  EXPECT_EQ(line->link.number, 1U);
  EXPECT_EQ(line->entry.action, "G%09T");
  EXPECT_EQ(line->entry.object.substr(0, 9), "%C3%A9a%0");
}

TEST(AuditHead, TheNewerWholeSlotCounts) {
  const Link even{8, std::string(64, 'a')};
  const Link odd{9, std::string(64, 'b')};
  const std::string bytes = head_slot(even) + head_slot(odd);
  EXPECT_EQ(parse_head(bytes), odd);
  std::string torn = bytes;
  torn[130] = 'c';
  EXPECT_EQ(parse_head(torn), even);
  torn[3] = '9';
  EXPECT_EQ(parse_head(torn), std::nullopt);
  EXPECT_EQ(parse_head(""), std::nullopt);
  EXPECT_EQ(parse_head(head_slot(even)), even);
}

}  // namespace
}  // namespace cems::audit
