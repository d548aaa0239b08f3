"""The profile that renames everything forgets nothing, and no name of the standard is written in
C++: what has a name gets it from spec/ through the wire profile (dictionary R9)."""
import json
import pathlib
import re
import subprocess
import sys
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from spec_data import Spec  # noqa: E402  (needs the path above)

SPEC = Spec(ROOT / "spec")
PROFILE = json.loads((FOLDER / "renamed.json").read_text("utf-8"))

# Where names of the standard stand as text for people: examples of the command line, and the
# demonstration's archive, which is a file in standard names that happens to be compiled in.
EXAMPLES = ("app/get.cc", "app/load.cc", "app/demo/site.cc")
# The access log is nobody's interface: its members have names of ours (docs/operations.md), under
# every profile the same.
OWN_NAMES = ("src/api/access_log.cc",)


def own_fields():
    """Model.field of every field; one that its model repeats from another goes by that one."""
    for model in SPEC.models:
        for field in model["fields"]:
            yield f"{model['name']}.{field['name']}", field["name"]


class RenamedTest(unittest.TestCase):
    def test_is_what_its_script_makes_of_spec(self):
        subprocess.run([sys.executable, "-B", FOLDER / "make_renamed.py", "--check"], check=True)

    def test_every_member_parameter_and_header_has_another_name(self):
        for key, name in own_fields():
            self.assertNotEqual(PROFILE["members"][key], name, key)
        for parameter in SPEC.parameters:
            self.assertNotEqual(PROFILE["parameters"][parameter["name"]], parameter["name"])
        for header in SPEC.headers:
            self.assertNotEqual(PROFILE["headers"][header["name"]].lower(),
                                header["name"].lower())

    def test_every_interface_has_another_path_and_methods_of_all_kinds_occur(self):
        methods = set()
        for interface in SPEC.interfaces:
            entry = PROFILE["interfaces"][interface["name"]]
            self.assertNotEqual(entry["path"], interface["path"])
            methods.add(tuple(entry.get("methods", interface["methods"])))
        self.assertLessEqual({("GET",), ("POST",), ("GET", "POST"), ("GET", "HEAD", "POST")},
                             methods)

    def test_every_code_has_another_number_and_other_texts(self):
        for code in SPEC.codes:
            entry = PROFILE["codes"][str(code["code"])]
            self.assertNotEqual(entry["code"], code["code"])
            self.assertNotEqual(entry["message"], {"zh-CN": code["chinese"],
                                                   "en": code["english"]})


class LiteralsTest(unittest.TestCase):
    """Names with a capital inside cannot be anything else, so they are looked for as such."""

    def test_no_name_of_the_standard_is_a_literal(self):
        names = {name for _, name in own_fields()} | {p["name"] for p in SPEC.parameters}
        names = {name for name in names if re.search("[a-z][A-Z]", name)}
        paths = {interface["path"] for interface in SPEC.interfaces}
        found = []
        for folder in ("src", "app"):
            for path in sorted((ROOT / folder).rglob("*.[hc]*")):
                if path.suffix not in (".h", ".cc") or \
                        str(path.relative_to(ROOT)) in EXAMPLES + OWN_NAMES:
                    continue
                for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                    texts = re.findall(r'"((?:[^"\\]|\\.)*)"', line.split("//")[0])
                    words = {word for text in texts for word in re.findall(r"[A-Za-z]+", text)}
                    if words & names or any(p in text for p in paths for text in texts):
                        found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
        self.assertEqual(found, [], "take these from spec::Wire:\n" + "\n".join(found))


if __name__ == "__main__":
    unittest.main()
