#!/bin/sh
# Installs RapidJSON where it is missing, builds bench/json in the release preset and runs it.
set -eu
cd "$(dirname "$0")/../.."
if [ ! -e /usr/include/rapidjson/writer.h ]; then
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  $sudo apt-get install -y -q --no-install-recommends rapidjson-dev >/dev/null
fi
cmake --preset release >/dev/null
cmake --build --preset release --target json_bench >/dev/null
exec build/release/bench/json_bench "$@"
