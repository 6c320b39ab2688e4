#!/usr/bin/env bash
# Boots guests of all other architectures in emulation, from roots of Debian packages: six of them, of which the usual tests boot two.
# Arguments: Debian's names of some (arm64 riscv64 ...). Needs root; 15 minutes, and 100 MB from the network for each.
. "$(dirname "$0")/setup.sh"

check_node
apt_install qemu-system-arm qemu-system-misc qemu-system-ppc qemu-system-x86 debian-archive-keyring \
  gcc-aarch64-linux-gnu gcc-arm-linux-gnueabihf gcc-i686-linux-gnu gcc-powerpc64le-linux-gnu \
  gcc-riscv64-linux-gnu gcc-s390x-linux-gnu \
  linux-libc-dev-arm64-cross linux-libc-dev-riscv64-cross linux-libc-dev-ppc64el-cross \
  linux-libc-dev-s390x-cross linux-libc-dev-armhf-cross linux-libc-dev-i386-cross
npm_install
build

guests=all
test $# = 0 || guests=$(IFS=, && echo "$*")
SUPERMIN_TEST_GUESTS=$guests node_modules/.bin/vitest run --project e2e test-e2e/foreign-guests.test.ts
