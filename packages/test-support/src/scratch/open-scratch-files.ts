import { readdirSync, readlinkSync } from 'node:fs';
import { madeDirectories } from './scratch-directory.ts';

/**
 * Files of scratch directories that this process has open, those among them that have no name any more. Node.js closes what it has
 * read as a stream a little later: ask until there are none (`expect.poll`).
 */
export function openScratchFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return madeDirectories.some((each) => target.startsWith(`${each}/`)) ? [target] : [];
    } catch {
      // The one that readdir had.
      return [];
    }
  });
}
