import { fstatSync, readFileSync } from 'node:fs';

/** /dev/tty: the terminal of whoever opens it. */
const DEV_TTY = 0x500;

/**
 * Whether this process may use a terminal: it is in the foreground there, or it is not the terminal that controls it.
 * The kernel stops who reads from it or changes its modes in the background.
 */
export function isForeground(fd: number): boolean {
  try {
    const status = readFileSync('/proc/self/stat', 'latin1');
    // pid (name) state ppid pgrp session tty_nr tpgid ...: the name may hold anything.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    const [group, terminal, foreground] = [fields[2], Number(fields[4]) >>> 0, fields[5]];
    const { rdev } = fstatSync(fd);
    return (rdev !== terminal && rdev !== DEV_TTY) || group === foreground;
  } catch {
    return true;
  }
}
