# Sourced by the scripts beside it: installs what is missing, says what, and builds.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '==> %s\n' "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "root or sudo is needed for: $*"
  fi
}

check_node() {
  command -v node >/dev/null || die 'Node.js >= 20.19 is needed: https://nodejs.org'
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    die "Node.js >= 20.19 is needed, this is $(node --version)"
}

# What the VM needs on this architecture: QEMU and a kernel.
vm_packages() {
  case "$(dpkg --print-architecture)" in
    amd64) echo qemu-system-x86 linux-image-cloud-amd64 ;;
    arm64) echo qemu-system-arm linux-image-cloud-arm64 ;;
    ppc64el) echo qemu-system-ppc linux-image-powerpc64le ;;
    riscv64) echo qemu-system-misc linux-image-riscv64 ;;
    s390x) echo qemu-system-misc linux-image-s390x ;;
    i386) echo qemu-system-x86 linux-image-686 ;;
    *) echo qemu-system ;;
  esac
}

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# apt_install PACKAGE...: those of them that are missing.
apt_install() {
  command -v apt-get >/dev/null || die 'these scripts know Debian and Ubuntu (apt-get) only'
  local missing=() name
  for name in "$@"; do installed "$name" || missing+=("$name"); done
  [ ${#missing[@]} = 0 ] && return
  say "installing from Debian: ${missing[*]}"
  as_root apt-get update -q >/dev/null
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}" >/dev/null
}

pnpm() { npx -y pnpm@10 "$@"; }

# node_modules is up to date when pnpm's own copy of the lockfile equals ours.
npm_install() {
  cmp -s pnpm-lock.yaml node_modules/.pnpm/lock.yaml && return
  say 'installing from npm: the packages of pnpm-lock.yaml'
  pnpm install --frozen-lockfile --reporter=silent
}

build() {
  say 'building all packages'
  TURBO_TELEMETRY_DISABLED=1 pnpm run build --output-logs=errors-only >"$log" 2>&1 || {
    cat "$log" >&2
    die 'the build failed'
  }
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
