// Arithmetic of fractions; see fraction.h.
#include "base/fraction.h"

#include <numeric>
#include <utility>

#include "base/assert.h"
#include "base/fraction_integers.h"

namespace cems {
namespace {

using Integer = Fraction::Integer;

/// Above this many bits a fraction is brought to lowest terms before it grows further.
constexpr unsigned kBitsMax = 256;

bool is_narrow(const Integer& number) {
  constexpr unsigned kBits = 126;
  return number == 0 || boost::multiprecision::msb(boost::multiprecision::abs(number)) < kBits;
}

/// To lowest terms, where that is worth it.
void shorten(Integer& numerator, Integer& denominator) {
  if (numerator == 0) {
    denominator = 1;
  } else if (boost::multiprecision::msb(denominator) > kBitsMax) {
    const Integer common = boost::multiprecision::gcd(numerator, denominator);
    numerator /= common;
    denominator /= common;
  }
}

}  // namespace

Fraction::Fraction(const Decimal& value) : Fraction(scaled(value.mantissa(), value.scale())) {}

Fraction::Fraction(Int128 numerator, Int128 denominator)
    : numerator_(numerator), denominator_(denominator) {
  CEMS_ASSERT(denominator != 0);
  if (numerator == wide::kMin || denominator == wide::kMin) {
    *this = Fraction(Integer(numerator), Integer(denominator));
  } else if (denominator < 0) {
    numerator_ = -numerator;
    denominator_ = -denominator;
  }
}

Fraction::Fraction(Integer numerator, Integer denominator) {
  CEMS_ASSERT(denominator != 0);
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  *this = Fraction(Big{std::move(numerator), std::move(denominator)});
}

Fraction::Fraction(Big big) {
  shorten(big.numerator, big.denominator);
  if (is_narrow(big.numerator) && is_narrow(big.denominator)) {
    numerator_ = big.numerator.convert_to<Int128>();
    denominator_ = big.denominator.convert_to<Int128>();
  } else {
    big_ = std::make_unique<Big>(std::move(big));
  }
}

Fraction Fraction::scaled(Int128 mantissa, int scale) {
  if (scale >= 0 && scale < wide::kPowersEnd && mantissa != wide::kMin) {
    Fraction out;
    out.numerator_ = mantissa;
    out.denominator_ = wide::power_of_ten(scale);
    return out;
  }
  return scaled(Integer(mantissa), scale);
}

Fraction Fraction::scaled(const Integer& mantissa, int scale) {
  return scale >= 0 ? Fraction(mantissa, wide::integer_power_of_ten(scale))
                    : Fraction(Integer(mantissa * wide::integer_power_of_ten(-scale)), Integer(1));
}

Fraction::Big Fraction::to_big() const {
  return big_ ? *big_ : Big{Integer(numerator_), Integer(denominator_)};
}

int Fraction::compare(const Fraction& a, const Fraction& b) {
  Int128 left = a.numerator_;
  Int128 right = b.numerator_;
  if (!a.big_ && !b.big_ &&
      (a.denominator_ == b.denominator_ ||
       (wide::multiply(left, b.denominator_) && wide::multiply(right, a.denominator_)))) {
    return left < right ? -1 : static_cast<int>(right < left);
  }
  const Big x = a.to_big();
  const Big y = b.to_big();
  return Integer(x.numerator * y.denominator).compare(Integer(y.numerator * x.denominator));
}

bool Fraction::add_narrow(const Fraction& other) {
  Int128 mine = numerator_;
  Int128 theirs = other.numerator_;
  Int128 denominator = denominator_;
  if (denominator_ != other.denominator_) {
    if (!wide::fits64(denominator_) || !wide::fits64(other.denominator_)) {
      return false;
    }
    const std::int64_t common = std::gcd(static_cast<std::int64_t>(denominator_),
                                         static_cast<std::int64_t>(other.denominator_));
    const auto factor = static_cast<std::int64_t>(other.denominator_) / common;
    if (!wide::multiply(mine, factor) ||
        !wide::multiply(theirs, static_cast<std::int64_t>(denominator_) / common) ||
        !wide::multiply(denominator, factor)) {
      return false;
    }
  }
  if (__builtin_add_overflow(mine, theirs, &mine) || mine == wide::kMin) {
    return false;
  }
  numerator_ = mine;
  denominator_ = mine == 0 ? 1 : denominator;
  return true;
}

bool Fraction::multiply_narrow(const Fraction& other) {
  Int128 numerator = numerator_;
  Int128 denominator = denominator_;
  if (!wide::multiply(numerator, other.numerator_) ||
      !wide::multiply(denominator, other.denominator_)) {
    return false;
  }
  numerator_ = numerator;
  denominator_ = numerator == 0 ? 1 : denominator;
  return true;
}

Fraction& Fraction::operator+=(const Fraction& other) {
  if (!big_ && !other.big_ && add_narrow(other)) {
    return *this;
  }
  Big sum = to_big();
  const Big add = other.to_big();
  if (sum.denominator == add.denominator) {
    sum.numerator += add.numerator;
  } else {
    const Integer common = boost::multiprecision::gcd(sum.denominator, add.denominator);
    const Integer factor = add.denominator / common;
    sum.numerator = sum.numerator * factor + add.numerator * (sum.denominator / common);
    sum.denominator *= factor;
  }
  return *this = Fraction(std::move(sum));
}

Fraction& Fraction::operator-=(const Fraction& other) {
  Fraction negative = other;
  negative.numerator_ = -negative.numerator_;
  if (negative.big_) {
    negative.big_->numerator = -negative.big_->numerator;
  }
  return *this += negative;
}

Fraction& Fraction::operator*=(const Fraction& other) {
  if (!big_ && !other.big_ && multiply_narrow(other)) {
    return *this;
  }
  Big product = to_big();
  const Big by = other.to_big();
  product.numerator *= by.numerator;
  product.denominator *= by.denominator;
  return *this = Fraction(std::move(product));
}

Fraction& Fraction::operator/=(const Fraction& other) {
  CEMS_ASSERT(!other.is_zero());
  return *this *= other.big_ ? Fraction(other.big_->denominator, other.big_->numerator)
                             : Fraction(other.denominator_, other.numerator_);
}

}  // namespace cems
