// The session of a client as a broker sees it: bytes in, bytes out, both spelled by hand.
#include "mqtt/client_session.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/mqtt/hex.h"

namespace cems::mqtt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ClientSessionTest : public testing::Test, public Listener {
 protected:
  void make(Version version) {
    SessionOptions options;
    options.version = version;
    options.client_id = "c";
    options.filters = {"t/#"};
    options.receive_max = 3;
    options.packet_bytes_max = 100;
    session = std::make_unique<ClientSession>(options, *this);
  }

  void on_subscribed(bool session_present) override {
    told.push_back(session_present ? "again" : "new");
  }

  void on_message(const Message& message) override {
    told.push_back(std::string(message.topic) + "=" + std::string(message.payload) +
                   (message.too_large ? "!" : ""));
  }

  void on_publish_refused(const std::string& why) override { told.push_back(why); }

  std::string say(std::string_view bytes) {
    session->feed(bytes, now);
    return take();
  }

  std::string take() {
    std::string out;
    session->drain(out, now);
    return out;
  }

  // Up to granted subscriptions.
  void open(Version version) {
    make(version);
    connect(version, false);
  }

  void connect(Version version, bool session_present) {
    session->open(now);
    take();
    const bool v5 = version == Version::v5;
    const std::string flag = session_present ? "01" : "00";
    say(hex((v5 ? "20 03 " : "20 02 ") + flag + (v5 ? " 00 00" : " 00")));
    say(hex(v5 ? "90 04 FFFF 00 01" : "90 03 FFFF 01"));
    told.clear();
  }

  TimeMs now{1'000'000};
  std::unique_ptr<ClientSession> session;
  std::vector<std::string> told;
};

TEST_F(ClientSessionTest, ConnectsAndSubscribes) {
  make(Version::v311);
  session->open(now);
  EXPECT_EQ(take(), hex("10 0D 0004'MQTT' 04 00 003C 0001'c'"));
  EXPECT_EQ(say(hex("20 02 00 00")), hex("82 08 FFFF 0003't/#' 01"));
  EXPECT_EQ(say(hex("90 03 FFFF 01")), "");
  EXPECT_THAT(told, ElementsAre("new"));
}

TEST_F(ClientSessionTest, AcknowledgesOnlyWhenTold) {
  open(Version::v311);
  EXPECT_EQ(say(hex("32 07 0003't/a' 0005")), "");
  EXPECT_THAT(told, ElementsAre("t/a="));
  EXPECT_EQ(session->in_hand(), 1U);
  now = now + 5000;
  EXPECT_EQ(take(), "");
  session->acknowledge(5);
  EXPECT_EQ(take(), hex("40 02 0005"));
  EXPECT_EQ(session->in_hand(), 0U);
}

TEST_F(ClientSessionTest, MessagesMayComeBeforeTheSubackAndInPieces) {
  make(Version::v311);
  session->open(now);
  take();
  const std::string all =
      hex("20 02 01 00  32 08 0003't/a' 0005'x'  30 06 0003't/b''y'  "
          "90 03 FFFF 01");
  for (const char c : all) {
    session->feed(std::string_view(&c, 1), now);
  }
  EXPECT_THAT(told, ElementsAre("t/a=x", "t/b=y", "again"));
}

