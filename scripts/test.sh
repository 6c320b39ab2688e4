#!/usr/bin/env bash
# test.sh [check] [unit] [e2e]: passes the tests, by default all. Last line: N passed, N failed, N skipped.
#   check  format, lint, types, imports, shell scripts; builds everything
#   unit   unit tests, on the sources
#   e2e    end-to-end tests, on what was built
. "$(dirname "$0")/setup.sh"

parts=${*:-check unit e2e}
wants() { [[ " $parts " = *" $1 "* ]]; }

# What the tests need, apart from Node.js.
test_packages() {
  echo gcc libc6-dev util-linux "$(vm_packages)" \
    supermin libguestfs-tools guestfish e2fsprogs file cpio xz-utils zstd lz4 attr python3-minimal groff-base \
    erofs-utils squashfs-tools podman buildah busybox-static crun skopeo umoci docker-registry python3-yaml rpm rpm2cpio createrepo-c sqlite3 dnf dnf-plugins-core db5.3-util \
    debian-archive-keyring gnupg gpgv pacman-package-manager makepkg libarchive-tools fakeroot btrfs-progs xfsprogs \
    iputils-ping libcap2-bin qemu-system-arm qemu-system-x86 gcc-aarch64-linux-gnu gcc-i686-linux-gnu linux-libc-dev-arm64-cross linux-libc-dev-i386-cross ncurses-bin procps less zsh fish faketime
}

check_node
wants check && apt_install gcc libc6-dev git shellcheck
# shellcheck disable=SC2046
if wants unit || wants e2e; then apt_install $(test_packages); fi
npm_install
build

status=0
if wants check; then
  say 'checking format, lint, types, imports and shell scripts'
  node_modules/.bin/biome ci --error-on-warnings --colors=off . || status=$?
  node_modules/.bin/tsc -p tsconfig.json || status=$?
  node scripts/check-imports.mjs || status=$?
  bash scripts/check-shell.sh || status=$?
fi

reports=$(mktemp -d)
trap 'rm -rf "$reports" "$log"' EXIT
for project in unit e2e; do
  wants "$project" || continue
  say "running the $project tests"
  node_modules/.bin/vitest run --project "$project" --reporter=default --reporter=json \
    --outputFile.json="$reports/$project.json" || status=$?
done
if wants unit || wants e2e; then node scripts/count-tests.mjs "$reports"/*.json || status=1; fi
exit "$status"
