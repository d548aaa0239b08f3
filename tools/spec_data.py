"""Loads the files under spec/ and checks them: unique names, references that resolve, meanings in
both languages, provenance on every item. What is wrong is said all at once, with file and item.

Used by gen_spec.py; see docs of the formats in spec/README.md.
"""
import json
import pathlib
import re

from spec_documents import check_documents

TYPES = {"string", "code", "integer", "number", "boolean", "date", "dateTime", "duration", "month",
         "timeOfDayRange", "timeInterval", "object", "model"}
PARAM_TYPES = {"id", "code", "integer", "boolean", "time", "duration", "period", "readingType",
               "cursor"}
FAMILIES = {"static", "dynamic", "historic", "statistic", "dr", "demand"}
DAY_KINDS = {"none", "working", "same"}
RANKINGS = {"none", "day", "window"}
PICKS = {"before", "all", "highest", "middle"}
SCOPES = {"Cems", "CemsFull", "CemsSpecCategory", "Point", "PointFull", "PointSpecCategory"}
STRING_CHARS_MAX = 64  # Of a string field without a length of its own.


def clause_key(clause):
    """Clauses in the order of the document: 6.2 before 6.10 before A.2."""
    head, _, tail = clause.partition(".")
    number = int(head) if head.isdigit() else 100 + ord(head)
    return number, int(tail or 0)


def snake(name):
    """parentPointId -> parent_point_id, X-Cems-Nonce -> x_cems_nonce."""
    text = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name.replace("-", "_"))
    return text.lower()


class SpecError(Exception):
    """The data are wrong; the text lists every fault."""


