#!/usr/bin/env python3
"""Writes tests/golden/block_packed.bin: blocks of encoding 2, and of 1 where that is shorter.

It follows docs/internals/format/block.md and shares no code with src/block; the C++ tests demand
the same bytes. The file is laid out like block_v1.bin (make_block_v1.py).

    tests/golden/make_block_packed.py [FILE]   writes FILE (default: beside this script)
    tests/golden/make_block_packed.py --check  exit status 1 if the file is not what it would write
"""
import math
import pathlib
import struct
import sys
from fractions import Fraction

import make_block_v1 as v1
from make_block_v1 import MASK, canonical, fits, svarint, varint

KINDS = {"decimal": 0, "near64": 1, "near32": 2, "binary32": 3, "binary64": 4, "wide": 5}


def signed(n):
    n &= MASK
    return n - (1 << 64) if n >> 63 else n


def zigzag(n):
    return 2 * n if n >= 0 else -2 * n - 1


def bits_of(numbers, width):
    """Numbers of `width` bits, the first in the lowest bits."""
    whole = 0
    for i, number in enumerate(numbers):
        whole |= number << (i * width)
    return whole.to_bytes((len(numbers) * width + 7) // 8, "little")


def packed(form, head, numbers):
    minis = [numbers[i:i + 32] for i in range(0, len(numbers), 32)]
    widths = [max(mini).bit_length() for mini in minis]
    least = min(widths)
    b = (max(widths) - least).bit_length()
    out = bytes([form | b << 3]) + head + bytes([least]) + bits_of([w - least for w in widths], b)
    return out + b"".join(bits_of(mini, width) for mini, width in zip(minis, widths))


def row(values):
    if all(v == values[0] for v in values):
        return b"\0" + svarint(values[0])
    steps = [signed(b - a) for a, b in zip(values, values[1:])]
    bends = [signed(b - a) for a, b in zip(steps, steps[1:])]
    least, least_step = min(values), min(steps)
    first = svarint(values[0])
    forms = [packed(1, svarint(least), [v - least for v in values]),
             packed(2, first, [zigzag(s) for s in steps]),
             packed(3, first + svarint(least_step), [s - least_step for s in steps])]
    if bends:
        forms.append(packed(4, first + svarint(steps[0]), [zigzag(s) for s in bends]))
    return min(forms, key=len)


def number64(x):
    (bits,) = struct.unpack("<q", struct.pack("<d", abs(x)))
    return -bits if x < 0 else bits


def number32(x):
    (bits,) = struct.unpack("<i", struct.pack("<f", abs(x)))
    return -bits if x < 0 else bits


def to32(x):
    try:
        return struct.unpack("<f", struct.pack("<f", x))[0]
    except OverflowError:
        return None


def digits_of(text):
    """(mantissa, scale), canonical, of a text such as -1.25e-07."""
    number, exponent = text.split("e")
    whole, _, fraction = number.partition(".")
    return canonical(int(whole + fraction), len(fraction) - int(exponent))


def text64(x):
    """The decimal with the fewest digits that is read as x."""
    return next(digits_of(t) for t in (f"{x:.{p}e}" for p in range(17)) if float(t) == x)


def text32(x):
    return next(digits_of(t) for t in (f"{x:.{p}e}" for p in range(9)) if to32(float(t)) == x)


def near(kind, doubles, centres, texts):
    """centres: the binary float of each text, as a binary64; what is left is steps from there."""
    scale = max([s for m, s in texts if m] + [0])
    mantissas = [m * 10 ** (scale - s) if m else 0 for m, s in texts]
    if scale > 22 or any(abs(m) > 1 << 53 for m in mantissas):
        return None
    for m, centre in zip(mantissas, centres):
        quotient = m / 10**scale
        if (to32(quotient) if kind == "near32" else quotient) != centre:
            return None
    steps = [number64(d) - number64(c) for d, c in zip(doubles, centres)]
    return kind, svarint(scale) + row(mantissas) + row(steps)


def floats(values):
    """The segments of kinds 1 to 4 that give exactly these values back."""
    if any(s < -308 for _, s in values):
        return []
    doubles = [float(Fraction(m) / Fraction(10) ** s) for m, s in values]
    if any(text64(d) != v for d, v in zip(doubles, values)):
        return []
    texts = [digits_of(f"{d:.11e}") for d in doubles]
    out = [near("near64", doubles, [float(Fraction(m) / Fraction(10) ** s) for m, s in texts],
                texts)]
    narrow = [to32(d) for d in doubles]
    if None not in narrow:
        out.append(near("near32", doubles, narrow, [text32(f) for f in narrow]))
        steps = [number64(d) - number64(f) for d, f in zip(doubles, narrow)]
        out.append(("binary32", row([number32(f) for f in narrow]) + row(steps)))
    out.append(("binary64", row([number64(d) for d in doubles])))
    return [o for o in out if o]


def integer_segments(values):
    out = []
    for wide, scale, mantissas in v1.segments(values):
        if wide:
            data = b"".join(m.to_bytes(16, "little", signed=True) for m in mantissas)
        else:
            data = row(mantissas)
        out.append(("wide" if wide else "decimal", len(mantissas), svarint(scale) + data))
    return out


def put_values(values):
    """(bits of shape, bytes)"""
    segments = integer_segments(values)
    if len(segments) == 1:
        kind, _, data = segments[0]
        best = KINDS[kind] << 4, data
    else:
        best = 0x80, b"".join(bytes([KINDS[k]]) + varint(n) + d for k, n, d in segments)
    # Fewer than 14 digits are never noise.
    if len(segments) > 1 or any(abs(m) >= 10**13 for m, _ in values):
        for kind, data in floats(values):
            if len(data) < len(best[1]):
                best = KINDS[kind] << 4, data
    return best


def put_times(times):
    steps = [b - a for a, b in zip(times, times[1:])]
    runs = v1.runs(steps)
    if len(runs) <= 1:
        return 0, b""
    as_runs = b"".join(varint(step) + varint(n) for step, n in runs)
    as_row = row(steps)
    return (1, as_runs) if len(as_runs) <= len(as_row) else (2, as_row)


def put_qualities(qualities):
    runs = v1.runs(qualities)
    if len(runs) > 1:
        return 2 << 2, b"".join(bytes([q]) + varint(n) for q, n in runs)
    return (0, b"") if qualities[0] == 0 else (1 << 2, bytes([qualities[0]]))


def block(readings):
    times = [r[0] for r in readings]
    parts = [put_times(times), put_values([(r[1], r[2]) for r in readings]),
             put_qualities([r[3] for r in readings])]
    body = bytes([sum(bits for bits, _ in parts)]) + b"".join(data for _, data in parts)
    head = struct.pack("<BBHqqI", 0xB1, 2, len(readings), times[0], times[-1], v1.crc32c(body))
    packed_block = head + struct.pack("<I", v1.crc32c(head)) + body
    plain_block = v1.block(readings)
    return plain_block if len(plain_block) < len(packed_block) else packed_block


def noise(n, scale, steps=0, narrow=True):
    """The text that a binary float near n ÷ 10^scale leaves behind."""
    near_by = to32(n / 10**scale) if narrow else n / 10**scale
    (x,) = struct.unpack("<d", struct.pack("<q", number64(near_by) + steps))
    return text64(x)


def float_cases():
    t, hour = 1467302400000, 3_600_000
    # Binary32 in binary64's text; with a step of noise; with a number of other origin among them.
    yield [(t + i * hour, *noise(30531 + i * 37 % 911, 3), 0) for i in range(200)]
    yield [(t + i * hour, *noise(5090 + i * 41 % 777, 3, i % 3 - 1), 0) for i in range(200)]
    yield [(t + i * hour, *(noise(5090 + i * 41 % 777, 3) if i != 50 else (321, 2)), i == 50)
           for i in range(200)]
    # Sums of binary64 such as 0.30000000000000004.
    yield [(t + i * hour, *noise(2301 - i * 7 % 23, 1, i % 7 == 0, narrow=False), 0)
           for i in range(100)]
    yield [(t + i * hour, *noise(-231_472_380 + i * i * 12_345, 6), 0) for i in range(100)]
    yield [(t + i * hour, *text64(math.sqrt(i + 2) * 10.0 ** (i % 9 - 4)), 0) for i in range(100)]


def cases():
    yield from v1.cases()
    t, minute = 1711929600000, 60_000
    # Registers, levels, bends, gaps, jitter, and lengths around those of a mini.
    for n in (2, 5, 31, 32, 33, 34, 64, 65, 66, 1440):
        yield [(t + i * minute, *canonical(10_000_000 + i * i % 97 + i * 13, 2), 0)
               for i in range(n)]
    yield [(t + i * minute, *canonical(50_000 + i * (i - 400), 2), 0) for i in range(400)]
    yield [(t + i * minute, *canonical((i * 7919 % 4096) << (i % 40), 0), 0) for i in range(300)]
    yield [(t + i * minute + i * i * 31 % 400, 5, 0, 19) for i in range(300)]
    yield [(t + i * minute + (i > 100) * 7 * minute, 5, 0, 0) for i in range(300)]
    yield [(t + i * minute, *canonical((-1) ** i * (2**63 - 1 - i * i), 0), 0) for i in range(70)]
    yield from float_cases()


def golden():
    out = bytearray()
    for readings in cases():
        text = "".join(f"{at} {m} {s} {int(q)}\n" for at, m, s, q in readings).encode()
        data = block(readings)
        out += struct.pack("<I", len(text)) + text + struct.pack("<I", len(data)) + data
    return bytes(out)


def main():
    path = pathlib.Path(__file__).with_name("block_packed.bin")
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if path.read_bytes() == golden() else 1)
    (pathlib.Path(sys.argv[1]) if sys.argv[1:] else path).write_bytes(golden())


if __name__ == "__main__":
    main()
