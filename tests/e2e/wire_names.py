"""Lets the end-to-end tests speak the standard's names to a program that speaks a wire profile.

Tests write addresses, parameters, headers and archives as the standard has them and read answers
so; this module puts them into the profile's names on the way in and back on the way out. Without a
profile it changes nothing.
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from spec_data import Spec  # noqa: E402  (needs the path above)


class WireNames:
    """The names of a profile file; the standard's without one."""

    def __init__(self, profile=None):
        self.profile = profile
        spec = Spec(ROOT / "spec")
        given = json.loads(profile.read_text("utf-8")) if profile else {}
        self.parameters = given.get("parameters", {})
        self.headers = {k.lower(): v for k, v in given.get("headers", {}).items()}
        self.codes = {str(entry.get("code", code)): code
                      for code, entry in given.get("codes", {}).items()}
        self.interfaces = {}
        for interface in spec.interfaces:
            entry = given.get("interfaces", {}).get(interface["name"], {})
            self.interfaces[interface["path"]] = {**interface, **entry}
        members = given.get("members", {})
        self.fields = {}  # Model -> standard name -> (name of the profile, model of its values)
        bases = {model["name"]: model.get("extends") for model in spec.models}
        for model in spec.models:
            fields = self.fields[model["name"]] = {}
            for field in model["all_fields"]:
                name = field["name"]
                own = members.get(f"{model['name']}.{name}",
                                  members.get(f"{bases[model['name']]}.{name}", name))
                receipt = model["name"] == "SimpleStatisticPoint" and name == "extension"
                fields[name] = (own, "StatisticReceipt" if receipt else field.get("model"))

    # --- out of the tests -----------------------------------------------------------------------

    def header(self, name):
        return self.headers.get(name.lower(), name)

    def parameter(self, name):
        return self.parameters.get(name, name)

    def member(self, model, name):
        return self.fields[model][name][0]

    def path(self, path):
        """An address with its query. What is malformed stays as malformed as it was."""
        at, mark, query = path.partition("?")
        if at not in self.interfaces:
            return path
        pairs = [pair.partition("=") for pair in query.split("&")]
        query = "&".join(self.parameter(name) + equals + value for name, equals, value in pairs)
        return self.interfaces[at]["path"] + mark + query

    def curl_arguments(self, path, arguments):
        """curl's further arguments: header names, names in a JSON body, and POST where the
        interface has no GET (parameters may stay in the query then)."""
        out = []
        interface = self.interfaces.get(path.partition("?")[0])
        for before, argument in zip((None, *arguments), arguments):
            if before in ("-H", "--header"):
                name, colon, value = argument.partition(":")
                argument = self.header(name) + colon + value
            elif before == "-d" and interface:
                argument = self._body(argument)
            out.append(argument)
        asks = not {"-d", "--data-binary", "-X", "--head"} & set(arguments)
        if interface and asks and "GET" not in interface["methods"]:
            out += ["-H", self.header("Content-Type") + ": application/json", "-d", "{}"]
        return out

    def command(self, arguments):
        """The arguments of a `cems` command: the profile, and parameters of `get`."""
        if not self.profile or not arguments or arguments[0] not in ("serve", "load", "get"):
            return arguments
        out = []
        for argument in arguments:
            name, equals, value = str(argument).partition("=")
            if arguments[0] == "get" and equals and not name.startswith("-"):
                argument = self.parameter(name) + equals + value
            out.append(argument)
        return [*out, "--profile", self.profile]

    def archive(self, text):
        # Numbers as marked texts, so that their digits stay as they are.
        document = json.loads(text, parse_float="\0{}\0".format, parse_int="\0{}\0".format)
        renamed = json.dumps(self._rename(document, "Archive", self._there), ensure_ascii=False,
                             indent=1)
        return re.sub(r'"\\u0000([^"]*?)\\u0000"', r"\1", renamed)

    def csv(self, text):
        """A readings file of the long form: the columns of its first line."""
        first, end, rest = text.partition("\n")
        names = [self.parameter(c) if c in ("cemsId", "pointId", "parameterId")
                 else self.fields["Reading"].get(c, (c,))[0] for c in first.strip().split(",")]
        return ",".join(names) + end + rest

    def pointer(self, pointer):
        """A JSON pointer into an archive."""
        model, out = "Archive", []
        for token in pointer.split("/")[1:]:
            name, target = self.fields.get(model, {}).get(token, (token, model))
            out.append(name)
            model = target
        return "/" + "/".join(out)

    # --- back into the tests --------------------------------------------------------------------

    def envelope(self, path, document):
        """An answer of the interface at `path` (standard name)."""
        if not isinstance(document, dict):
            return document
        document = self._rename(document, "Envelope", self._back)
        if "code" in document:
            document["code"] = self.codes.get(str(document["code"]), document["code"])
        back = {new: old for old, new in [*self.parameters.items(), *self.headers.items()]}
        for error in document.get("errors", []):
            error["field"] = back.get(error["field"], error["field"])
        interface = self.interfaces.get(path.partition("?")[0])
        if interface and "data" in document:
            document["data"] = self._rename(document["data"], interface["response"], self._back)
        return document

    def data(self, interface, document):
        """The `data` of an interface's answer, as `cems get --raw` prints it."""
        return self._rename(document, self.interfaces["/cems/v1/" + interface]["response"],
                            self._back)

    # --- inside ---------------------------------------------------------------------------------

    def _there(self, model, name):
        return self.fields[model].get(name, (name, None))

    def _back(self, model, name):
        for old, (new, target) in self.fields[model].items():
            if new == name:
                return old, target
        return name, None

    def _rename(self, value, model, look_up):
        if model is None:
            return value
        if isinstance(value, list):
            return [self._rename(item, model, look_up) for item in value]
        if not isinstance(value, dict):
            return value
        out = {}
        for name, member in value.items():
            other, target = look_up(model, name)
            out[other] = self._rename(member, target, look_up)
        return out

    def _body(self, text):
        return re.sub(r'"(\w+)":', lambda m: f'"{self.parameter(m[1])}":', text)
