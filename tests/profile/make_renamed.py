#!/usr/bin/env python3
"""Writes tests/profile/renamed.json: a wire profile that renames everything that has a name.

    tests/profile/make_renamed.py            writes the file
    tests/profile/make_renamed.py --check    exit status 1 when the file differs

Made from spec/, so a field more there is a name more here. The new names follow simple rules (a
member `pointId` becomes `point_id_`), so that a test that fails can be read.
"""
import json
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from spec_data import Spec, snake  # noqa: E402  (needs the path above)

# By family; what is not here takes all three. The behaviour tests need one interface that takes
# everything, GetCemsStaticData.
METHODS = {"dynamic": ["POST"], "historic": ["GET", "HEAD"], "statistic": ["GET"],
           "dr": ["POST"], "demand": ["GET", "POST"]}
MORE_METHODS = {"GetCemsFullStaticData": ["POST"], "GetPointStaticData": ["GET"]}


def members(spec):
    repeated = {model["name"]: {field["name"] for field in model["all_fields"]}
                - {field["name"] for field in model["fields"]} for model in spec.models}
    return {f"{model['name']}.{field['name']}": snake(field["name"]) + "_"
            for model in spec.models for field in model["all_fields"]
            if field["name"] not in repeated[model["name"]]}


def interfaces(spec):
    out = {}
    for interface in spec.interfaces:
        name = interface["name"]
        entry = {"path": f"/station/{interface['family']}/{snake(name).removeprefix('get_')}"}
        methods = MORE_METHODS.get(name) or METHODS.get(interface["family"])
        if methods:
            entry["methods"] = methods
        out[name] = entry
    return out


def codes(spec):
    """Success is 0, the others count from 1001; each text says its number in the standard."""
    return {str(code["code"]): {
        "code": 0 if code["code"] == 200 else 1001 + place,
        "message": {"zh-CN": f"〔{code['code']}〕{code['chinese']}",
                    "en": f"[{code['code']}] {code['english']}"}}
            for place, code in enumerate(sorted(spec.codes, key=lambda c: c["code"]))}


def profile():
    spec = Spec(ROOT / "spec")
    return {
        "name": "everything renamed",
        "note": "made by tests/profile/make_renamed.py",
        "members": members(spec),
        "parameters": {p["name"]: "q_" + snake(p["name"]) for p in spec.parameters},
        "headers": {h["name"]: "X-Station-" + h["name"].removeprefix("X-")
                    for h in spec.headers},
        "interfaces": interfaces(spec),
        "codes": codes(spec),
    }


def main(arguments):
    path = FOLDER / "renamed.json"
    text = json.dumps(profile(), ensure_ascii=False, indent=1) + "\n"
    if arguments == ["--check"]:
        if path.exists() and path.read_text("utf-8") == text:
            return 0
        print("make_renamed: renamed.json differs from spec/; run tests/profile/make_renamed.py",
              file=sys.stderr)
        return 1
    path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
