/**
 * Programs for sh(1) that print what begins like `$1`, a line each. Shells run them while somebody waits, so node is not started:
 * a package manager's own files are read.
 */

/** Installed packages; `$2` is the root, for tests. */
export const PACKAGE_NAMES = `
export prefix="$1"
if [ -r "$2/var/lib/dpkg/status" ]; then
  awk '/^Package: / { name = $2 }
    /^Status: .* installed$/ && index(name, ENVIRON["prefix"]) == 1 { print name }' "$2/var/lib/dpkg/status"
elif [ -d "$2/var/lib/pacman/local" ]; then
  ls "$2/var/lib/pacman/local" |
    awk 'sub(/-[^-]*-[^-]*$/, "") && index($0, ENVIRON["prefix"]) == 1'
elif command -v rpm > /dev/null; then
  rpm -qa --qf '%{NAME}\\n' | awk 'index($0, ENVIRON["prefix"]) == 1'
fi
`;

/** VMs that have names: where they have their sockets. */
export const VM_NAMES = `
user=$(id -u)
for socket in "\${XDG_RUNTIME_DIR:-/run/user/$user}"/supermin/*.sock /tmp/.supermin-run-"$user"/*.sock \\
  /var/tmp/.supermin-run-"$user"/*.sock
do
  [ -S "$socket" ] || continue
  name=\${socket##*/}
  case $name in "$1"*) echo "\${name%.sock}" ;; esac
done
`;
