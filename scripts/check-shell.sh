#!/usr/bin/env bash
# Runs shellcheck over all shell scripts of the repository.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v shellcheck >/dev/null || { echo 'error: shellcheck is needed: apt-get install shellcheck' >&2; exit 1; }

mapfile -t scripts < <(git ls-files | grep -v '\.md$' | xargs grep -lE '^#!.*[/ ](ba|da)?sh$|^# shellcheck shell=')
[ ${#scripts[@]} -gt 3 ] || { echo "error: git finds no scripts" >&2; exit 1; }
for script in "${scripts[@]}"; do
  # The command is two programs in one file; what follows the comment's end is JavaScript.
  if [ "$script" = packages/cli/bin/supermin ]; then sed '/^\*\/$/,$d' "$script" | shellcheck -s dash -
  else shellcheck -x -P SCRIPTDIR "$script"
  fi
done
