import { chmodSync, lstatSync, readdirSync, utimesSync } from 'node:fs';
import { type BytePath, type Host, joinPath, toSystemPath } from '@supermin/core';

const DIRECTORY_MODE = 0o755;
const FILE_MODE = 0o644;

/**
 * Gives everything in a copy of a modules directory the time of what is at its place in the original, or else that of the
 * original's `modules.dep`; and the modes that such files have, whatever the umask. The time of the build and whoever
 * builds must not be seen in the result.
 */
export function copyOwnership(host: Host, original: BytePath, copy: BytePath): void {
  const { mtime: fallback = 0 } = host.stat(joinPath(original, 'modules.dep')) ?? {};
  const dress = (from: BytePath, to: BytePath) => {
    const system = toSystemPath(to);
    const isDirectory = lstatSync(system).isDirectory();
    if (isDirectory) {
      for (const name of readdirSync(system, { encoding: 'latin1' }))
        dress(joinPath(from, name), joinPath(to, name));
    }
    chmodSync(system, isDirectory ? DIRECTORY_MODE : FILE_MODE);
    const time = host.stat(from)?.mtime ?? fallback;
    utimesSync(system, time, time);
  };
  dress(original, copy);
}
