#!/usr/bin/env bash
# Installs what is missing from tools/packages.txt: `tools/install.sh build` for building and
# running, `tools/install.sh build test` for the tests too. Does nothing, and asks nobody for
# nothing, when everything is there. Root installs directly, others through sudo.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if (($# == 0)); then
  echo "usage: tools/install.sh GROUP... (the groups of tools/packages.txt: build, test)" >&2
  exit 2
fi

wanted=()
for group in "$@"; do
  mapfile -t found < <(sed -n "s/^$group: *//p" tools/packages.txt | tr -s ' ' '\n' | sort -u)
  if ((${#found[@]} == 0)); then
    echo "install: tools/packages.txt has no group '$group'" >&2
    exit 2
  fi
  wanted+=("${found[@]}")
done

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "install: this is not a Debian; install by hand what tools/packages.txt names" >&2
  exit 1
fi

# dpkg-query complains about names it has never heard of; those are missing just the same.
# shellcheck disable=SC2016  # ${...} is dpkg-query's own format, not the shell's.
installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null |
  sed -n 's/^installed //p' | sort -u || true)
mapfile -t missing < <(printf '%s\n' "${wanted[@]}" | sort -u |
  comm -23 - <(printf '%s\n' "$installed"))
((${#missing[@]} == 0)) && exit 0

as_root=()
if ((EUID != 0)); then
  if ! command -v sudo >/dev/null; then
    echo "install: as root, run: apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

mkdir -p build/logs
log=build/logs/install.log
echo "install: ${#missing[@]} packages (log: $log)"
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y
  -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Acquire::Retries=3)
{
  printf 'missing: %s\n' "${missing[*]}"
  "${apt[@]}" update && "${apt[@]}" install --no-install-recommends "${missing[@]}"
} >"$log" 2>&1 </dev/null || {
  echo "install: failed; the end of $log:" >&2
  tail -n 15 "$log" >&2
  exit 1
}
