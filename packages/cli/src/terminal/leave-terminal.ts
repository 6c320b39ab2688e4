import { closeSync, openSync } from 'node:fs';
import { isForeground } from '@supermin/core';
import { isDevice, isTerminal } from './is-terminal.ts';

/**
 * For the very end: lets go of a terminal that is not ours. When it ends, Node.js gives each terminal among its standard streams
 * the modes that it found at its start. In the background that takes them from whoever is in the foreground by now; and it aborts
 * where the terminal has gone.
 */
export function leaveTerminal(): void {
  for (const fd of [0, 1, 2]) {
    if (!isDevice(fd) || (isTerminal(fd) && isForeground(fd))) continue;
    try {
      closeSync(fd);
      openSync('/dev/null', 'r+');
    } catch {
      // Nothing more can be done.
    }
  }
}
