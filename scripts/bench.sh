#!/usr/bin/env bash
# Measures the built command beside others: bench/. Arguments: see bench/src/arguments.ts, or --help.
. "$(dirname "$0")/setup.sh"

check_node
# shellcheck disable=SC2046
apt_install gcc libc6-dev util-linux $(vm_packages) \
  supermin libguestfs-tools e2fsprogs time strace cpio rpm
npm_install
build
node_modules/.bin/tsup --config bench/tsup.config.ts
rm -f "$log"
exec node bench/dist/main.js "$@"
