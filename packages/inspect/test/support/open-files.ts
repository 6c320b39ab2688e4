import { readdirSync, readlinkSync } from 'node:fs';

/** Files of a directory that this process has open, those among them that have no name any more. */
export function openFilesIn(directory: string): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith(`${directory}/`) ? [target] : [];
    } catch {
      // The one that readdir had.
      return [];
    }
  });
}
