#!/usr/bin/env bash
# Passes all tests: format, lint, types and imports, unit tests, end-to-end tests. Last line: N passed, N failed, N skipped.
. "$(dirname "$0")/setup.sh"

check_node
# shellcheck disable=SC2046
apt_install gcc libc6-dev util-linux $(vm_packages) \
  supermin libguestfs-tools guestfish e2fsprogs file cpio xz-utils zstd lz4 attr python3-minimal groff-base \
  podman skopeo rpm rpm2cpio createrepo-c dnf dnf-plugins-core db5.3-util \
  debian-archive-keyring pacman-package-manager makepkg libarchive-tools fakeroot btrfs-progs xfsprogs
npm_install
build

status=0
say 'checking format, lint, types and imports'
node_modules/.bin/biome ci --error-on-warnings --colors=off . || status=$?
node_modules/.bin/tsc -p tsconfig.json || status=$?
node scripts/check-imports.mjs || status=$?

reports=$(mktemp -d)
trap 'rm -rf "$reports" "$log"' EXIT
for project in unit e2e; do
  say "running the $project tests"
  node_modules/.bin/vitest run --project "$project" --reporter=default --reporter=json \
    --outputFile.json="$reports/$project.json" || status=$?
done
node scripts/count-tests.mjs "$reports"/*.json || status=1
exit "$status"
