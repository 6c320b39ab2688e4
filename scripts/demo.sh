#!/usr/bin/env bash
# Builds everything and runs the main job: a command in a VM made from this machine's own packages.
. "$(dirname "$0")/setup.sh"

check_node
# shellcheck disable=SC2046
apt_install gcc libc6-dev util-linux $(vm_packages)
npm_install
build

say "packages/cli/bin/supermin run --timings -p base-files -p coreutils -p mount -- sh -c '...'"
# shellcheck disable=SC2016 # the guest expands it
packages/cli/bin/supermin run --timings -p base-files -p coreutils -p mount -- sh -ec '
  echo "Hello from inside the VM:"
  uname -srm
  . /usr/lib/os-release
  echo "$PRETTY_NAME, $(df -h --output=fstype,avail / | tail -n 1) free"
'
say 'the command is packages/cli/bin/supermin; try: packages/cli/bin/supermin run'
