/** Bytes that the files of an appliance may have in a registry, all of them together: each is read into memory. */
export const MOST_BYTES = 64 << 20;

/** Files that an appliance may have in a registry. */
export const MOST_FILES = 1000;

/** One component, with nothing in it that a shell, a terminal or `ls` would take for something else. */
const PLAIN = /^[A-Za-z0-9_][A-Za-z0-9._+-]{0,254}$/;

/** What a full appliance has: a directory with one of them is booted as it is. */
const OF_FULL_ONES: readonly string[] = ['kernel', 'initrd', 'root', 'modules'];

/** Whether a file of an appliance may be called so in a registry. */
export function isFileName(name: string): boolean {
  return PLAIN.test(name) && !OF_FULL_ONES.includes(name);
}
