"""Makes a data folder look as if a newer program had written it, one part at a time.

The version of the store's format is a value of RocksDB (docs/internals/format/log.md). RocksDB
takes what stands at the end of its write-ahead log for its last write, so a record is appended
there: a batch that puts the next version. Nothing of RocksDB has to be installed for it.
"""
import json
import pathlib
import re
import struct

KEYS = pathlib.Path(__file__).resolve().parents[2] / "src" / "store" / "rocks" / "keys.h"
FORMAT_KEY = b"Mformat"
FULL_RECORD = 1  # Kind of a record of the log that is whole in one of its 32 KiB pages.
PAGE = 32768
PUT = 1  # Kind of an entry of a batch.
SEQUENCE = 1 << 40  # Later than anything that a test has written.


def crc32c(data):
    """RFC 3720 B.4, bit by bit: a record is small."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(crc):
    """As RocksDB stores the checksum of what holds checksums itself."""
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def put_format(version):
    """A batch of one entry, in RocksDB's form; the value is in ours: number, checksum of both."""
    number = struct.pack("<Q", version)
    value = number + struct.pack("<I", crc32c(FORMAT_KEY + number))
    entry = bytes((PUT, len(FORMAT_KEY))) + FORMAT_KEY + bytes((len(value),)) + value
    return struct.pack("<QI", SEQUENCE, 1) + entry


def known_format():
    return int(re.search(r"kStoreFormat = (\d+);", KEYS.read_text(encoding="utf-8"))[1])


def raise_store_format(data):
    """Appends the next version to the store, which no process has open; gives the one it had."""
    known = known_format()
    log = max((data / "store").glob("*.log"), key=lambda path: int(path.stem))
    payload = put_format(known + 1)
    header = struct.pack("<IHB", masked(crc32c(bytes((FULL_RECORD,)) + payload)), len(payload),
                         FULL_RECORD)
    size = log.stat().st_size
    room = PAGE - size % PAGE
    padding = b"\0" * room if room < len(header) + len(payload) else b""
    with open(log, "ab") as file:
        file.write(padding + header + payload)
    return known


def add_event_kind(data):
    """A line of a kind that nobody knows yet (docs/internals/format/dr-log.md)."""
    line = '{"at":1721289600000,"kind":"novel","cemsId":"X"}'
    (data / "dr").mkdir(exist_ok=True)
    with open(data / "dr" / "events.log", "a", encoding="utf-8") as file:
        file.write(f"{crc32c(line.encode()):08x} {line}\n")


def add_archive_member(data):
    """Without the sums of the folder, or it would be damage of another kind."""
    (data / "archive" / "SUMS").unlink()
    archive = next((data / "archive").glob("*.json"))
    document = json.loads(archive.read_text(encoding="utf-8"))
    document["cems"]["novel"] = 1
    archive.write_text(json.dumps(document), encoding="utf-8")


def raise_token_version(data):
    tokens = data / "tokens"
    text = tokens.read_text(encoding="utf-8")
    raised = re.sub(r'^\{"version":\d+', '{"version":1000', text)
    assert raised != text
    tokens.write_text(raised, encoding="utf-8")
