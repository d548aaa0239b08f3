/// Decimal against GMP: random spellings, sums and comparisons, with rationals as the truth.
#include <string>

#include <gmp.h>
#include <gtest/gtest.h>

#include "base/decimal.h"
#include "tests/base/seed.h"

namespace cems {
namespace {

using seeds::pick;

/// A GMP rational that frees itself.
class Rational {
 public:
  Rational() { mpq_init(value_); }

  /// digits × 10^-scale.
  Rational(const std::string& digits, long scale) : Rational() {
    mpz_set_str(mpq_numref(value_), digits.c_str(), 10);
    mpz_t power;
    mpz_init(power);
    mpz_ui_pow_ui(power, 10, static_cast<unsigned long>(scale < 0 ? -scale : scale));
    if (scale < 0) {
      mpz_mul(mpq_numref(value_), mpq_numref(value_), power);
    } else {
      mpz_set(mpq_denref(value_), power);
    }
    mpz_clear(power);
    mpq_canonicalize(value_);
  }

  Rational(const Rational&) = delete;
  Rational& operator=(const Rational&) = delete;

  ~Rational() { mpq_clear(value_); }

  [[nodiscard]] mpq_srcptr get() const { return value_; }

  [[nodiscard]] mpq_ptr get() { return value_; }

  friend bool operator==(const Rational& a, const Rational& b) {
    return mpq_equal(a.value_, b.value_) != 0;
  }

 private:
  mpq_t value_;
};

/// The value of a canonical spelling, read by nothing but cutting the point out.
Rational value_of_spelling(const std::string& text) {
  const std::size_t point = text.find('.');
  if (point == std::string::npos) {
    return {text, 0};
  }
  std::string digits = text;
  digits.erase(point, 1);
  return {digits, static_cast<long>(text.size() - point - 1)};
}

Rational value_of_fields(const Decimal& number) {
  Int128 rest = number.mantissa();
  const bool negative = rest < 0;
  std::string digits;
  for (rest = negative ? -rest : rest; rest > 0; rest /= 10) {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  }
  return {(negative ? "-" : "") + (digits.empty() ? "0" : digits), number.scale()};
}

bool is_canonical(const std::string& text) {
  const std::string_view body = std::string_view(text).substr(text[0] == '-' ? 1 : 0);
  const bool leading_zero = body.size() > 1 && body[0] == '0' && body[1] != '.';
  const bool trailing_zero = body.find('.') != std::string_view::npos && body.back() == '0';
  return text != "-0" && !leading_zero && !trailing_zero && body.back() != '.' &&
         body.find_first_not_of("0123456789.") == std::string_view::npos;
}

struct Spelling {
  std::string text;
  std::string digits;  // With the sign GMP understands.
  long scale = 0;
};

/// Up to 38 digits, biased to many zeros and to both ends of the length.
Spelling random_spelling(std::mt19937_64& engine) {
  std::string digits;
  const auto length = pick(engine, 0, 3) == 0 ? pick(engine, 19, 38) : pick(engine, 1, 18);
  const bool many_zeros = pick(engine, 0, 2) == 0;
  for (std::int64_t i = 0; i < length; ++i) {
    const bool zero = many_zeros && pick(engine, 0, 3) != 0;
    digits.push_back(zero ? '0' : static_cast<char>('0' + pick(engine, 0, 9)));
  }
  const long whole = static_cast<long>(pick(engine, 1, length));
  const long exponent = pick(engine, 0, 2) == 0 ? static_cast<long>(pick(engine, -60, 60)) : 0;
  const bool negative = pick(engine, 0, 1) == 1;

  Spelling spelling;
  spelling.digits = (negative ? "-" : "") + digits;
  spelling.scale = static_cast<long>(length) - whole - exponent;
  const char* const plus = pick(engine, 0, 3) == 0 ? "+" : "";
  spelling.text = (negative ? "-" : plus) + digits.substr(0, static_cast<std::size_t>(whole));
  if (whole < length) {
    spelling.text += "." + digits.substr(static_cast<std::size_t>(whole));
  }
  if (exponent != 0 || pick(engine, 0, 9) == 0) {
    spelling.text += (pick(engine, 0, 1) == 0 ? "e" : "E") + std::to_string(exponent);
  }
  return spelling;
}

Decimal random_decimal(std::mt19937_64& engine) {
  return Decimal::parse(random_spelling(engine).text).value_or(Decimal());
}

TEST(DecimalOracleTest, ReadsAndSpellsTheSameNumberAsGmp) {
  auto engine = seeds::seeded_engine();
  for (int round = 0; round < 20'000; ++round) {
    const Spelling spelling = random_spelling(engine);
    const auto number = Decimal::parse(spelling.text);
    ASSERT_TRUE(number.has_value()) << spelling.text;
    const Rational expected(spelling.digits, spelling.scale);
    const std::string text = number->to_string();
    ASSERT_TRUE(value_of_fields(*number) == expected) << spelling.text;
    ASSERT_TRUE(value_of_spelling(text) == expected) << spelling.text << " gives " << text;
    ASSERT_TRUE(is_canonical(text)) << spelling.text << " gives " << text;
    const auto again = Decimal::parse(text);
    ASSERT_TRUE(again.has_value() && *again == *number) << text;
  }
}

TEST(DecimalOracleTest, ComparesLikeGmp) {
  auto engine = seeds::seeded_engine();
  for (int round = 0; round < 20'000; ++round) {
    const Decimal a = random_decimal(engine);
    // Half of the pairs are close: the same number but for its last digit.
    const Int128 near = a.mantissa() + pick(engine, -1, 1);
    const Decimal b =
        pick(engine, 0, 1) == 0 ? Decimal::from(near, a.scale()) : random_decimal(engine);
    const int expected = mpq_cmp(value_of_fields(a).get(), value_of_fields(b).get());
    const auto order = a <=> b;
    ASSERT_EQ(order < 0, expected < 0) << a.to_string() << ' ' << b.to_string();
    ASSERT_EQ(order > 0, expected > 0) << a.to_string() << ' ' << b.to_string();
    ASSERT_EQ(a == b, expected == 0) << a.to_string() << ' ' << b.to_string();
  }
}

TEST(DecimalOracleTest, AddsLikeGmpOrDoesNotFit) {
  auto engine = seeds::seeded_engine();
  mpz_t rest;
  mpz_init(rest);
  int fitting = 0;
  for (int round = 0; round < 20'000; ++round) {
    const Decimal a = random_decimal(engine);
    const Decimal b = random_decimal(engine);
    Rational expected;
    mpq_add(expected.get(), value_of_fields(a).get(), value_of_fields(b).get());
    const auto sum = Decimal::add(a, b);
    if (sum) {
      ASSERT_TRUE(value_of_fields(*sum) == expected) << a.to_string() << " + " << b.to_string();
      ++fitting;
      continue;
    }
    // It may fail only where the digits of the sum, at the finer scale and without zeros at the
    // end, are more than 38.
    mpz_ui_pow_ui(rest, 10, 200);
    mpz_mul(rest, rest, mpq_numref(expected.get()));
    mpz_divexact(rest, rest, mpq_denref(expected.get()));
    while (mpz_divisible_ui_p(rest, 10) != 0) {
      mpz_divexact_ui(rest, rest, 10);
    }
    mpz_abs(rest, rest);
    ASSERT_GT(mpz_sizeinbase(rest, 10), 38U) << a.to_string() << " + " << b.to_string();
  }
  mpz_clear(rest);
  EXPECT_GT(fitting, 1000);
}

}  // namespace
}  // namespace cems
