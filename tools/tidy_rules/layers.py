"""The layer table of docs/architecture.md as data, and the rules that hold the tree to it."""

import re

from tidy_rules.source import Finding

# module: what it may include beside itself. Written upwards: a module sees only earlier ones, so
# there can be no circle.
LAYERS = {
    "base": (),
    "json": ("base",),
    "audit": ("base", "json"),
    "block": ("base",),
    "http": ("base",),
    "net": ("base",),
    "mqtt": ("base",),
    "flate": ("base",),
    "model": ("base", "json"),
    "spec": ("base", "json", "model"),
    "catalog": ("base", "json", "model", "spec"),
    "events": ("base", "json", "model", "spec", "catalog"),
    "store": ("base", "block", "model"),
    "query": ("base", "model", "spec", "catalog", "store"),
    "ingest": ("base", "json", "mqtt", "flate", "model", "catalog", "store"),
    "api": ("base", "json", "audit", "flate", "http", "model", "spec", "catalog", "events", "query",
            "ingest"),
    "client": ("base", "json", "flate", "http", "net", "model", "spec"),
}

for _at, _seen in enumerate(LAYERS.values()):
    assert set(_seen) <= set(list(LAYERS)[:_at]), "the layer table looks upwards"

# The backends of a store see the Store interface, never one another.
STORE_BACKENDS = ("memory", "rocks", "clickhouse")

# first letters of a vendor's header: the only places of src/ and app/ that may include it. Where
# several fit, the longest speaks.
VENDORS = {
    "rocksdb/": ("src/store/rocks",),
    "nghttp2/": ("src/http",),
    "simdjson": ("src/json",),
    "curl/": ("src/client",),
    "isa-l": ("src/flate",),
    "zstd": ("src/flate",),
    "CLI/": ("app",),
    "prometheus/": ("app",),
    "openssl/": ("src/base", "src/net", "src/api"),
    "boost/": ("src/http", "src/net", "src/api", "app"),
    # Integers of any size, for exact quotients: base/fraction.h is the number that others use.
    "boost/multiprecision/": ("src/base",),
}

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"(?P<ours>[^"]+)"|<(?P<theirs>[^>]+)>)', re.M)
_CMAKE_MODULE = re.compile(r"^cems_module\((\w+)([^)]*)\)", re.M)


def _includes(file):
    for match in _INCLUDE.finditer(file.text):
        yield file.line_of(match.start()), match["ours"], match["theirs"]


def layers(tree):
    """A module includes only what the layer table lets it see, by a path that starts in src/."""
    for file in tree.cxx():
        if not file.under("src"):
            continue
        module = file.path.split("/")[1]
        if module not in LAYERS:
            yield Finding(file.path, 1, f"src/{module} is not in the layer table")
            continue
        for line, ours, _ in _includes(file):
            if ours is None:
                continue
            seen = ours.split("/")[0]
            if "/" not in ours or (seen not in LAYERS and seen not in ("app", "tests")):
                message = f'"{ours}": write the path from src/, as "{module}/..."'
                yield Finding(file.path, line, message)
            elif seen != module and seen not in LAYERS[module]:
                allowed = " ".join(LAYERS[module]) or "nothing"
                message = f"{module} may not include {seen} (it sees: {allowed})"
                yield Finding(file.path, line, message)


def store_backends(tree):
    """A store's backend does not know that there are others."""
    for file in tree.cxx():
        parts = file.path.split("/")
        if parts[:2] != ["src", "store"] or len(parts) < 4 or parts[2] not in STORE_BACKENDS:
            continue
        for line, ours, _ in _includes(file):
            seen = (ours or "").split("/")
            if seen[0] == "store" and len(seen) > 2 and seen[1] != parts[2] \
                    and seen[1] in STORE_BACKENDS:
                message = f"backend {parts[2]} may not include backend {seen[1]}"
                yield Finding(file.path, line, message)


def vendors(tree):
    """A vendor's headers stay in the one place that adapts them."""
    for file in tree.cxx():
        if not file.under("src", "app"):
            continue
        for line, ours, theirs in _includes(file):
            fitting = [prefix for prefix in VENDORS if (theirs or ours).startswith(prefix)]
            places = VENDORS[max(fitting, key=len)] if fitting else ()
            if fitting and not file.under(*places):
                message = f"<{theirs or ours}> belongs only in {' '.join(places)}"
                yield Finding(file.path, line, message)


def module_dependencies(tree):
    """CMakeLists.txt links no module to what the layer table hides from it."""
    file = tree.by_path.get("CMakeLists.txt")
    if file is None:
        return
    for match in _CMAKE_MODULE.finditer(file.text):
        module, line = match[1], file.line_of(match.start())
        if module not in LAYERS:
            yield Finding(file.path, line, f"module {module} is not in the layer table")
            continue
        for seen in re.findall(r"\bcems_(\w+)", match[2]):
            if seen not in LAYERS[module]:
                yield Finding(file.path, line, f"module {module} may not link cems_{seen}")


RULES = (layers, store_backends, vendors, module_dependencies)
