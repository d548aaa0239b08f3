// Totals beyond 128 bits; see exact.h.
#include "base/exact.h"

namespace cems {

Fraction Exact::fraction() const {
  return big_ ? *big_ : Fraction::scaled(mantissa_, scale_);
}

void Exact::add_fractions(const Exact& other) {
  *this = Exact(fraction() + other.fraction());
}

Exact Exact::times_slowly(std::int64_t weight) const {
  return Exact(fraction() * Fraction(weight));
}

}  // namespace cems