class Spec:
    """The data of spec/, complete and checked."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.faults = []
        self.models = self._load_models()
        document = self._load("interfaces.json")
        self.path = document.get("path", {})
        self.interfaces = document.get("interfaces", [])
        self.parameters = self._list("parameters.json", "parameters")
        self.headers = self._list("headers.json", "headers")
        self.codes = self._list("return_codes.json", "codes")
        self.enumerations = self._list("enumerations.json", "enumerations")
        self.qualities = self._list("qualities.json", "qualities")
        self.energy_types = self._list("energy_types.json", "energyTypes")
        self.sub_items = self._list("sub_items.json", "subItems")
        self.categories = self._list("categories.json", "categories")
        self.tou_schemes = self._list("tou_schemes.json", "touSchemes")
        self.indicators = self._list("indicators.json", "indicators")
        self.baselines = self._load("baseline_methods.json")
        self.baseline_methods = self._list("baseline_methods.json", "methods")
        self.positions = self._list("reading_types.json", "positions")
        self.builtin = self._list("reading_types.json", "builtin")
        self.interpretations = self._list("interpretations.json", "interpretations")
        self.documents = {name: self._load(f"{name}.json")
                          for name in ("tou_schedules", "holidays", "factors")}
        self.examples = [self._load(f"examples/{path.name}")
                         for path in sorted((self.folder / "examples").glob("*.json"))]
        self._check()
        if self.faults:
            raise SpecError("\n".join(self.faults))

    # --- loading --------------------------------------------------------------------------------

    def _load(self, name):
        try:
            return json.loads((self.folder / name).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise SpecError(f"spec/{name}: {error}") from error

    def _list(self, name, member):
        items = self._load(name).get(member)
        if not isinstance(items, list) or not items:
            raise SpecError(f"spec/{name}: no list {member!r}")
        return items

    def _load_models(self):
        models = []
        for path in sorted((self.folder / "models").glob("*.json")):
            models += self._load(f"models/{path.name}").get("models", [])
        models.sort(key=lambda model: (clause_key(model["clause"]), model["name"]))
        by_name = {model["name"]: model for model in models}
        for model in models:
            base = by_name.get(model.get("extends"), {"fields": []})
            model["all_fields"] = base["fields"] + model["fields"]
        return models

    # --- checking -------------------------------------------------------------------------------

    def _fault(self, where, what):
        self.faults.append(f"spec/{where}: {what}")

    def _unique(self, where, names):
        seen = set()
        for name in names:
            if name in seen:
                self._fault(where, f"{name} is there twice")
            seen.add(name)
        return seen

    def _described(self, where, item):
        for member in ("english", "chinese"):
            if not item.get(member):
                self._fault(where, f"no {member} meaning")

    def _provenance(self, where, item):
        if not re.fullmatch(r"(\d+|[A-C])(\.\d+)*", item.get("clause", "")):
            self._fault(where, f"clause {item.get('clause')!r} is no clause")
        if item.get("origin") not in ("seed", "inferred"):
            self._fault(where, "origin must be seed or inferred")
        confidence = item.get("confidence")
        if not isinstance(confidence, int) or not 0 <= confidence <= 100:
            self._fault(where, "confidence must be a percentage")
        elif (confidence == 100) != (item.get("origin") == "seed"):
            self._fault(where, "confidence 100 belongs to seed, and to nothing else")
        if item.get("interpretation", "I-01") not in self.interpretation_ids:
            self._fault(where, f"unknown interpretation {item['interpretation']}")

    def _item(self, where, item):
        self._described(where, item)
        self._provenance(where, item)

    def _check(self):
        self.interpretation_ids = self._unique("interpretations.json",
                                               [i["id"] for i in self.interpretations])
        self.enumeration_names = self._unique("enumerations.json",
                                              [e["name"] for e in self.enumerations])
        for enumeration in self.enumerations:
            where = f"enumerations.json: {enumeration['name']}"
            self._provenance(where, enumeration)
            self._unique(where, [value["value"] for value in enumeration["values"]])
            for value in enumeration["values"]:
                self._described(f"{where}/{value['value']}", value)
        self._check_models()
        self._check_parameters()
        self._check_interfaces()
        self._check_code_lists()
        self._check_reading_types()
        self._check_indicators()
        self._check_baselines()
        check_documents(self, self._fault)
        self._check_examples()

    def _check_models(self):
        names = self._unique("models", [model["name"] for model in self.models])
        for model in self.models:
            where = f"models: {model['name']}"
            self._item(where, model)
            if model.get("extends", model["name"]) not in names:
                self._fault(where, f"extends the unknown model {model['extends']}")
            spelled = [f["name"] for f in model["all_fields"]]
            spelled += [f["accepts"] for f in model["all_fields"] if "accepts" in f]
            self._unique(where, spelled)
            for field in model["fields"]:
                self._check_field(f"{where}.{field['name']}", field, names)

    def _check_field(self, where, field, models):
        self._item(where, field)
        if not re.fullmatch(r"[a-z][A-Za-z0-9]*", field["name"]):
            self._fault(where, "a member name is lowerCamelCase")
        if field["type"] not in TYPES:
            self._fault(where, f"unknown type {field['type']}")
        if (field["type"] == "model") != ("model" in field):
            self._fault(where, "`model` belongs to type model")
        elif field.get("model") not in models | {None}:
            self._fault(where, f"unknown model {field['model']}")
        if field.get("requirement") not in ("R", "O", "C"):
            self._fault(where, "requirement must be R, O or C")
        self._enumerated(where, field)

    def _enumerated(self, where, item):
        if item.get("enumeration", next(iter(self.enumeration_names))) \
                not in self.enumeration_names | {"quality"}:
            self._fault(where, f"unknown enumeration {item['enumeration']}")

    def _check_parameters(self):
        self._unique("parameters.json", [snake(p["name"]) for p in self.parameters])
        for parameter in self.parameters:
            where = f"parameters.json: {parameter['name']}"
            self._item(where, parameter)
            self._enumerated(where, parameter)
            if parameter["type"] not in PARAM_TYPES:
                self._fault(where, f"unknown type {parameter['type']}")
        self._unique("headers.json", [header["name"].lower() for header in self.headers])
        for header in self.headers:
            self._item(f"headers.json: {header['name']}", header)
            if header["required"] not in ("always", "optional", "body", "signing"):
                self._fault(f"headers.json: {header['name']}", "unknown value of required")

    def _check_interfaces(self):
        self._provenance("interfaces.json: path", self.path)
        self._unique("interfaces.json", [i["name"] for i in self.interfaces])
        self._unique("interfaces.json", [i["path"] for i in self.interfaces])
        parameters = {p["name"] for p in self.parameters}
        models = {m["name"] for m in self.models}
        for interface in self.interfaces:
            where = f"interfaces.json: {interface['name']}"
            self._item(where, interface)
            if interface["family"] not in FAMILIES or interface["scope"] not in SCOPES:
                self._fault(where, "unknown family or scope")
            if interface["path"] != self.path["template"].replace("{name}", interface["name"]):
                self._fault(where, "path does not follow the template")
            if interface["methods"] != self.path["methods"]:
                self._fault(where, "methods are not the common ones")
            if interface["response"] not in models:
                self._fault(where, f"unknown response model {interface['response']}")
            if interface["pageUnit"] not in models | {"none"}:
                self._fault(where, f"unknown page unit {interface['pageUnit']}")
            names = self._unique(where, [use["name"] for use in interface["parameters"]])
            for name in names - parameters:
                self._fault(where, f"unknown parameter {name}")
            if ("pageNo" in names) != (interface["pageUnit"] != "none"):
                self._fault(where, "pageNo and a page unit come together")

    def _check_code_lists(self):
        self._unique("return_codes.json", [code["code"] for code in self.codes])
        self._unique("return_codes.json", [code["name"] for code in self.codes])
        for code in self.codes:
            where = f"return_codes.json: {code['code']}"
            self._item(where, code)
            if code["code"] != 200 and code["code"] // 100 != code["http"]:
                self._fault(where, "the HTTP status is the code's first three digits")
        for name, items, key in (("qualities.json", self.qualities, "value"),
                                 ("energy_types.json", self.energy_types, "code"),
                                 ("sub_items.json", self.sub_items, "code"),
                                 ("categories.json", self.categories, "code"),
                                 ("tou_schemes.json", self.tou_schemes, "id")):
            codes = self._unique(name, [item[key] for item in items])
            for item in items:
                self._item(f"{name}: {item[key]}", item)
                if item.get("parent", item[key]) not in codes:
                    self._fault(f"{name}: {item[key]}", f"unknown parent {item['parent']}")

    def _check_examples(self):
        """That their data fit the schema of the answer is checked in tests/openapi."""
        by_name = {interface["name"]: interface for interface in self.interfaces}
        self._unique("examples", [example["id"] for example in self.examples])
        for example in self.examples:
            where = f"examples/{example['id']}.json"
            self._item(where, example)
            interface = by_name.get(example["interface"])
            if interface is None:
                self._fault(where, f"unknown interface {example['interface']}")
                continue
            path, _, query = example["request"].partition("?")
            if path != interface["path"]:
                self._fault(where, f"the address of {interface['name']} is {interface['path']}")
            given = {pair.partition("=")[0] for pair in query.split("&")}
            for name in sorted(given - {use["name"] for use in interface["parameters"]}):
                self._fault(where, f"{interface['name']} has no parameter {name}")
            for use in interface["parameters"]:
                if use.get("required") and use["name"] not in given:
                    self._fault(where, f"{use['name']} is missing")

    def _check_reading_types(self):
        if [p["position"] for p in self.positions] != list(range(1, 19)):
            self._fault("reading_types.json", "the positions are 1 to 18 in this order")
        known = []
        for position in self.positions:
            where = f"reading_types.json: position {position['position']}"
            self._item(where, position)
            codes = [code["code"] for code in position.get("codes", [])]
            known.append(self._unique(where, codes))
        self._unique("reading_types.json", [b["id"] for b in self.builtin])
        self._unique("reading_types.json", [b["readingTypeId"] for b in self.builtin])
        for builtin in self.builtin:
            where = f"reading_types.json: {builtin['id']}"
            self._item(where, builtin)
            fields = builtin["readingTypeId"].split(".")
            if len(fields) != 18 or not all(re.fullmatch(r"-?\d+", f) for f in fields):
                self._fault(where, f"{builtin['readingTypeId']} has not 18 numbers")
                continue
            for number, (field, codes) in enumerate(zip(fields, known), 1):
                if codes and int(field) not in codes:
                    self._fault(where, f"code {field} is unknown at position {number}")

    def _check_indicators(self):
        self._unique("indicators.json", [indicator["id"] for indicator in self.indicators])
        for indicator in self.indicators:
            where = f"indicators.json: {indicator['id']}"
            self._item(where, indicator)
            if not re.fullmatch(r"[A-Z][A-Z0-9_]{0,31}", indicator["id"]):
                self._fault(where, "an id is at most 32 capitals, digits and _")
            if not indicator.get("unit"):
                self._fault(where, "no unit")
            for member in ("ofClass", "isSum"):
                if not isinstance(indicator.get(member), bool):
                    self._fault(where, f"{member} is true or false")

    def _check_baselines(self):
        where = "baseline_methods.json"
        self._unique(where, [method["id"] for method in self.baseline_methods])
        listed = next(e for e in self.enumerations if e["name"] == "baselineMethod")
        if [m["id"] for m in self.baseline_methods] != [v["value"] for v in listed["values"]]:
            self._fault(where, "the methods are those of the enumeration baselineMethod")
        for method in self.baseline_methods:
            self._item(f"{where}: {method['id']}", method)
            for member, words in (("dayKind", DAY_KINDS), ("rankedBy", RANKINGS),
                                  ("pick", PICKS)):
                if method.get(member) not in words:
                    self._fault(f"{where}: {method['id']}", f"{member} is one of {sorted(words)}")
            if not 0 <= method["leastDays"] <= method["days"] <= self.baselines["lookbackDays"]:
                self._fault(f"{where}: {method['id']}", "leastDays, days, lookbackDays ascend")
