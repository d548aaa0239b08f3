"""Installs the peers from Debian's packages, without letting their services start."""
import contextlib
import os
import subprocess

POLICY = "/usr/sbin/policy-rc.d"
ALWAYS = ["nginx-core", "nghttp2-client", "openssl", "libcurl4-openssl-dev"]


def installed(package):
    """Whether dpkg has it whole."""
    said = subprocess.run(["dpkg-query", "-W", "-f=${db:Status-Status}", package],
                          capture_output=True, text=True, check=False).stdout
    return said == "installed"


@contextlib.contextmanager
def no_services():
    """Packages ask this file whether a service may start; a file that is there stays."""
    made = not os.path.exists(POLICY)
    if made:
        with open(POLICY, "w", encoding="ascii") as out:
            out.write("#!/bin/sh\nexit 101\n")
        os.chmod(POLICY, 0o755)
    try:
        yield
    finally:
        if made:
            os.unlink(POLICY)


def install(packages):
    """Installs what is missing; what it has brought is not started at the next boot either."""
    missing = [one for one in [*ALWAYS, *packages] if not installed(one)]
    if not missing:
        return
    if os.geteuid() != 0:
        raise SystemExit("as root, run: apt-get install --no-install-recommends " +
                         " ".join(missing))
    print("installing " + " ".join(missing), flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with no_services():
        for command in (["update"], ["install", "--no-install-recommends", *missing]):
            subprocess.run(["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300", *command],
                           check=True, env=environment, stdout=subprocess.DEVNULL)
    if os.path.isdir("/run/systemd/system"):
        for package in missing:
            listed = subprocess.run(["dpkg", "-L", package], capture_output=True, text=True,
                                    check=True).stdout.split()
            units = [os.path.basename(path) for path in listed if path.endswith(".service")]
            if units:
                subprocess.run(["systemctl", "disable", "--now", *units], check=False,
                               capture_output=True)
