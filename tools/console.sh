#!/usr/bin/env bash
# Builds the console, web/dist, when it is missing or older than what it is made of; does nothing
# else. Exit status 1, with a line that says why, when it cannot.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

logs=$PWD/build/logs
mkdir -p "$logs"
cd web

# npm ci takes everything away first: the copy of the lock that is written last says it has ended.
if ! cmp -s package-lock.json node_modules/installed-lock.json; then
  echo "console: npm packages of web (log: build/logs/console-npm.log)"
  if ! npm ci --ignore-scripts >"$logs/console-npm.log" 2>&1 </dev/null; then
    echo "console: npm failed; the end of build/logs/console-npm.log:" >&2
    tail -n 10 "$logs/console-npm.log" >&2
    exit 1
  fi
  cp package-lock.json node_modules/installed-lock.json
fi

made_of=(src public index.html package-lock.json vite.config.ts)
newer=there
[[ -f dist/index.html ]] &&
  newer=$(find "${made_of[@]}" -newer dist/index.html -print -quit)
if [[ -n $newer ]]; then
  if ! npm run --silent build >"$logs/console-build.log" 2>&1 </dev/null; then
    echo "console: building failed; the end of build/logs/console-build.log:" >&2
    tail -n 10 "$logs/console-build.log" >&2
    exit 1
  fi
fi
