#!/usr/bin/env bash
# Proves tools/packages.txt on a Debian 12 with nothing installed: makes a minimal root once, copies
# the committed tree into it and runs `./run --build` and `./test` there (or the commands given),
# printing the time of each. Needs root and debootstrap; the packages come from the mirror that
# apt on this machine uses. Fetched packages are kept beside the root, so a second proof that
# starts from nothing again is cheap to repeat.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'USAGE'
usage: tools/bareroot.sh [--dir DIR] [--keep] [--worktree] [COMMAND...]
  --dir DIR    where the roots are kept (default build/bareroot)
  --keep       go on in the root of the last proof instead of a fresh copy of the bare one
  --worktree   copy the working tree as it is, not the commit HEAD
  COMMAND...   each one argument, run in the tree (default './run --build' './test')
USAGE
}

dir=build/bareroot keep=0 worktree=0 commands=()
while (($#)); do
  case $1 in
    --dir) dir=${2:?--dir needs a folder} && shift ;;
    --keep) keep=1 ;;
    --worktree) worktree=1 ;;
    --help | -h) usage && exit 0 ;;
    -*) usage >&2 && exit 2 ;;
    *) commands+=("$1") ;;
  esac
  shift
done
((${#commands[@]})) || commands=('./run --build' './test')
if ((EUID != 0)); then echo "bareroot: needs root" >&2 && exit 1; fi
if ! command -v debootstrap >/dev/null; then
  echo "bareroot: install debootstrap first: apt-get install debootstrap" >&2
  exit 1
fi

mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
bare=$dir/bare.tar root=$dir/root cache=$dir/archives
mkdir -p "$cache"

# Debian's own entries of this machine's apt, whatever files they are written in.
# shellcheck disable=SC2016  # $(...) is apt's own format, not the shell's.
sources() {
  apt-get indextargets --format '$(ORIGIN)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)' \
    'Created-By: Packages' |
    sed -nE 's/^Debian\|([^|]+)\|(bookworm[^|]*)\|(main)$/deb \1 \2 \3/p' | sort -u
}

make_bare() {
  local mirror
  mirror=$(sources | awk '$3 == "bookworm" {print $2; exit}')
  if [[ -z $mirror ]]; then
    echo "bareroot: apt knows no mirror of bookworm; run apt-get update" >&2
    exit 1
  fi
  rm -rf "$dir/new"
  debootstrap --variant=minbase --cache-dir="$cache" bookworm "$dir/new" "$mirror" \
    >"$dir/debootstrap.log" 2>&1 ||
    { echo "bareroot: debootstrap failed: $dir/debootstrap.log" >&2 && exit 1; }
  sources >"$dir/new/etc/apt/sources.list"
  tar -C "$dir/new" -cf "$bare.part" . && mv "$bare.part" "$bare"
  rm -rf "$dir/new"
}

# What --keep keeps of an earlier proof is build/, never a source that has gone since.
copy_tree() {
  local tree=$root/src/cems
  mkdir -p "$tree"
  find "$tree" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
  if ((worktree)); then
    git ls-files -co --exclude-standard -z | tar --null -T - --ignore-failed-read -cf - |
      tar -C "$tree" -xf -
  else
    rm -rf "$dir/clone"
    git clone -q --no-hardlinks --no-checkout . "$dir/clone"
    mv "$dir/clone/.git" "$tree/.git" && rmdir "$dir/clone"
    git -C "$tree" reset -q --hard "$(git rev-parse HEAD)"
  fi
}

inside() {
  env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb LANG=C.UTF-8 \
    chroot "$root" /bin/bash -c "cd /src/cems && $1"
}

# Everything is mounted inside a mount namespace of our own: it is gone when we are.
if [[ ${CEMS_BAREROOT_INSIDE-} != 1 ]]; then
  args=(--dir "$dir")
  ((keep)) && args+=(--keep)
  ((worktree)) && args+=(--worktree)
  CEMS_BAREROOT_INSIDE=1 exec unshare --mount --propagation private -- \
    "$(pwd)/tools/bareroot.sh" "${args[@]}" "${commands[@]}"
fi

[[ -f $bare ]] || make_bare
if ! ((keep)) || [[ ! -d $root ]]; then
  rm -rf "$root" && mkdir -p "$root" && tar -C "$root" -xf "$bare"
fi
cp /etc/resolv.conf "$root/etc/resolv.conf"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
mkdir -p "$root/var/cache/apt/archives"
mount --bind "$cache" "$root/var/cache/apt/archives"
copy_tree

status=0
for command in "${commands[@]}"; do
  started=$SECONDS
  result=ok
  inside "$command" || { result="FAILED (status $?)" && status=1; }
  echo "bareroot: $command: $result, $((SECONDS - started)) s"
done
exit "$status"
