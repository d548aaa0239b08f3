"""Every command in README.md and docs/ is run as it is printed.

A fenced block that starts with ```sh is a script; the scripts of one document run in one folder, in
their order, against a server that a block may start with `cems serve … &`. A block opened with
```sh no-run is shown only, and the reason stands in the line before it (`<!-- no-run: reason -->`).
"""
import os
import pathlib
import re
import signal
import socket
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```sh( no-run)?\n(.*?)^```$", re.M | re.S)


def documents():
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def script_of(document):
    blocks = [text for no_run, text in BLOCK.findall(document.read_text(encoding="utf-8"))
              if not no_run]
    return "".join(blocks)


def run_script(bench, document, script):
    """The program under test stands first on the path; ports are some that are free here."""
    folder = bench.folder / document.stem
    folder.mkdir()
    (folder / "build" / "release").mkdir(parents=True)
    (folder / "build" / "release" / "cems").symlink_to(bench.cems)
    for port in ("8443", "18830"):  # The server's, and that of a broker to try with.
        script = script.replace(port, str(free_port()))
    path = f"{bench.cems.parent}:{os.environ['PATH']}"
    process = subprocess.Popen(["bash", "-euo", "pipefail", "-c", script], cwd=folder, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               start_new_session=True, env={**os.environ, "PATH": path})
    try:
        output, _ = process.communicate(timeout=120)
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)  # What the script has left running.
        except ProcessLookupError:
            pass
    assert process.returncode == 0, f"{document}:\n{script}\n--- printed:\n{output}"


def test_commands_in_the_documents_work(bench):
    ran = 0
    for document in documents():
        script = script_of(document)
        if script:
            run_script(bench, document, script)
            ran += 1
    assert ran > 0


def test_links_between_documents_lead_somewhere(bench):
    del bench
    for document in documents():
        text = document.read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            assert (document.parent / target).exists(), f"{document}: {target}"


def test_blocks_that_are_not_run_say_why(bench):
    del bench
    for document in documents():
        text = document.read_text(encoding="utf-8")
        for match in re.finditer(r"^```sh no-run", text, re.M):
            before = text[:match.start()].rstrip().splitlines()[-1]
            assert before.startswith("<!-- no-run: "), f"{document}: {before}"
