// Keys of session tickets turn, and the one before opens its own tickets for as long again.
#include "net/ticket_keys.h"

#include <array>
#include <memory>

#include <gtest/gtest.h>

namespace cems::net {
namespace {

class TicketKeysTest : public testing::Test {
 protected:
  using Name = std::array<unsigned char, 16>;

  int take(Name& name, bool makes, TimeMs now) {
    std::array<unsigned char, EVP_MAX_IV_LENGTH> iv{};
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> cipher(
        EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> hmac(
        EVP_MAC_fetch(nullptr, "HMAC", nullptr), EVP_MAC_free);
    const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> mac(EVP_MAC_CTX_new(hmac.get()),
                                                                        EVP_MAC_CTX_free);
    return keys_.take(name.data(), iv.data(), cipher.get(), mac.get(), makes, now);
  }

  TicketKeys keys_;
  TimeMs begin_ = [] {
    TimeMs begin{};
    begin.ms = std::int64_t{1} << 40;  // Far after the first key was made.
    return begin;
  }();
};

TEST_F(TicketKeysTest, ATicketIsOpenedWhileItsKeyIsKnown) {
  constexpr std::int64_t kHalfDay = TicketKeys::kKeyMs;
  Name first{};
  EXPECT_EQ(take(first, true, begin_), 1);
  EXPECT_EQ(take(first, false, begin_ + kHalfDay - 1), 1);
  EXPECT_EQ(take(first, false, begin_ + kHalfDay), 2) << "and renewed with the next key";
  Name second{};
  EXPECT_EQ(take(second, true, begin_ + kHalfDay), 1);
  EXPECT_NE(first, second);
  EXPECT_EQ(take(first, false, begin_ + 2 * kHalfDay - 1), 2);
  EXPECT_EQ(take(first, false, begin_ + 2 * kHalfDay), 0) << "a full handshake";
  EXPECT_EQ(take(second, false, begin_ + 2 * kHalfDay), 2);
}

TEST_F(TicketKeysTest, ALongRestForgetsBothKeys) {
  Name name{};
  EXPECT_EQ(take(name, true, begin_), 1);
  EXPECT_EQ(take(name, false, begin_ + 3 * TicketKeys::kKeyMs), 0);
}

TEST_F(TicketKeysTest, AnInventedNameOpensNothing) {
  Name zeros{};
  EXPECT_EQ(take(zeros, false, begin_), 0);
}

}  // namespace
}  // namespace cems::net
