#!/usr/bin/env bash
# Builds everything and runs the main job: a command in a VM made from this machine's own packages.
. "$(dirname "$0")/setup.sh"

check_node
# shellcheck disable=SC2046
apt_install gcc libc6-dev util-linux $(vm_packages)
npm_install
build

say "packages/cli/bin/supermin run -p coreutils -p util-linux -- sh -c '...'"
packages/cli/bin/supermin run --timings -p coreutils -p util-linux -- sh -c '
  echo "Hello from inside the VM:"
  uname -srm
  . /etc/os-release 2>/dev/null || . /usr/lib/os-release
  echo "$PRETTY_NAME, root on $(findmnt -no SOURCE,FSTYPE /)"
'
say 'the command is packages/cli/bin/supermin; try: packages/cli/bin/supermin run'
