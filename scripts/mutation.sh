#!/usr/bin/env bash
# Mutation test of a package: StrykerJS changes its sources in one place at a time, and counts the changes that its unit tests notice.
# Arguments: a package (newc, core, ...), then files below its src/. With files, only their own test files run, so what other
# tests would notice does not count. Without any, all files and all tests of the package, which takes half an hour to hours; with
# --sample N, only N mutants of them, drawn at random by --seed S (1). Tests of other packages never run, though they would notice more.
# Stryker (64 MB) goes into node_modules/.stryker, not into package.json: 9 is the last version for Node.js 20.
set -euo pipefail
cd "$(dirname "$0")/.."

sample='' seed=1
while [ $# -gt 1 ]; do
  case $1 in
    --sample) sample=$2 ;;
    --seed) seed=$2 ;;
    *) break ;;
  esac
  shift 2
done
package=${1:?'which package? Usage: scripts/mutation.sh [--sample N [--seed S]] PACKAGE [FILE...]'}
shift
[ -d "packages/$package/src" ] || { echo "error: there is no packages/$package/src" >&2; exit 1; }
if [ $# -eq 0 ]; then
  set -- '**/*.ts'
  tests=("packages/$package/test/**/*.test.ts")
else
  tests=("${@/#/packages/$package/test/}")
  tests=("${tests[@]/%.ts/.test.ts}")
fi
files=("${@/#/packages/$package/src/}")
# Minutes for each mutant: they boot VMs, or run supermin 5. The last pattern: they look for words in the sources, which mutants change.
mapfile -t not < <(grep -rl -e whyNoVm -e /bin/qemu-system -e /usr/bin/supermin -e 'SOURCES = ' "packages/$package/test")
list() { (IFS=, && echo "$*"); }

stryker=node_modules/.stryker
version=9.6.1
if ! grep -qs "\"version\": \"$version\"" "$stryker/node_modules/@stryker-mutator/core/package.json"; then
  mkdir -p "$stryker"
  echo '{ "private": true }' >"$stryker/package.json"
  # Not its peers: vitest is the one that the tests import, from node_modules above.
  npm install --prefix "$stryker" --no-audit --no-fund --no-package-lock --legacy-peer-deps --loglevel=error \
    "@stryker-mutator/core@$version" "@stryker-mutator/vitest-runner@$version"
fi

report=coverage/mutation/$package-$seed.json
export MUTATION_TESTS MUTATION_NOT MUTATION_REPORT=$report MUTATION_SAMPLE=$sample MUTATION_SEED=$seed
MUTATION_TESTS=$(list "${tests[@]}") MUTATION_NOT=$(list "${not[@]}")
nice node "$stryker/node_modules/@stryker-mutator/core/bin/stryker.js" run \
  scripts/mutation/stryker.config.mjs --mutate "$(list "${files[@]}")"
node scripts/mutation/score.mjs "$report"
