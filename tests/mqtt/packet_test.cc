// Packets against bytes spelled by hand from the OASIS specifications (3.1.1 and 5.0, section 3).
#include "mqtt/packet.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mqtt/wire.h"
#include "tests/mqtt/hex.h"

namespace cems::mqtt {
namespace {

template <class F>
std::string written(F&& put) {
  std::string out;
  put(out);
  return out;
}

// --- Out

TEST(PacketWriteTest, ConnectOf311) {
  const Connect connect{.version = Version::v311,
                        .client_id = "c1",
                        .user = "me",
                        .password = "pw",
                        .clean_start = false,
                        .keep_alive_s = 60};
  EXPECT_EQ(written([&](std::string& out) { put_connect(out, connect); }),
            hex("10 16 0004'MQTT' 04 C0 003C 0002'c1' 0002'me' 0002'pw'"));
}

TEST(PacketWriteTest, ConnectOf5TellsItsLimits) {
  const Connect connect{.version = Version::v5,
                        .client_id = "c",
                        .clean_start = true,
                        .keep_alive_s = 10,
                        .session_expiry_s = 0xFFFFFFFF,
                        .receive_max = 500,
                        .packet_bytes_max = 1 << 20};
  EXPECT_EQ(written([&](std::string& out) { put_connect(out, connect); }),
            hex("10 1B 0004'MQTT' 05 02 000A"
                "0D 11FFFFFFFF 2101F4 2700100000"
                "0001'c'"));
}

TEST(PacketWriteTest, SubscribeAsksForQos1) {
  const std::vector<std::string> filters{"a/+", "b"};
  EXPECT_EQ(written([&](std::string& out) { put_subscribe(out, Version::v311, 7, filters); }),
            hex("82 0C 0007 0003'a/+'01 0001'b'01"));
  EXPECT_EQ(written([&](std::string& out) { put_subscribe(out, Version::v5, 7, filters); }),
            hex("82 0D 0007 00 0003'a/+'01 0001'b'01"));
}

TEST(PacketWriteTest, PublishPubackPingAndDisconnect) {
  std::string publish;
  put_publish(publish, Version::v311, 258, "t", "xy");
  EXPECT_EQ(publish, hex("32 07 0001't' 0102 'xy'"));
  mark_duplicate(publish);
  EXPECT_EQ(publish, hex("3A 07 0001't' 0102 'xy'"));
  EXPECT_EQ(written([](std::string& out) { put_publish(out, Version::v5, 1, "t", "xy"); }),
            hex("32 08 0001't' 0001 00 'xy'"));
  EXPECT_EQ(written([](std::string& out) { put_puback(out, 0x1234); }), hex("40 02 1234"));
  EXPECT_EQ(written([](std::string& out) { put_pingreq(out); }), hex("C0 00"));
  const auto disconnect = [](Version version, Reason reason) {
    return written([&](std::string& out) { put_disconnect(out, version, reason); });
  };
  EXPECT_EQ(disconnect(Version::v311, Reason::protocol_error), hex("E0 00"));
  EXPECT_EQ(disconnect(Version::v5, Reason::success), hex("E0 00"));
  EXPECT_EQ(disconnect(Version::v5, Reason::protocol_error), hex("E0 01 82"));
}

// --- The fixed header (2.1)

TEST(FixedHeaderTest, LengthsOfOneToFourBytes) {
  const std::pair<const char*, std::size_t> cases[] = {
      {"30 00", 0},         {"30 7F", 127},          {"30 80 01", 128},
      {"30 FF 7F", 16'383}, {"30 80 80 01", 16'384}, {"30 FF FF FF 7F", 268'435'455}};
  for (const auto& [bytes, length] : cases) {
    const auto header = read_fixed_header(hex(bytes));
    ASSERT_TRUE(header && *header) << bytes;
    EXPECT_EQ((*header)->body_bytes, length) << bytes;
    EXPECT_EQ((*header)->header_bytes, hex(bytes).size()) << bytes;
  }
}

TEST(FixedHeaderTest, BeginningsWait) {
  for (const char* bytes : {"", "30", "30 80", "30 FF FF FF"}) {
    const auto header = read_fixed_header(hex(bytes));
    ASSERT_TRUE(header) << bytes;
    EXPECT_FALSE(*header) << bytes;
  }
}

TEST(FixedHeaderTest, RefusesWhatIsMalformed) {
  const std::pair<const char*, Reason> cases[] = {
      {"30 FF FF FF FF", Reason::malformed_packet},  // A fifth byte would follow (1.5.5).
      {"30 80 00", Reason::malformed_packet},        // More bytes than needed (MQTT-1.5.5-1).
      {"31 F8 00 F6", Reason::malformed_packet},     // The same, with more behind it.
      {"21 02", Reason::malformed_packet},           // Reserved flags (MQTT-2.1.3-1).
      {"D1 00", Reason::malformed_packet},
      {"00 00", Reason::protocol_error},  // Type 0 is reserved.
      {"10 00", Reason::protocol_error},  // CONNECT is a client's,
      {"82 00", Reason::protocol_error},  // SUBSCRIBE too,
      {"C0 00", Reason::protocol_error},  // and PINGREQ.
      {"50 02", Reason::protocol_error},  // PUBREC: there is no QoS 2 here.
      {"F0 00", Reason::protocol_error},  // AUTH: nobody asked for it.
  };
  for (const auto& [bytes, reason] : cases) {
    const auto header = read_fixed_header(hex(bytes));
    ASSERT_FALSE(header) << bytes;
    EXPECT_EQ(header.error().reason, reason) << bytes;
  }
}

// --- CONNACK (3.2)

TEST(ConnackTest, Of311) {
  const auto fresh = read_connack(Version::v311, hex("00 00"));
  ASSERT_TRUE(fresh);
  EXPECT_FALSE(fresh->session_present);
  EXPECT_EQ(fresh->reason, 0);
  EXPECT_TRUE(read_connack(Version::v311, hex("01 00"))->session_present);
  EXPECT_EQ(read_connack(Version::v311, hex("00 05"))->reason, 5);
}

TEST(ConnackTest, Of5WithEveryProperty) {
  const std::string bytes =
      hex("01 00 45"
          "11 00000E10  21 000A  24 01  25 01  27 00100000  12 0002'id'  22 0005"
          "1F 0002'ok'  26 0001'k'0001'v'  26 0001'k'0001'w'  28 01 29 00 2A 00"
          "13 001E  1A 0001'r'  1C 0001's'  15 0001'm'  16 0001 FF");
  const auto connack = read_connack(Version::v5, bytes);
  ASSERT_TRUE(connack) << connack.error().text;
  const Properties& p = connack->properties;
  EXPECT_TRUE(connack->session_present);
  EXPECT_EQ(p.session_expiry_s, 3600U);
  EXPECT_EQ(p.receive_max, 10);
  EXPECT_EQ(p.qos_max, 1);
  EXPECT_EQ(p.packet_bytes_max, 1U << 20U);
  EXPECT_EQ(p.assigned_client_id, "id");
  EXPECT_EQ(p.reason_text, "ok");
  EXPECT_EQ(p.wildcards, true);
  EXPECT_EQ(p.shared_subscriptions, false);
  EXPECT_EQ(p.server_keep_alive_s, 30);
}

TEST(ConnackTest, RefusesWhatIsMalformed) {
  const std::pair<const char*, Reason> cases[] = {
      {"00", Reason::malformed_packet},
      {"00 00", Reason::malformed_packet},        // No property length.
      {"02 00 00", Reason::malformed_packet},     // MQTT-3.2.2-1.
      {"01 87 00", Reason::protocol_error},       // MQTT-3.2.2-6.
      {"00 00 00 00", Reason::malformed_packet},  // A byte behind the end.
      {"00 00 02 24 01 FF", Reason::malformed_packet},
      {"00 00 03 24 01", Reason::malformed_packet},  // Properties longer than the packet.
      {"00 00 02 24 02", Reason::protocol_error},    // Maximum QoS is 0 or 1 (3.2.2.3.4).
      {"00 00 03 21 0000", Reason::protocol_error},  // Receive maximum is not 0 (3.2.2.3.3).
      {"00 00 05 27 00000000", Reason::protocol_error},
      {"00 00 06 21 0001 21 0001", Reason::protocol_error},   // Twice.
      {"00 00 03 23 0001", Reason::protocol_error},           // A topic alias is for PUBLISH.
      {"00 00 02 7F 00", Reason::malformed_packet},           // No such property.
      {"00 00 04 1F 0001 00", Reason::malformed_packet},      // U+0000 (MQTT-1.5.4-2).
      {"00 00 06 1F 0003 EDA080", Reason::malformed_packet},  // A surrogate (MQTT-1.5.4-1).
  };
  for (const auto& [bytes, reason] : cases) {
    const auto connack = read_connack(Version::v5, hex(bytes));
    ASSERT_FALSE(connack) << bytes;
    EXPECT_EQ(connack.error().reason, reason) << bytes;
  }
}

// --- PUBLISH (3.3)

TEST(PublishTest, Qos1AndQos0) {
  const std::string with_id = hex("0003'a/b' 000A 'hello'");
  const auto one = read_publish(Version::v311, 0x02, with_id);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->topic, "a/b");
  EXPECT_EQ(one->packet_id, 10);
  EXPECT_EQ(one->payload, "hello");
  EXPECT_FALSE(one->duplicate || one->retained);
  const std::string without = hex("0003'a/b' 'hello'");
  const auto none = read_publish(Version::v311, 0x01, without);
  ASSERT_TRUE(none);
  EXPECT_EQ(none->packet_id, 0);
  EXPECT_EQ(none->payload, "hello");
  EXPECT_TRUE(none->retained);
  EXPECT_TRUE(read_publish(Version::v311, 0x0A, hex("0001'a' 0001"))->duplicate);
}

TEST(PublishTest, Of5PassesItsPropertiesOver) {
  const std::string bytes =
      hex("0001'a' 0001 17 01 01  02 0000003C  03 0001't'  08 0001'r'  09 0001 00  0B 05  0B 06"
          "'{}'");
  const auto publish = read_publish(Version::v5, 0x02, bytes);
  ASSERT_TRUE(publish) << publish.error().text;
  EXPECT_EQ(publish->payload, "{}");
}

TEST(PublishTest, RefusesWhatIsMalformed) {
  struct Case {
    std::uint8_t flags;
    const char* bytes;
    Reason reason;
  };

  const Case cases[] = {
      {0x06, "0001'a' 0001 00", Reason::malformed_packet},    // QoS 3 (MQTT-3.3.1-4).
      {0x04, "0001'a' 0001 00", Reason::protocol_error},      // QoS 2 was not subscribed to.
      {0x08, "0001'a' 00", Reason::malformed_packet},         // DUP with QoS 0 (MQTT-3.3.1-2).
      {0x02, "0001'a' 0000 00", Reason::protocol_error},      // MQTT-2.2.1-3.
      {0x02, "0003'a/+' 0001 00", Reason::malformed_packet},  // MQTT-3.3.2-2.
      {0x02, "0001 FF 0001 00", Reason::malformed_packet},
      {0x02, "0000 0001 00", Reason::protocol_error},  // No topic and no alias (3.3.2.1).
      {0x02, "0001'a' 0001 03 23 0001", Reason::topic_alias_invalid},
      {0x02, "0001'a' 0001 05 11 00000001", Reason::protocol_error},
      {0x02, "0001'a' 0001 02 0B 00", Reason::protocol_error},  // 3.3.2.3.8.
      {0x02, "0005'a'", Reason::malformed_packet},
      {0x02, "0001'a' 00", Reason::malformed_packet},
      {0x02, "0001'a' 0001", Reason::malformed_packet},
  };
  for (const Case& c : cases) {
    const auto publish = read_publish(Version::v5, c.flags, hex(c.bytes));
    ASSERT_FALSE(publish) << c.bytes;
    EXPECT_EQ(publish.error().reason, c.reason) << c.bytes;
  }
}

// --- PUBACK, SUBACK, DISCONNECT

TEST(PubackTest, ShortAndLongForms) {
  EXPECT_EQ(read_puback(Version::v311, hex("0102"))->packet_id, 0x0102);
  EXPECT_EQ(read_puback(Version::v5, hex("0102"))->reason, 0);
  EXPECT_EQ(read_puback(Version::v5, hex("0102 10"))->reason, 0x10);
  EXPECT_EQ(read_puback(Version::v5, hex("0102 87 05 1F 0002'no'"))->reason, 0x87);
  EXPECT_FALSE(read_puback(Version::v311, hex("0102 00")));
  EXPECT_FALSE(read_puback(Version::v311, hex("0000")));
  EXPECT_FALSE(read_puback(Version::v5, hex("01")));
  EXPECT_FALSE(read_puback(Version::v5, hex("0102 00 00 00")));
}

TEST(SubackTest, GrantsAndRefusals) {
  EXPECT_EQ(read_suback(Version::v311, hex("0001 01 80"))->codes, hex("01 80"));
  const std::string bytes = hex("0001 05 1F 0002'no' 87");
  const auto refused = read_suback(Version::v5, bytes);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->reason_text, "no");
  EXPECT_EQ(refused->codes, hex("87"));
  EXPECT_FALSE(read_suback(Version::v311, hex("0001 03")));  // MQTT-3.9.3-2.
  EXPECT_FALSE(read_suback(Version::v311, hex("0001 87")));
  EXPECT_FALSE(read_suback(Version::v5, hex("0000 00 01")));
}

TEST(DisconnectTest, WithAndWithoutReason) {
  EXPECT_EQ(read_disconnect("")->reason, 0);
  EXPECT_EQ(read_disconnect(hex("8E"))->reason, 0x8E);
  const std::string bytes = hex("8B 06 1F 0003'bye'");
  const auto said = read_disconnect(bytes);
  ASSERT_TRUE(said);
  EXPECT_EQ(said->reason_text, "bye");
  EXPECT_FALSE(read_disconnect(hex("8B 05 11 00000000")));  // Not from a server (3.14.2.2.2).
}

TEST(ReasonTest, CodesInWords) {
  EXPECT_EQ(describe(0x87), "not authorized");
  EXPECT_EQ(describe(0x42), "reason 0x42");
  EXPECT_EQ(describe_return_code(4), "bad user name or password");
  EXPECT_EQ(describe_return_code(9), "return code 0x09");
}

}  // namespace
}  // namespace cems::mqtt
