"""A strict reader of Prometheus' text format 0.0.4: whatever is not exactly as its page says is an
error, where Prometheus itself would let much pass."""
import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)')
SAMPLE = re.compile(rf"({NAME})(?:\{{(.*)\}})? (\S+)$")
TYPES = ("counter", "gauge", "histogram")
SUFFIXES = {"counter": ("",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}


class Page:
    """families: {name: type}; samples: {(name, ((label, value), …)): number}."""

    def __init__(self, text):
        assert text.endswith("\n"), "the last line must end"
        self.families, self.help, self.samples = {}, {}, {}
        self.family = None
        for line in text[:-1].split("\n"):
            self._line(line)
        for name, kind in self.families.items():
            if kind == "histogram":
                self._check_histogram(name)

    def _line(self, line):
        if line.startswith("# HELP "):
            name, _, text = line[7:].partition(" ")
            assert re.fullmatch(NAME, name) and text and name not in self.help, line
            self.help[name] = text
        elif line.startswith("# TYPE "):
            name, kind = line[7:].split(" ")
            assert kind in TYPES and name in self.help and name not in self.families, line
            self.families[name] = kind
            self.family = name
        else:
            self._sample(line)

    def _sample(self, line):
        match = SAMPLE.match(line)
        assert match, f"no sample: {line!r}"
        name, inside, number = match.groups()
        kind = self.families[self.family]
        assert name in [self.family + suffix for suffix in SUFFIXES[kind]], \
            f"{name} stands under {self.family}"
        labels, rest = [], inside or ""
        while rest:
            label = LABEL.match(rest)
            assert label, line
            labels.append((label[1], label[2]))
            rest = rest[label.end():]
        assert len({key for key, _ in labels}) == len(labels), f"a label twice: {line}"
        key = (name, tuple(sorted(labels)))
        assert key not in self.samples, f"twice: {line}"
        self.samples[key] = float(number)
        assert kind != "counter" or self.samples[key] >= 0, line

    def _check_histogram(self, name):
        """Buckets rise to +Inf, which is the count."""
        series = {}
        for (sample, labels), number in self.samples.items():
            if sample == name + "_bucket":
                others = tuple(pair for pair in labels if pair[0] != "le")
                bound = float(dict(labels)["le"])
                series.setdefault(others, []).append((bound, number))
        for others, buckets in series.items():
            assert [b for b, _ in buckets] == sorted({b for b, _ in buckets}), (name, others)
            counts = [n for _, n in buckets]
            assert counts == sorted(counts), (name, others)
            assert buckets[-1] == (float("inf"), self.samples[(name + "_count", others)])
            assert (name + "_sum", others) in self.samples

    def value(self, name, **labels):
        """Of one sample; 0 where there is none, as for a counter that has not counted yet."""
        assert name in self.families or name.rpartition("_")[0] in self.families, name
        return self.samples.get((name, tuple(sorted(labels.items()))), 0)

    def total(self, name, **labels):
        """Of all samples that have these labels."""
        return sum(number for (sample, has), number in self.samples.items()
                   if sample == name and set(labels.items()) <= set(has))
