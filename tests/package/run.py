#!/usr/bin/env python3
"""The .deb: what is in it, and with --root that it installs, starts, answers, upgrades and goes in
a Debian of its own.

    tests/package/run.py --build build/release [--root]

--root makes that Debian with debootstrap from the mirror this system uses; it needs root, a network
and a few minutes. The service is started as its unit says, by hand: there is no systemd in it.
Prints `N passed, N failed, N skipped`; exit status 0 only if none failed.
"""
import argparse
import os
import pathlib
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request

WANTED = {  # path: mode
    "./usr/bin/cems": "-rwxr-xr-x", "./etc/cems/cems.toml": "-rw-r--r--",
    "./lib/systemd/system/cems.service": "-rw-r--r--",
    "./usr/share/cems/spec/interfaces.json": "-rw-r--r--",
    "./usr/share/man/man1/cems.1.gz": "-rw-r--r--",
    "./usr/share/bash-completion/completions/cems": "-rw-r--r--",
    "./usr/share/zsh/vendor-completions/_cems": "-rw-r--r--",
    "./usr/share/fish/vendor_completions.d/cems.fish": "-rw-r--r--",
    "./usr/share/doc/cems/copyright": "-rw-r--r--"}
ROOT = pathlib.Path(__file__).resolve().parents[2]


def run(*command, status=0, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          check=False, **more)
    assert done.returncode == status, f"{command}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def build_package(build, folder):
    """The package of the program in `build`; the folder is the package's own."""
    run("cpack", "-G", "DEB", "--config", build / "CPackConfig.cmake", "-B", folder)
    (package,) = folder.glob("*.deb")
    return package


class Checks:
    """The package by itself."""

    def __init__(self, package, folder):
        self.package = package
        self.folder = folder

    def test_everything_is_in_it_with_its_mode_and_owner(self):
        listed = {}
        for line in run("dpkg-deb", "--contents", self.package).splitlines():
            mode, owner, _, _, _, path = line.split(maxsplit=5)
            listed[path] = mode
            assert owner == "root/root", line
            assert mode[5] != "w" and mode[8] != "w", f"others may write: {line}"
        for path, mode in WANTED.items():
            assert listed.get(path) == mode, f"{path}: {listed.get(path)}"
        if (ROOT / "web" / "dist" / "index.html").exists():
            assert "./usr/share/cems/console/index.html" in listed

    def test_what_it_needs_is_said(self):
        control = run("dpkg-deb", "--field", self.package)
        for wanted in ("librocksdb7.8", "libnghttp2-14", "libssl3", "adduser", "tzdata"):
            assert wanted in control, control
        scripts = self.folder / "control"
        run("dpkg-deb", "--control", self.package, scripts)
        assert (scripts / "conffiles").read_text() == "/etc/cems/cems.toml\n"
        for name in ("postinst", "prerm", "postrm"):
            assert os.access(scripts / name, os.X_OK), name

    def test_the_pages_are_those_of_the_program(self):
        out = self.folder / "x"
        run("dpkg-deb", "--extract", self.package, out)
        page = run("gzip", "-dc", out / "usr/share/man/man1/cems.1.gz")
        for word in ("cems serve", "\\-\\-console", "CEMS TOKEN ADD"):
            assert word in page, word
        completions = out / "usr/share/bash-completion/completions/cems"
        asked = run("bash", "-c", f"source {completions}; COMP_WORDS=(cems token a); COMP_CWORD=2; "
                                  "_cems; echo ${COMPREPLY[@]}",
                    env={"PATH": f"{out}/usr/bin:{os.environ['PATH']}"})
        assert asked.strip() == "add", asked

    def test_lintian_finds_no_error(self):
        if not shutil.which("lintian"):
            raise Skipped("lintian is not installed")
        found = subprocess.run(["lintian", "--allow-root", "--fail-on", "error", self.package],
                               capture_output=True, text=True, check=False)
        assert found.returncode == 0, found.stdout


class Skipped(Exception):
    """A test that cannot run here, with the reason."""


