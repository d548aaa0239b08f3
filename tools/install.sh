#!/usr/bin/env bash
# Installs what is missing from tools/packages.txt: `tools/install.sh build` for building and
# running, `tools/install.sh build test` for the tests too, with the npm packages of tests/openapi
# in build/openapi. Does nothing, and asks nobody for nothing, when everything is there. Root
# installs directly, others through sudo.
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

# Node.js from elsewhere brings npm along, and Debian's npm would not go with it.
if node -e 'process.exit(process.versions.node.split(".")[0] >= 18 ? 0 : 1)' 2>/dev/null &&
  command -v npm >/dev/null; then
  for i in "${!wanted[@]}"; do
    [[ ${wanted[i]} == nodejs || ${wanted[i]} == npm ]] && unset "wanted[i]"
  done
fi

# dpkg-query complains about names it has never heard of; those are missing just the same.
# shellcheck disable=SC2016  # ${...} is dpkg-query's own format, not the shell's.
installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null |
  sed -n 's/^installed //p' | sort -u || true)
mapfile -t missing < <(printf '%s\n' "${wanted[@]}" | sort -u |
  comm -23 - <(printf '%s\n' "$installed"))

install_missing() {
  local log=build/logs/install.log as_root=() apt
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      echo "install: as root, run: apt-get install --no-install-recommends ${missing[*]}" >&2
      exit 1
    fi
    as_root=(sudo)
  fi

  mkdir -p build/logs
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
}
((${#missing[@]} == 0)) || install_missing

# The linters and generators that test the OpenAPI document, exactly as package-lock.json names
# them; the copy of it that is written last says that all of them are there.
install_npm() {
  local from=tests/openapi to=build/openapi log=build/logs/npm.log
  cmp -s "$from/package-lock.json" "$to/installed-lock.json" && return
  mkdir -p "$to" build/logs
  echo "install: npm packages of $from (log: $log)"
  cp "$from/package.json" "$from/package-lock.json" "$to"
  (cd "$to" && npm ci --ignore-scripts --no-audit --no-fund) >"$log" 2>&1 </dev/null || {
    echo "install: npm failed; the end of $log:" >&2
    tail -n 15 "$log" >&2
    exit 1
  }
  cp "$from/package-lock.json" "$to/installed-lock.json"
}
if [[ " $* " == *" test "* ]]; then
  install_npm
fi
