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

import newer_store
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
    process = subprocess.Popen(["bash", "-euo", "pipefail", "-c", script], cwd=folder, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               start_new_session=True, env={**os.environ, "PATH": path})
    try:
        output, _ = process.communicate(timeout=SECONDS_MAX)
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)  # What the script has left running.
        except ProcessLookupError:
            pass
    return process.returncode, output


def run_document(bench, document):
    """Runs its scripts; gives how many there were."""
    blocks = [block for block in blocks_of(text_of(document)) if block.runs]
    if not blocks:
        return 0
    ports = {port: str(free_port()) for port in PORTS}
    scripts = [with_ports(block.text, ports) for block in blocks]
    status, output = run_script(bench, document, f"printf '{MARK}'\n".join(scripts))
    printed = output.split(MARK)
    assert status == 0, (f"{name_of(document)}: exit {status} in\n{scripts[len(printed) - 1]}\n"
                         f"--- printed:\n{output}")
    for block, script, text in zip(blocks, scripts, printed, strict=True):
        if block.answer is not None:
            promised = with_ports(block.answer, ports)
            assert answers(promised, text), (f"{name_of(document)}:\n{script}\n--- printed:\n{text}"
                                             f"\n--- promised:\n{promised}")
    return len(blocks)


def test_commands_in_the_documents_work(bench):
    assert sum(run_document(bench, document) for document in documents()) > 0


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
    english = [DOCS / "start.md", *sorted((DOCS / "tasks").glob("*[!zh].md"))]
    english = [document for document in english if not document.name.endswith(".zh.md")]
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
    missing = [name_of(d) for d in documents() if d.resolve() not in linked | {DOCS / "README.md"}]
    assert not missing, f"docs/README.md does not link to {', '.join(missing)}"


def test_an_older_program_refuses_a_newer_folder_as_the_documents_say(bench):
    """docs/tasks/upgrade.md prints the refusal; this program is the older one, the format ours + 1."""
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    known = newer_store.raise_format(bench.data / "store")
    for command in (("serve", "--listen", "127.0.0.1:0"), ("load", bench.archive("again.json"))):
        said = bench.run(*command, "--data", bench.data, status=1).stderr
        refusal = (f"store: its format is {known + 1}, this program knows {known}; "
                   "use the version of cems that wrote it, or a newer one")
        assert refusal in said, said
        for language in ("upgrade.md", "upgrade.zh.md"):
            printed = text_of(DOCS / "tasks" / language)
            assert refusal in printed, f"{language} does not print:\n{refusal}"