class Root:
    """A Debian in a folder, with the package's life in it."""

    def __init__(self, folder):
        self.folder = folder / "root"
        bare = ROOT / "build" / "bareroot" / "bare.tar"
        if bare.exists():  # Of tools/bareroot.sh.
            self.folder.mkdir()
            run("tar", "-C", self.folder, "-xf", bare)
        else:
            self.make_bare()
        for path in pathlib.Path("/etc/apt/apt.conf.d").iterdir():  # Proxies and the like.
            if "Acquire::" in path.read_text(encoding="utf-8"):
                shutil.copy(path, self.folder / "etc/apt/apt.conf.d" / path.name)
        shutil.copy("/etc/resolv.conf", self.folder / "etc/resolv.conf")
        (self.folder / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 101\n")
        (self.folder / "usr/sbin/policy-rc.d").chmod(0o755)
        self.do("apt-get", "-q", "update")

    def make_bare(self):
        mirror = run("apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages",
                     "Origin: Debian", "Codename: bookworm").split()
        assert mirror, "this system has no mirror of Debian 12 in its sources"
        run("debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm",
            self.folder, mirror[0])

    def inside(self, *command):
        """The command in the root; /proc is mounted in a name space that goes with it."""
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c",
                'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"', str(self.folder),
                "env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C", *command]

    def do(self, *command):
        return run(*self.inside(*command))

    def install(self, package):
        shutil.copy(package, self.folder / "tmp" / package.name)
        self.do("apt-get", "-q", "-y", "--no-install-recommends", "install",
                f"/tmp/{package.name}")

    def start(self):
        """The unit's own command as the unit's own user, on a port that is free."""
        unit = (self.folder / "lib/systemd/system/cems.service").read_text()
        command = re.search(r"^ExecStart=(.*)$", unit, re.M)[1].split()
        log = self.folder.parent / "serve.log"
        process = subprocess.Popen(
            self.inside("setpriv", "--reuid=cems", "--regid=cems", "--clear-groups",
                        "--no-new-privs", *command, "--listen", "127.0.0.1:0"),
            stdout=subprocess.PIPE, stderr=open(log, "ab"), text=True)
        line = process.stdout.readline()
        assert line.startswith("cems: ready on "), log.read_text(encoding="utf-8")
        return process, line.split()[-1]

    def ask(self, url, path, token=""):
        trust = ssl.create_default_context(cafile=self.folder / "var/lib/cems/tls/cert.pem")
        request = urllib.request.Request(url + path, headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request, context=trust, timeout=30) as answer:
            return answer.read().decode()


def newer(package, folder):
    """The same package with a higher version."""
    tree = folder / "newer"
    run("dpkg-deb", "--raw-extract", package, tree)
    control = tree / "DEBIAN" / "control"
    text = control.read_text(encoding="utf-8")
    control.write_text(re.sub(r"^Version: (.*)$", r"Version: \1+1", text, flags=re.M), "utf-8")
    run("dpkg-deb", "--build", "--root-owner-group", tree, folder / "cems_newer.deb")
    return folder / "cems_newer.deb"


def stop(process):
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0


def test_a_life_in_a_clean_root(package, folder):
    root = Root(folder)
    root.install(package)
    as_service = ("setpriv", "--reuid=cems", "--regid=cems", "--clear-groups")
    root.do(*as_service, "cems", "demo", "--data", "/var/lib/cems")
    token = root.do(*as_service, "cems", "token", "add", "--data", "/var/lib/cems", "--name",
                    "check", "--cems", "*").strip()
    question = "/cems/v1/GetPointDynamicData?cemsId=CEMS-SH-0001&pointId=PV-01"
    process, url = root.start()
    assert root.ask(url, "/readyz") == '{"status":"ok"}\n'
    if (root.folder / "usr/share/cems/console").exists():
        assert "<!doctype html>" in root.ask(url, "/").lower()
    first = root.ask(url, question, token)
    assert '"value":' in first, first
    stop(process)
    root.install(newer(package, folder))
    process, url = root.start()
    assert '"value":' in root.ask(url, question, token), "after an upgrade"
    stop(process)
    root.do("apt-get", "-q", "-y", "remove", "cems")
    assert not (root.folder / "usr/bin/cems").exists()
    assert (root.folder / "etc/cems/cems.toml").exists(), "kept until a purge"
    assert (root.folder / "var/lib/cems/tokens").exists()
    root.install(package)
    process, url = root.start()
    assert '"value":' in root.ask(url, question, token), "installed once more"
    stop(process)
    root.do("apt-get", "-q", "-y", "purge", "cems")
    assert not (root.folder / "etc/cems/cems.toml").exists()
    assert (root.folder / "var/lib/cems/tokens").exists(), "readings are their owner's"


def attempt(label, function, counts):
    started = time.monotonic()
    try:
        function()
    except Skipped as reason:
        counts["skipped"] += 1
        print(f"skipped: {label}: {reason}", flush=True)
    except Exception:  # A test may fail in any way; the others go on.
        counts["failed"] += 1
        print(f"FAILED {label}\n{traceback.format_exc()}", flush=True)
    else:
        counts["passed"] += 1
        print(f"ok {label} ({time.monotonic() - started:.1f} s)", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build/release", type=pathlib.Path)
    parser.add_argument("--root", action="store_true", help="try it in a Debian of its own too")
    options = parser.parse_args()
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    with tempfile.TemporaryDirectory(prefix="cems-package-") as name:
        folder = pathlib.Path(name)
        package = build_package(options.build.resolve(), folder / "package")
        checks = Checks(package, folder)
        for label in sorted(vars(Checks)):
            if label.startswith("test_"):
                attempt(label.removeprefix("test_"), getattr(checks, label), counts)
        if options.root:
            attempt("a_life_in_a_clean_root", lambda: test_a_life_in_a_clean_root(package, folder),
                    counts)
    print(", ".join(f"{number} {what}" for what, number in counts.items()))
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
