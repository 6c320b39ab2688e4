#!/usr/bin/env bash
# Configures 100 packages of Debian's trixie in a VM, twice, and asks dpkg, nginx and cmp about the result. Needs root for its Debian packages
# only, 100 MB from the network, and ten minutes without KVM. With --kills N instead: kills that N times at some moment while it downloads,
# unpacks or configures a smaller set, and looks whether the next run ends right and nothing is left.
. "$(dirname "$0")/setup.sh"

check_node
apt_install qemu-system-x86 debian-archive-keyring gpgv xz-utils
npm_install
build

here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d /var/tmp/configured-packages.XXXXXX)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/cache TMPDIR=$work/tmp
mkdir "$work/tmp"
supermin() { node "$here/packages/cli/bin/supermin" "$@"; }

# shellcheck disable=SC2016
CHECK='
dpkg-query -W -f "\${db:Status-Abbrev} \${Package}\n" | grep -v "^ii" && exit 1
test "$(dpkg-query -W | wc -l)" -ge 100 || exit 2
test -z "$(dpkg --audit)" || exit 3
test -z "$(dpkg --verify)" || exit 4
ssh-keygen -A > /dev/null && mkdir -p /run/sshd && /usr/sbin/sshd -t || exit 5
nginx || exit 6
exec 3<> /dev/tcp/127.0.0.1/80 && printf "GET / HTTP/1.0\r\n\r\n" >&3 && head -1 <&3 | grep "200 OK" || exit 7'

large() {
  supermin prepare --from debian:trixie --configure openssh-server nginx-light systemd -o "$work/d"
  supermin build -f ext2 --size +500M --configure "$work/d" -o "$work/a"
  supermin run --appliance "$work/a" -- bash -c "$CHECK"
  rm -rf "$work/cache"
  supermin build -f ext2 --size +500M --configure "$work/d" -o "$work/b"
  cmp "$work/a/root" "$work/b/root" && echo 'the same bytes, twice'
}

left() {
  ls -A "$work/tmp"
  find "$work" -name '*.supermin-*'
  find "$work/cache" -name 'supermin-*' -mindepth 2
  pgrep -f "qemu-system.*$work" || true
}

kills() {
  local count=$1 names=(base-files base-passwd bash coreutils dash debconf diffutils dpkg findutils grep libc-bin mawk perl-base sed tar) pid
  supermin prepare --from debian:trixie "${names[@]}" -o "$work/d"
  for ((at = 0; at < count; at++)); do
    # Half of them from the download on, the others from the VM on: a slow machine would never come as far.
    if ((at % 2 == 0)); then
      rm -rf "$work/cache/supermin/layers-1" "$work/cache/supermin/downloads"
    else
      supermin fetch "$work/d"
    fi
    node "$here/packages/cli/bin/supermin" build -f ext2 --size +100M --configure "$work/d" -o "$work/a" --force &
    pid=$!
    sleep $((RANDOM % 40 + 1)).$((RANDOM % 10))
    kill -KILL $pid 2> /dev/null || true
    wait $pid 2> /dev/null || true
  done
  supermin build -f ext2 --size +100M --configure "$work/d" -o "$work/a" --force
  rm -rf "$work/cache/supermin/layers-1"
  supermin build -f ext2 --size +100M --configure "$work/d" -o "$work/b"
  cmp "$work/a/root" "$work/b/root"
  test -z "$(left)" || { echo 'left behind:' && left && exit 1; }
  echo "killed $count times: the same bytes, and nothing is left"
}

if test "${1-}" = --kills; then kills "${2:-50}"; else large; fi
