// What Server::open and make_self_signed refuse, and in which words.
#include <filesystem>
#include <string>

#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/server.h"
#include "tests/net/http_server.h"

namespace cems::net {
namespace {

using testing::HasSubstr;

class ServerOpen : public testing::Test {
 protected:
  static Result<std::unique_ptr<Server>> open(const ServerOptions& options) {
    return Server::open(options, [](const Peer&, unsigned) { return nullptr; });
  }

  static ServerOptions cleartext() {
    ServerOptions options;
    options.port = 0;
    options.loops = 2;
    options.tls = false;
    return options;
  }

  TempFolder folder;
  const std::string certificate = folder / "cert.pem";
  const std::string key = folder / "key.pem";
};

TEST_F(ServerOpen, PortInUseIsAConflictThatSaysWhatToDo) {
  const auto first = open(cleartext());
  ASSERT_TRUE(first.has_value());
  ServerOptions again = cleartext();
  again.port = (*first)->port();
  const auto second = open(again);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, Errc::conflict);
  EXPECT_THAT(second.error().message, HasSubstr(std::to_string(again.port)));
  EXPECT_THAT(second.error().message, HasSubstr("choose another port"));
}

TEST_F(ServerOpen, PortIsFreeAgainAfterwards) {
  ServerOptions options = cleartext();
  {
    const auto first = open(options);
    ASSERT_TRUE(first.has_value());
    options.port = (*first)->port();
  }
  EXPECT_TRUE(open(options).has_value());
}

TEST_F(ServerOpen, AddressesThatCannotBe) {
  for (const std::string address : {"localhost", "127.0.0.1:80", "", "198.51.100.7"}) {
    ServerOptions options = cleartext();
    options.address = address;
    const auto server = open(options);
    ASSERT_FALSE(server.has_value()) << address;
    EXPECT_EQ(server.error().code, Errc::invalid_argument) << address;
    EXPECT_THAT(server.error().message, HasSubstr(address));
  }
}

TEST_F(ServerOpen, CertificateProblemsNameTheFile) {
  ServerOptions options = cleartext();
  options.tls = true;
  options.certificate_file = certificate;
  options.key_file = key;
  const auto missing = open(options);
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, Errc::invalid_argument);
  EXPECT_THAT(missing.error().message, HasSubstr(certificate));

  ASSERT_TRUE(make_self_signed(certificate, key).has_value());
  EXPECT_TRUE(open(options).has_value());

  const std::string other_key = folder / "other.pem";
  ASSERT_TRUE(make_self_signed(folder / "other-cert.pem", other_key).has_value());
  options.key_file = other_key;
  const auto mismatch = open(options);
  ASSERT_FALSE(mismatch.has_value());
  EXPECT_EQ(mismatch.error().code, Errc::invalid_argument);
  EXPECT_THAT(mismatch.error().message, HasSubstr(other_key));

  // A pass phrase must not make the server ask for it.
  const std::string locked = folder / "locked.pem";
  ASSERT_EQ(run("openssl ec -aes128 -passout pass:x -in " + key + " -out " + locked).status, 0);
  options.key_file = locked;
  const auto encrypted = open(options);
  ASSERT_FALSE(encrypted.has_value());
  EXPECT_THAT(encrypted.error().message, HasSubstr(locked));
}

TEST_F(ServerOpen, SelfSignedCertificateHasItsNamesAndItsKeyIsPrivate) {
  ASSERT_TRUE(make_self_signed(certificate, key).has_value());
  const std::string text = run("openssl x509 -noout -text -in " + certificate).output;
  EXPECT_THAT(text, HasSubstr("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1"));
  EXPECT_THAT(text, HasSubstr("prime256v1"));
  EXPECT_EQ(run("openssl x509 -noout -checkend 315000000 -in " + certificate).status, 0);
  EXPECT_EQ(run("openssl verify -CAfile " + certificate + " " + certificate).status, 0);

  struct stat info {};

  ASSERT_EQ(::stat(key.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / ""),
                          std::filesystem::directory_iterator()),
            2);
}

TEST_F(ServerOpen, SelfSignedIsMadeAnewOverOldFiles) {
  ASSERT_TRUE(make_self_signed(certificate, key).has_value());
  const std::string before = run("cat " + certificate + " " + key).output;
  ASSERT_TRUE(make_self_signed(certificate, key).has_value());
  EXPECT_NE(run("cat " + certificate + " " + key).output, before);
}

TEST_F(ServerOpen, SelfSignedIntoNowhereSaysWhere) {
  const Status made = make_self_signed(folder / "no/cert.pem", folder / "no/key.pem");
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code, Errc::not_found);
  EXPECT_THAT(made.error().message, HasSubstr("no/key.pem"));
}

}  // namespace
}  // namespace cems::net
