#!/usr/bin/env python3
"""Writes tests/golden/audit_v1.jsonl as docs/internals/format/audit.md says, with Python's own JSON
and SHA-256.

    python3 tests/golden/make_audit_v1.py [--check]

With --check the file is compared and not written; exit status 1 where it differs.
"""
import hashlib
import json
import pathlib
import sys

FILE = pathlib.Path(__file__).resolve().parent / "audit_v1.jsonl"
LINES = [
    {"time": "2026-11-27T06:30:00.123+00:00", "actor": "platform", "token": "7kq2m9xz",
     "action": "PUT", "object": "/admin/v1/cems/CEMS-SH-0001", "result": "200",
     "source": "192.0.2.7"},
    {"time": "2026-11-27T06:31:00+00:00", "actor": "", "token": "", "action": "GET",
     "object": "/cems/v1/GetCemsStaticData", "result": "40102", "source": "2001:db8::1",
     "count": 100000, "first": "2026-11-27T06:30:01+00:00"},
    {"time": "2026-11-28T00:00:00+00:00", "actor": "平台 \"A\"", "token": "23456789",
     "action": "POST", "object": "/ingest/v1/readings", "result": "40302", "source": "127.0.0.1"},
    {"time": "2026-11-28T00:00:01+00:00", "actor": "cems", "token": "", "action": "audit.expire",
     "object": "1-5000", "result": "removed", "source": "local"},
]


def text():
    lines = []
    before = "0" * 64
    for number, members in enumerate(LINES, 1):
        line = json.dumps({"prev": before, "seq": number, **members}, ensure_ascii=False,
                          separators=(",", ":"))[:-1]
        before = hashlib.sha256(line.encode()).hexdigest()
        lines.append(f'{line},"hash":"{before}"}}\n')
    return "".join(lines)


def main():
    if "--check" not in sys.argv:
        FILE.write_text(text(), encoding="utf-8")
    return 0 if FILE.read_text(encoding="utf-8") == text() else 1


if __name__ == "__main__":
    sys.exit(main())
