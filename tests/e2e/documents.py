"""Every command in README.md and docs/ is run as it is printed, and answers what is printed there.

The scripts of one document (document_blocks.py) run in one folder, in their order, as one shell,
against a server that a block may start with `cems serve … &`. What a block prints is compared with
its answer where the document has one.
"""
import os
import pathlib
import re
import signal
import socket
import subprocess

import newer_folder
from document_blocks import answers, blocks_of

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
# The server's, that of its metrics, and that of a broker to try with: others are free here.
PORTS = ("8443", "9464", "18830")
MARK = "\x1e"  # Stands between what two blocks print.
SECONDS_MAX = 120


def documents():
    return [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


def text_of(document):
    return document.read_text(encoding="utf-8")


def name_of(document):
    return str(document.relative_to(ROOT))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def with_ports(text, ports):
    return re.sub("|".join(rf"\b{port}\b" for port in ports), lambda m: ports[m[0]], text)


def run_script(bench, document, script):
    """Gives (exit status, all it printed). The program under test stands first on the path."""
    folder = bench.folder / name_of(document).replace("/", "-")
    (folder / "build" / "release").mkdir(parents=True)
    (folder / "build" / "release" / "cems").symlink_to(bench.cems)
    path = f"{bench.cems.parent}:{os.environ['PATH']}"
    printed = bench.folder / f"{folder.name}.printed"
    with open(printed, "wb") as out:  # A file: what a script leaves running may keep it open.
        process = subprocess.Popen(["bash", "-euo", "pipefail", "-c", script], cwd=folder,
                                   stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
                                   env={**os.environ, "PATH": path})
    status = f"none after {SECONDS_MAX} s"
    try:
        process.wait(timeout=SECONDS_MAX)
        status = process.returncode
    except subprocess.TimeoutExpired:
        pass
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)  # What the script has left running.
        except ProcessLookupError:
            pass
    process.wait()
    return status, printed.read_text(encoding="utf-8", errors="replace")


def run_blocks(bench, document, blocks):
    """Gives what is wrong; nothing where all ran and answered as they should."""
    ports = {port: str(free_port()) for port in PORTS}
    scripts = [with_ports(block.text, ports) for block in blocks]
    status, output = run_script(bench, document, f"printf '{MARK}'\n".join(scripts))
    printed = output.split(MARK)
    if status != 0:
        return (f"{name_of(document)}: exit status {status} in\n{scripts[len(printed) - 1]}\n"
                f"--- printed by all:\n{output}")
    for block, script, text in zip(blocks, scripts, printed, strict=True):
        promised = block.answer and with_ports(block.answer, ports)
        if promised is not None and not answers(promised, text):
            return (f"{name_of(document)}:\n{script}\n--- printed:\n{text}\n"
                    f"--- promised:\n{promised}")
    return None


def test_commands_in_the_documents_work(bench):
    """A page in the other language has the same blocks, and what has run is not run again."""
    ran, faults = [], []
    for document in documents():
        blocks = [block for block in blocks_of(text_of(document)) if block.runs]
        same = [(block.text, block.answer) for block in blocks]
        if not blocks or same in ran:
            continue
        ran.append(same)
        faults.append(run_blocks(bench, document, blocks))
    assert ran
    assert not any(faults), "\n\n".join(filter(None, faults))


def test_an_answer_that_differs_is_noticed(bench):
    del bench
    same = (("a\n", "a\n"), ("a…c\n", "abbc\n"), ("a\n…\n", "a\n"), ("…\nb\n", "a\na\nb\n"),
            ("1 (…)\n2\n", "1 (0.3 s)\n2\n"))
    other = (("a\n", "b\n"), ("a\n", "a\nb\n"), ("a\nb\n", "a\n"), ("a…c\n", "ab\nc\n"),
             ("a.c\n", "abc\n"), ("a\n", ""))
    assert all(answers(*pair) for pair in same)
    assert not any(answers(*pair) for pair in other)
    try:
        blocks_of("```text answer\n1\n```\n")
    except AssertionError:
        return
    raise AssertionError("an answer to no script passed")


def test_links_between_documents_lead_somewhere(bench):
    del bench
    for document in documents():
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text_of(document)):
            assert (document.parent / target).exists(), f"{document}: {target}"


def test_blocks_that_are_not_run_say_why(bench):
    del bench
    for document in documents():
        for block in blocks_of(text_of(document)):
            assert block.runs or block.before.startswith("<!-- no-run: "), \
                f"{document}: {block.before}"


def test_both_languages_have_the_same_commands_and_answers(bench):
    """The first ten minutes and every task: whatever is in a block is the same, byte for byte."""
    del bench
    pages = [DOCS / "start.md", *sorted((DOCS / "tasks").glob("*.md"))]
    english = [document for document in pages if not document.name.endswith(".zh.md")]
    assert len(english) > 1
    for document in english:
        chinese = document.with_suffix(".zh.md")
        assert chinese.exists(), f"{name_of(document)} has no {chinese.name}"
        fences = [re.findall(r"^```.*?^```$", text_of(either), re.M | re.S)
                  for either in (document, chinese)]
        assert fences[0] == fences[1], f"{name_of(document)} and {chinese.name} differ in a block"
    for chinese in DOCS.rglob("*.zh.md"):
        partner = chinese.with_name(chinese.name.replace(".zh.md", ".md"))
        assert partner.exists(), f"{name_of(chinese)} has no {partner.name}"


def test_the_index_leads_to_every_document(bench):
    del bench
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text_of(DOCS / "README.md"))
    linked = {(DOCS / target).resolve() for target in targets}
    linked |= {DOCS / "README.md", ROOT / "README.md"}
    missing = [name_of(document) for document in documents() if document not in linked]
    assert not missing, f"docs/README.md does not link to {', '.join(missing)}"


def test_an_older_program_refuses_a_newer_folder_as_the_documents_say(bench):
    """As docs/tasks/upgrade.md says it. This program is the older one, its format + 1 the newer."""
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    known = newer_folder.raise_store_format(bench.data)
    for command in (("serve", "--listen", "127.0.0.1:0"), ("load", bench.archive("again.json")),
                    ("verify",), ("verify", "--drop-damaged")):
        done = bench.run(*command, "--data", bench.data, status=1)
        said = done.stdout + done.stderr
        refusal = (f"store: its format is {known + 1}, this program knows {known}; "
                   "use the version of cems that wrote it, or a newer one")
        assert refusal in said, said
        for language in ("upgrade.md", "upgrade.zh.md"):
            printed = text_of(DOCS / "tasks" / language)
            assert refusal in printed, f"{language} does not print:\n{refusal}"


def test_an_older_program_meets_newer_parts_of_a_folder_as_the_table_says(bench):
    """The table of docs/tasks/upgrade.md, part by part; the store's is above."""
    for part, make_newer in (("dr/events.log", newer_folder.add_event_kind),
                             ("archive", newer_folder.add_archive_member)):
        data = bench.folder / part.replace("/", "-")
        bench.run("load", "--data", data, bench.archive("site.json"))
        make_newer(data)
        assert "novel" in bench.run("serve", "--listen", "127.0.0.1:0", "--data", data,
                                    status=1).stderr
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    token = bench.token()
    newer_folder.raise_token_version(bench.data)
    server = bench.serve()  # It starts, and knows nobody.
    assert bench.curl(server, "/readyz").status == 200
    assert bench.curl(server, "/cems/v1/GetCemsStaticData?cemsId=X", token).json["code"] == "40102"
    assert "no token file of version" in (bench.folder / "serve.log").read_text(encoding="utf-8")
