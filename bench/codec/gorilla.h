/// The peer: the compression of Gorilla (Pelkonen et al., VLDB 2015, section 4.1), for comparison.
///
/// Times as delta of delta, values as the XOR of neighbouring doubles, in bits. Written to be fast,
/// without checks: it reads only what it wrote itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cems::bench {

/// Appends a block of seconds and doubles, followed by 8 bytes that the reader may look at.
/// Returns the bytes of the block without those.
std::size_t gorilla_encode(std::span<const std::int64_t> seconds, std::span<const double> values,
                           std::vector<unsigned char>& out);

/// Fills both; they say how many there are.
void gorilla_decode(const unsigned char* block, std::span<std::int64_t> seconds,
                    std::span<double> values);

}  // namespace cems::bench