TEST_F(ClientSessionTest, PingsInSilenceAndGivesUpOnABrokerThatIsGone) {
  open(Version::v311);
  EXPECT_EQ(session->deadline(), now + 60'000);
  now = now + 60'000;
  session->expire(now);
  EXPECT_EQ(take(), hex("C0 00"));
  EXPECT_EQ(say(hex("D0 00")), "");
  now = now + 60'000;
  session->expire(now);
  EXPECT_EQ(take(), hex("C0 00"));
  EXPECT_EQ(session->deadline(), now + limits::kMqttAnswerMs);
  now = session->deadline();
  session->expire(now);
  EXPECT_TRUE(session->finished());
  EXPECT_EQ(session->ending().end, End::silence);
}

TEST_F(ClientSessionTest, ADeafOwnerKeepsTheConnection) {
  open(Version::v311);
  session->set_deaf(true);
  for (int i = 0; i < 5; ++i) {
    now = session->deadline();
    session->expire(now);
    EXPECT_EQ(take(), hex("C0 00")) << i;
  }
  session->set_deaf(false);
  EXPECT_EQ(say(hex("D0 00 D0 00")), "");
  EXPECT_EQ(session->deadline(), now + 60'000);
}

TEST_F(ClientSessionTest, TheServersKeepAliveCounts) {
  make(Version::v5);
  session->open(now);
  take();
  say(hex("20 06 00 00 03 13 000A"));
  say(hex("90 04 FFFF 00 01"));
  EXPECT_EQ(session->deadline(), now + 10'000);
}

TEST_F(ClientSessionTest, ShutsDownWithADisconnect) {
  open(Version::v5);
  session->shut_down(now);
  EXPECT_FALSE(session->finished());
  EXPECT_EQ(take(), hex("E0 00"));
  EXPECT_TRUE(session->finished());
  EXPECT_EQ(session->ending().end, End::asked);
}

TEST_F(ClientSessionTest, BeforeTheConnackItJustLeaves) {
  make(Version::v5);
  session->open(now);
  take();
  session->shut_down(now);
  EXPECT_EQ(take(), "");
  EXPECT_TRUE(session->finished());
}

TEST_F(ClientSessionTest, RefusalsAreTold) {
  struct Case {
    Version version;
    const char* bytes;
    const char* text;
  };

  const Case cases[] = {
      {Version::v311, "20 02 00 05", "not authorized"},
      {Version::v5, "20 03 00 86 00", "bad user name or password"},
      {Version::v5, "20 08 00 88 05 1F 0002'no'", "server unavailable: 'no'"},
      {Version::v5, "20 02 00 01", "does not speak MQTT 5.0: set version = 3"},
      {Version::v5, "20 05 00 00 02 24 00", "QoS 0 only"},
      {Version::v311, "20 02 00 00 90 03 FFFF 80", "refuses the subscription to 't/#'"},
      {Version::v311, "20 02 00 00 90 03 FFFF 00", "grants QoS 0 only to 't/#'"},
      {Version::v5, "20 03 00 00 00 90 04 FFFF 00 9E", "shared subscriptions not supported"},
  };
  for (const Case& c : cases) {
    make(c.version);
    session->open(now);
    take();
    say(hex(c.bytes));
    EXPECT_TRUE(session->finished()) << c.bytes;
    EXPECT_EQ(session->ending().end, End::refused) << c.bytes;
    EXPECT_THAT(session->ending().text, HasSubstr(c.text));
  }
}

TEST_F(ClientSessionTest, ViolationsEndTheConnectionWithTheirReason) {
  const std::pair<const char*, const char*> cases[] = {
      {"20 03 00 00 00", "82"},                                   // A second CONNACK.
      {"90 04 FFFF 00 01", "82"},                                 // SUBACK of nothing.
      {"D0 01 00", "81"},                                         // PINGRESP with a body.
      {"34 08 0003't/a' 0001 00", "82"},                          // QoS 2.
      {"32 0B 0003't/a' 0001 03 23 0001", "94"},                  // A topic alias.
      {"32 7F", "95"},                                            // Longer than we said we take.
      {"32 08 0003't/a' 0001 00 32 08 0003't/a' 0001 00", "91"},  // An identifier in use.
      {"32 08 0003't/a' 0001 00 32 08 0003't/a' 0002 00 32 08 0003't/a' 0003 00 "
       "32 08 0003't/a' 0004 00 32 08 0003't/a' 0005 00 32 08 0003't/a' 0006 00 "
       "32 08 0003't/a' 0007 00",
       "93"},  // More than twice the receive maximum.
  };
  for (const auto& [bytes, reason] : cases) {
    open(Version::v5);
    EXPECT_EQ(say(hex(bytes)), hex(std::string("E0 01 ") + reason)) << bytes;
    EXPECT_TRUE(session->finished()) << bytes;
    EXPECT_EQ(session->ending().end, End::violation) << bytes;
    EXPECT_EQ(say(hex("D0 00")), "") << "nothing is heard after the end";
  }
}

TEST_F(ClientSessionTest, AConnackMustComeFirst) {
  make(Version::v311);
  session->open(now);
  take();
  EXPECT_EQ(say(hex("32 07 0003't/a' 0005")), "");
  EXPECT_EQ(session->ending().end, End::violation);
}

TEST_F(ClientSessionTest, ARepetitionOfAMessageInHandIsPassedOver) {
  open(Version::v311);
  say(hex("32 07 0003't/a' 0005"));
  say(hex("3A 07 0003't/a' 0005"));
  EXPECT_EQ(told.size(), 1U);
  session->acknowledge(5);
  say(hex("3A 07 0003't/a' 0005"));  // It has crossed our PUBACK: taken again, to be safe.
  EXPECT_EQ(told.size(), 2U);
}

TEST_F(ClientSessionTest, AMessageTooLongFor311IsPassedOverAndCanBeAcknowledged) {
  open(Version::v311);
  say(hex("32 C8 01 0003't/a' 00"));
  EXPECT_TRUE(told.empty());
  say(hex("05") + std::string(100, 'x'));
  EXPECT_THAT(told, ElementsAre("t/a=!"));
  say(std::string(93, 'x') + hex("32 07 0003't/b' 0006"));
  EXPECT_THAT(told, ElementsAre("t/a=!", "t/b="));
  session->acknowledge(5);
  EXPECT_EQ(take(), hex("40 02 0005"));
}

TEST_F(ClientSessionTest, TheBrokersDisconnectIsTold) {
  open(Version::v5);
  say(hex("E0 01 8E"));
  EXPECT_EQ(session->ending().end, End::taken_over);
  open(Version::v5);
  say(hex("E0 08 8B 06 1F 0003'bye'"));
  EXPECT_EQ(session->ending().end, End::dismissed);
  EXPECT_EQ(session->ending().text, "the broker ended the connection, server shutting down: 'bye'");
}

// --- Messages of ours

TEST_F(ClientSessionTest, PublishesWithQos1) {
  open(Version::v5);
  ASSERT_TRUE(session->publish("a", "x"));
  EXPECT_EQ(take(), hex("32 07 0001'a' 0001 00 'x'"));
  EXPECT_EQ(say(hex("40 02 0001")), "");
  ASSERT_TRUE(session->publish("a", "y"));
  EXPECT_EQ(take(), hex("32 07 0001'a' 0002 00 'y'"));
}

TEST_F(ClientSessionTest, HoldsBackAtTheBrokersReceiveMaximum) {
  make(Version::v5);
  session->open(now);
  take();
  say(hex("20 06 00 00 03 21 0002"));
  say(hex("90 04 FFFF 00 01"));
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(session->publish("a", "x"));
  }
  EXPECT_EQ(take(), hex("32 07 0001'a' 0001 00 'x' 32 07 0001'a' 0002 00 'x'"));
  EXPECT_EQ(say(hex("40 02 0002")), hex("32 07 0001'a' 0003 00 'x'"));  // In any order.
}

TEST_F(ClientSessionTest, SendsAgainWhatWasNotAcknowledged) {
  open(Version::v311);
  ASSERT_TRUE(session->publish("a", "x"));
  ASSERT_TRUE(session->publish("a", "y"));
  take();
  say(hex("40 02 0001"));
  session->open(now);
  take();
  ASSERT_TRUE(session->publish("a", "z"));  // While there is no connection.
  say(hex("20 02 01 00"));
  EXPECT_EQ(say(hex("90 03 FFFF 01")), hex("3A 06 0001'a' 0002 'y' 32 06 0001'a' 0003 'z'"));
}

TEST_F(ClientSessionTest, ForgetsWhatWasInHandWithTheConnection) {
  open(Version::v311);
  say(hex("32 07 0003't/a' 0005"));
  connect(Version::v311, true);
  EXPECT_EQ(session->in_hand(), 0U);
  say(hex("3A 07 0003't/a' 0005"));
  EXPECT_THAT(told, ElementsAre("t/a="));
}

TEST_F(ClientSessionTest, TheOutboxIsBounded) {
  make(Version::v311);
  for (std::size_t i = 0; i < limits::kMqttOutboxMax; ++i) {
    ASSERT_TRUE(session->publish("a", "x"));
  }
  EXPECT_FALSE(session->publish("a", "x"));
}

TEST_F(ClientSessionTest, WhatTheBrokerWillNotTakeIsDroppedAndTold) {
  make(Version::v5);
  session->open(now);
  take();
  say(hex("20 08 00 00 05 27 00000008"));
  say(hex("90 04 FFFF 00 01"));
  told.clear();
  ASSERT_TRUE(session->publish("a", "too long"));
  ASSERT_TRUE(session->publish("a", ""));
  EXPECT_EQ(take(), hex("32 06 0001'a' 0002 00"));
  EXPECT_THAT(told, ElementsAre(HasSubstr("takes no packets of")));
  say(hex("40 03 0002 87"));
  EXPECT_THAT(told.back(), HasSubstr("not authorized"));
}

}  // namespace
}  // namespace cems::mqtt
