/**
 * Makes what can be reached below a directory read-only in the mount namespace that it runs in, and becomes the
 * program: `sh -c SCRIPT sh DIRECTORY MOUNT PROGRAM ARGUMENT...`, where MOUNT is mount(8).
 *
 * mount(8) of Debian 12 has no recursive `ro`, so each mount is remounted: the one that holds the directory, and those
 * below it. Their other flags are repeated, or a user namespace would not allow the change. Then the kernel's list
 * is read again: the program runs only if nothing writable is left.
 */
const SCRIPT = `
cd "$1" || exit 1
mount=$2
shift 2
top=$(pwd -P; echo .) top=\${top%??} top=\${top%/}
exec 3<. || exit 1
while read -r key value; do [ "$key" = mnt_id: ] && holder=$value; done </proc/self/fdinfo/3
exec 3<&-

for_each_mount() {
  while read -r id parent device root escaped flags rest; do
    point=$(printf '%b.' "$escaped") point=\${point%.}
    case $point/ in
      "$top"/*) "$1" ;;
      *) [ "$id" != "$holder" ] || "$1" ;;
    esac
  done </proc/self/mountinfo
}
protect() { "$mount" -n -o "remount,bind,$flags,ro" none "$point"; }
check() {
  case $flags in ro|ro,*) return ;; esac
  is_covered || { echo "$point cannot be made read-only" >&2; exit 1; }
}
is_covered() (
  while read -r _ below _ _ name _; do
    [ "$below" = "$id" ] && [ "$name" = "$escaped" ] && exit 0
  done </proc/self/mountinfo
  exit 1
)
for_each_mount protect
for_each_mount check
exec "$@"
`;

/** Programs, by absolute names: a relative entry of PATH would run what lies in the shared directory. */
export interface MountPrograms {
  unshare: string;
  sh: string;
  mount: string;
}

/**
 * The beginning of a command line whose program sees `directory`, and all that is mounted below it, read-only. It fails
 * before the program starts if that cannot be had.
 *
 * @param mapping options of unshare(1) for a user namespace; none for root
 */
export function readOnlyPrefix(
  { unshare, sh, mount }: MountPrograms,
  mapping: readonly string[],
  directory: string,
): string[] {
  return [unshare, ...mapping, '--mount', '--', sh, '-c', SCRIPT, 'sh', directory, mount];
}
