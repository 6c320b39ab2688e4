import { closeSync, fstatSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { isForeground } from '@supermin/core';

const DEV_NULL = 0x103;

/**
 * For the very end: lets go of a terminal that is not ours. When it ends, Node.js gives each terminal among its standard streams
 * the modes that it found at its start. In the background that takes them from whoever is in the foreground by now; and it aborts
 * where the terminal has gone.
 */
export function leaveTerminal(): void {
  for (const fd of [0, 1, 2]) {
    try {
      const status = fstatSync(fd);
      if (!status.isCharacterDevice() || status.rdev === DEV_NULL) continue;
      if (isatty(fd) && isForeground(fd)) continue;
      closeSync(fd);
      openSync('/dev/null', 'r+');
    } catch {
      // Not open: nothing to leave.
    }
  }
}
