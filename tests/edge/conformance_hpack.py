"""RFC 7541: header blocks in every representation, and those that do not decode."""
import frames as f
from conformance import Case, answer, both, connection_error, say

# GET, https, / of the static table (A).
START = f.index(2) + f.index(7) + f.index(4)
HOST = f.text("127.0.0.1")
# "127.0.0.1" in Huffman code (B), padded with ones.
HUFFMAN_HOST = bytes.fromhex("87089d5c0b8170ff")


def block(what, section, bytes_):
    """A block that is sound."""
    return Case(f"RFC 7541 {section}", what, say(f.headers(1, bytes_)), answer())


def broken(what, section, bytes_):
    """A block that does not decode ends the connection (4.3)."""
    return Case(f"RFC 7541 {section}", what, say(f.headers(1, bytes_)),
                connection_error(f.COMPRESSION_ERROR))


def field(value):
    """A field without indexing, its value as it is given: length and all."""
    return b"\x00" + f.text("user-agent") + value


SOUND = [
    block("indexed fields", "6.1", START + b"\x41" + HOST),
    block("a literal with indexing, indexed name", "6.2.1", START + b"\x41" + HOST),
    block("a literal with indexing, new name", "6.2.1",
          START + b"\x40" + f.text(":authority") + HOST),
    block("a literal without indexing, indexed name", "6.2.2", START + b"\x01" + HOST),
    block("a literal without indexing, new name", "6.2.2", f.block(*f.request())),
    block("a literal never indexed, indexed name", "6.2.3", START + b"\x11" + HOST),
    block("a literal never indexed, new name", "6.2.3",
          START + b"\x10" + f.text(":authority") + HOST),
    block("a Huffman value", "5.2", START + b"\x41" + HUFFMAN_HOST),
    block("a dynamic table size update", "6.3", f.table_size(128) + START + b"\x41" + HOST),
    block("two dynamic table size updates", "4.2",
          f.table_size(128) + f.table_size(4096) + START + b"\x41" + HOST),
    block("a table of nothing", "4.1", f.table_size(0) + START + b"\x41" + HOST),
    Case("RFC 7541 2.3.2", "fields of the dynamic table",
         say(f.headers(1, START + b"\x41" + HOST), f.headers(3, START + f.index(62))),
         both(answer(1), answer(3))),
    Case("RFC 7541 2.3.2", "entries that push others out",
         say(*(f.headers(f.client_id(n), START + b"\x41" + HOST
                         + f.indexed_literal(f"x-{n}", "y" * 1000)) for n in range(12)),
             f.headers(25, START + f.index(63))), answer(25)),
]

BROKEN = [
    broken("index 0", "6.1", f.index(0)),
    broken("an index beyond the tables", "2.3.3", START + f.index(70)),
    broken("a name's index beyond the tables", "2.3.3", START + f.integer(70, 6, 0x40) + HOST),
    broken("a table size update at the end", "4.2",
           START + b"\x41" + HOST + f.table_size(1)),
    broken("a table size beyond the setting", "6.3", f.table_size(4097) + START + b"\x41" + HOST),
    broken("Huffman padding longer than 7 bits", "5.2",
           START + b"\x41" + HOST + field(b"\x89" + HUFFMAN_HOST[1:] + b"\xff\xff")),
    # 00011 is `a`; the three bits behind it have to be ones.
    broken("Huffman padding of zeros", "5.2", START + b"\x41" + HOST + field(b"\x81\x18")),
    broken("EOS in a Huffman string", "5.2",
           START + b"\x41" + HOST + field(b"\x84\xff\xff\xff\xff")),
    broken("a string longer than its block", "5.2", START + b"\x41\x7f\xff\x01a"),
    broken("an integer that never ends", "5.1", START + b"\x41\x7f" + b"\xff" * 20),
    broken("a block that ends within a field", "4.3", START + b"\x41"),
]

CASES = SOUND + BROKEN
