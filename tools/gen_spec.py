#!/usr/bin/env python3
"""Writes the C++ tables from the standard as data: spec/*.json -> src/{model,spec,api}/*.inc.

    tools/gen_spec.py            writes the files that would change, and names them
    tools/gen_spec.py --check    writes nothing; exit status 1 names the file that differs

The tables are committed, so that a build needs no Python and a review sees what a change of the
data does. Each is a list of macro calls; the header that includes it says what the columns are.
"""
import json
import pathlib
import sys

from spec_data import STRING_CHARS_MAX, Spec, SpecError, clause_key, snake

ROOT = pathlib.Path(__file__).resolve().parent.parent
HEADER = "// Generated from {source} by tools/gen_spec.py. Change the data, not this file.\n"
RAW_CHARS = 2000  # Of one raw string literal: short enough for every compiler and for a diff.
REQUIREMENT = {"R": "required", "O": "optional", "C": "conditional"}


def text(value):
    """A C++ string literal. The data hold no control characters."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def boolean(value):
    return "true" if value else "false"


def word(name):
    """An enum constant; `static` and `none` of the data must not meet a keyword."""
    return {"static": "static_data"}.get(snake(name), snake(name))


def call(macro, *columns):
    return f"{macro}({', '.join(str(column) for column in columns)})\n"


def provenance(item):
    return text(item["clause"]), item["origin"], item["confidence"]


def models(spec):
    first = 0
    for model in spec.models:
        count = len(model["all_fields"])
        yield call("CEMS_MODEL", snake(model["name"]), text(model["name"]), first, count,
                   text(model["english"]), text(model["chinese"]),
                   text(model.get("extension", "")), *provenance(model))
        first += count


def extensions(spec):
    for model in spec.models:
        if "extends" in model:
            yield call("CEMS_EXTENDS", snake(model["name"]), snake(model["extends"]))


def fields(spec):
    for model in spec.models:
        for field in model["all_fields"]:
            yield call("CEMS_FIELD", f"{snake(model['name'])}_{snake(field['name'])}",
                       snake(model["name"]), text(field["name"]), snake(field["type"]),
                       boolean(field.get("list")), REQUIREMENT[field["requirement"]],
                       boolean(field.get("nullable")),
                       field.get("charsMax", STRING_CHARS_MAX),
                       snake(field.get("model", "none")), text(field.get("unit", "")),
                       text(field["english"]), text(field["chinese"]),
                       text(field.get("enumeration", "")), text(field.get("accepts", "")),
                       text(field.get("extension", "")), *provenance(field))


def sorted_interfaces(spec):
    return sorted(spec.interfaces, key=lambda i: clause_key(i["clause"]))


def interfaces(spec):
    first = 0
    for interface in sorted_interfaces(spec):
        count = len(interface["parameters"])
        yield call("CEMS_INTERFACE", snake(interface["name"]), text(interface["name"]),
                   word(interface["family"]), snake(interface["scope"]),
                   text(interface["english"]), text(interface["chinese"]),
                   text(interface["path"]), first, count, snake(interface["response"]),
                   snake(interface["pageUnit"]), boolean(interface.get("streams")),
                   boolean(interface["implemented"]),
                   text(interface.get("extension", "")), *provenance(interface))
        first += count


def methods(spec):
    for method in spec.path["methods"]:
        yield call("CEMS_METHOD", method.lower(), text(method))


def interface_parameters(spec):
    by_name = {p["name"]: p for p in spec.parameters}
    for interface in sorted_interfaces(spec):
        for use in interface["parameters"]:
            common = by_name[use["name"]]
            value = {**common, **use}
            yield call("CEMS_INTERFACE_PARAM", snake(use["name"]), boolean(use["required"]),
                       text(value.get("default", "")), value.get("max", 0),
                       text(value.get("extension", "")))


def parameters(spec):
    for parameter in spec.parameters:
        yield call("CEMS_PARAM", snake(parameter["name"]), text(parameter["name"]),
                   snake(parameter["type"]), boolean(parameter.get("list")),
                   parameter.get("min", 0), parameter.get("max", 0),
                   parameter.get("charsMax", STRING_CHARS_MAX),
                   text(parameter.get("default", "")), text(parameter["english"]),
                   text(parameter["chinese"]), text(parameter.get("enumeration", "")),
                   text(parameter.get("accepts", "")), text(parameter.get("extension", "")),
                   *provenance(parameter))


def headers(spec):
    for header in spec.headers:
        yield call("CEMS_HEADER", snake(header["name"]), text(header["name"].lower()),
                   header["required"], text(header.get("default", "")),
                   header.get("charsMin", 0), header.get("charsMax", 0),
                   text(header["english"]), text(header["chinese"]), *provenance(header))


def codes(spec):
    for code in sorted(spec.codes, key=lambda c: c["code"]):
        yield call("CEMS_CODE", code["name"], code["code"], code["http"], text(code["chinese"]),
                   text(code["english"]), *provenance(code))


def enumerations(spec):
    for enumeration in sorted(spec.enumerations, key=lambda e: e["name"]):
        for value in enumeration["values"]:
            yield call("CEMS_ENUMERATION_VALUE", text(enumeration["name"]), text(value["value"]),
                       text(value["english"]), text(value["chinese"]))


def code_list(macro, items, key, *more):
    for item in sorted(items, key=lambda i: i[key]):
        columns = [item[key] if isinstance(item[key], int) else text(item[key])]
        columns += [column(item) for column in more]
        yield call(macro, *columns, text(item["english"]), text(item["chinese"]),
                   *provenance(item))


def categories(spec):
    return code_list("CEMS_CATEGORY", spec.categories, "code",
                     lambda item: text(item.get("parent", "")))


def energy_types(spec):
    return code_list("CEMS_ENERGY_TYPE", spec.energy_types, "code",
                     lambda item: boolean(item["countsAsEnergy"]))


def sub_items(spec):
    return code_list("CEMS_SUB_ITEM", spec.sub_items, "code")


def tou_schemes(spec):
    return code_list("CEMS_TOU_SCHEME", spec.tou_schemes, "id",
                     lambda item: text(item["region"]),
                     lambda item: text(item.get("document", "")))


def qualities(spec):
    return code_list("CEMS_QUALITY", spec.qualities, "value")


def reading_type_positions(spec):
    first = 0
    for position in spec.positions:
        count = len(position.get("codes", []))
        yield call("CEMS_POSITION", position["position"], text(position["name"]),
                   text(position["english"]), text(position["chinese"]),
                   position.get("min", "INT32_MIN"), position.get("max", "INT32_MAX"), first,
                   count, *provenance(position))
        first += count


def reading_type_codes(spec):
    for position in spec.positions:
        for code in sorted(position.get("codes", []), key=lambda c: c["code"]):
            yield call("CEMS_READING_CODE", position["position"], code["code"],
                       text(code["name"]))


def reading_types(spec):
    for builtin in sorted(spec.builtin, key=lambda b: b["id"]):
        yield call("CEMS_READING_TYPE", text(builtin["id"]), text(builtin["readingTypeId"]),
                   text(builtin["unit"]), text(builtin["english"]), text(builtin["chinese"]),
                   *provenance(builtin))


def raw(value):
    """JSON as raw string literals, one a line; the compiler joins them."""
    whole = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return "".join(f'\n    R"json({whole[at:at + RAW_CHARS]})json"'
                   for at in range(0, len(whole), RAW_CHARS))


def documents(spec):
    for name, document in spec.documents.items():
        yield call("CEMS_DOCUMENT", name, raw(document))


def indicators(spec):
    for item in spec.indicators:
        yield call("CEMS_INDICATOR", item["id"].lower(), text(item["id"]), text(item["unit"]),
                   boolean(item["ofClass"]), boolean(item["isSum"]), text(item["english"]),
                   text(item["chinese"]), *provenance(item))


def minutes(duration):
    """PT4H -> 240; the data use hours and minutes only."""
    hours, _, rest = duration.removeprefix("PT").rpartition("H")
    return 60 * int(hours or 0) + int(rest.removesuffix("M") or 0)


def baseline_methods(spec):
    for item in spec.baseline_methods:
        adjustment = item.get("adjustment", {"from": "PT0M", "to": "PT0M", "least": 1, "most": 1})
        yield call("CEMS_BASELINE_METHOD", item["id"].lower(), text(item["id"]),
                   item["days"], item["taken"], item["leastDays"], item["dayKind"],
                   item["firstDayBack"], item["rankedBy"], item["pick"],
                   minutes(adjustment["from"]), minutes(adjustment["to"]),
                   round(100 * adjustment["least"]), round(100 * adjustment["most"]),
                   text(item["english"]), text(item["chinese"]), *provenance(item))


def baseline_rules(spec):
    yield call("CEMS_BASELINE_RULES", spec.baselines["lookbackDays"],
               round(100 * spec.baselines["shutdownShare"]))


def operations(spec):
    for interface in sorted(spec.interfaces, key=lambda i: i["name"]):
        if interface["implemented"]:
            yield call("CEMS_OPERATION", snake(interface["name"]))


def examples(spec):
    """The data as one compact JSON text: it is parsed once for each document."""
    for example in spec.examples:
        data = json.dumps(example["data"], ensure_ascii=False, separators=(",", ":"))
        yield call("CEMS_EXAMPLE", snake(example["interface"]), text(example["id"]),
                   text(example["english"]), text(example["chinese"]), text(example["request"]),
                   f'R"json({data})json"')


TABLES = (
    ("src/model/models.inc", "spec/models", models),
    ("src/model/extensions.inc", "spec/models", extensions),
    ("src/model/fields.inc", "spec/models", fields),
    ("src/spec/interfaces.inc", "spec/interfaces.json", interfaces),
    ("src/spec/methods.inc", "spec/interfaces.json", methods),
    ("src/spec/interface_parameters.inc", "spec/interfaces.json", interface_parameters),
    ("src/spec/parameters.inc", "spec/parameters.json", parameters),
    ("src/spec/headers.inc", "spec/headers.json", headers),
    ("src/spec/codes.inc", "spec/return_codes.json", codes),
    ("src/spec/enumerations.inc", "spec/enumerations.json", enumerations),
    ("src/spec/categories.inc", "spec/categories.json", categories),
    ("src/spec/energy_types.inc", "spec/energy_types.json", energy_types),
    ("src/spec/sub_items.inc", "spec/sub_items.json", sub_items),
    ("src/spec/tou_schemes.inc", "spec/tou_schemes.json", tou_schemes),
    ("src/spec/qualities.inc", "spec/qualities.json", qualities),
    ("src/spec/reading_type_positions.inc", "spec/reading_types.json", reading_type_positions),
    ("src/spec/reading_type_codes.inc", "spec/reading_types.json", reading_type_codes),
    ("src/spec/reading_types.inc", "spec/reading_types.json", reading_types),
    ("src/spec/documents.inc", "spec/tou_schedules.json, holidays.json, factors.json", documents),
    ("src/spec/indicators.inc", "spec/indicators.json", indicators),
    ("src/spec/baseline_methods.inc", "spec/baseline_methods.json", baseline_methods),
    ("src/spec/baseline_rules.inc", "spec/baseline_methods.json", baseline_rules),
    ("src/api/operations.inc", "spec/interfaces.json", operations),
    ("src/api/openapi_examples.inc", "spec/examples", examples),
)


def main(arguments):
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    check = arguments == ["--check"]
    try:
        spec = Spec(ROOT / "spec")
    except SpecError as error:
        print(f"gen_spec: the data are wrong\n{error}", file=sys.stderr)
        return 1
    differing = []
    for name, source, rows in TABLES:
        wanted = HEADER.format(source=source) + "".join(rows(spec))
        path = ROOT / name
        if not path.exists() or path.read_text("utf-8") != wanted:
            differing.append(name)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(wanted, "utf-8")
    for name in differing:
        if check:
            print(f"gen_spec: {name} differs from the data; run tools/gen_spec.py",
                  file=sys.stderr)
        else:
            print(f"gen_spec: {name} written")
    return 1 if check and differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
