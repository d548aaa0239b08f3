#!/usr/bin/env python3
"""Writes tests/golden/block_v1.bin: blocks of format B1, encoding 1, made by this second encoder.

It follows docs/internals/format/block.md and shares no code with src/block; the C++ tests demand
the same bytes. The file is a row of cases: u32 length and the readings as lines
"time mantissa scale quality", then u32 length and the block (lengths little-endian).

    tests/golden/make_block_v1.py [FILE]      writes FILE (default: block_v1.bin beside this script)
    tests/golden/make_block_v1.py --check     exit status 1 if the file is not what would be written
"""
import pathlib
import struct
import sys

MASK = (1 << 64) - 1


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def varint(n):
    out = bytearray()
    while True:
        low, n = n & 0x7F, n >> 7
        out.append(low | (0x80 if n else 0))
        if not n:
            return bytes(out)


def svarint(n):
    return varint(2 * n if n >= 0 else -2 * n - 1)


def runs(items):
    out = []
    for item in items:
        if out and out[-1][0] == item:
            out[-1][1] += 1
        else:
            out.append([item, 1])
    return out


def fits(n):
    return -(1 << 63) <= n < (1 << 63)


def segments(values):
    """[(wide, scale, [mantissa at that scale])]; values are canonical (mantissa, scale)."""
    out = []
    for mantissa, scale in values:
        if not fits(mantissa):
            if out and out[-1][0] and out[-1][1] == scale:
                out[-1][2].append(mantissa)
            else:
                out.append([True, scale, [mantissa]])
            continue
        if out and not out[-1][0]:
            _, have, mantissas = out[-1]
            # A zero has no scale of its own and takes the segment's; otherwise the finer one rules.
            common = have if mantissa == 0 else max(have, scale)
            old = [m * 10 ** (common - have) for m in mantissas]
            new = 0 if mantissa == 0 else mantissa * 10 ** (common - scale)
            if all(fits(m) for m in old) and fits(new):
                out[-1] = [False, common, old + [new]]
                continue
        out.append([False, scale, [mantissa]])
    return out


def block(readings):
    times = [r[0] for r in readings]
    body = bytearray()
    for delta, run in runs([b - a for a, b in zip(times, times[1:])]):
        body += varint(delta) + varint(run)
    for wide, scale, mantissas in segments([(r[1], r[2]) for r in readings]):
        body += varint(len(mantissas) << 1 | wide) + svarint(scale)
        before = 0
        for mantissa in mantissas:
            if wide:
                body += mantissa.to_bytes(16, "little", signed=True)
            else:
                delta = (mantissa - before) & MASK
                body += svarint(delta - (1 << 64) if delta >> 63 else delta)
                before = mantissa
    for quality, run in runs([r[3] for r in readings]):
        body += bytes([quality]) + varint(run)
    head = struct.pack("<BBHqqI", 0xB1, 1, len(readings), times[0], times[-1], crc32c(body))
    return head + struct.pack("<I", crc32c(head)) + bytes(body)


def canonical(mantissa, scale):
    if mantissa == 0:
        return 0, 0
    while mantissa % 10 == 0:
        mantissa, scale = mantissa // 10, scale - 1
    return mantissa, scale


def cases():
    t = 1711929600000  # 2024-04-01T00:00Z
    minute = 60_000
    yield [(t, 123, 1, 0), (t + 15 * minute, 1234, 2, 0), (t + 30 * minute, 12, 0, 9)]
    yield [(t, 0, 0, 0)]
    yield [(-62_167_219_200_000, -1, 400, 255), (253_402_300_799_999, 10**38 - 1, -362, 0)]
    yield [(t + i * minute, *canonical(23000 + i * 7 % 311, 2), 0) for i in range(300)]
    yield [(t + i * minute + i // 50, *canonical(10**15 + i * i, 4), i // 100) for i in range(300)]
    yield [(t + i, *canonical((-1) ** i * (2**63 - 1 - i % 3), 7), i % 2) for i in range(40)]
    yield [(t + i, *canonical(-(10**37) - 10**(i % 5), 20 + i % 3), 14) for i in range(20)]
    yield [(t + i * i, *canonical(i % 4 * 10 ** (i % 30), i % 23 - 11), 0) for i in range(1, 200)]
    yield [(t - i, *canonical(-(2**63), 0), 17) for i in (5, 3, 2)]
    yield [(t + i * 1000, *canonical(i * 5, 1), 0) for i in range(4096)]


def golden():
    out = bytearray()
    for readings in cases():
        text = "".join(f"{at} {m} {s} {q}\n" for at, m, s, q in readings).encode()
        data = block(readings)
        out += struct.pack("<I", len(text)) + text + struct.pack("<I", len(data)) + data
    return bytes(out)


def main():
    path = pathlib.Path(__file__).with_name("block_v1.bin")
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if path.read_bytes() == golden() else 1)
    (pathlib.Path(sys.argv[1]) if sys.argv[1:] else path).write_bytes(golden())


if __name__ == "__main__":
    main()
