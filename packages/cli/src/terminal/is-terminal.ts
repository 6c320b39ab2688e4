import { fstatSync } from 'node:fs';

const DEV_NULL = 0x103n;

/**
 * Is this descriptor a terminal? What cannot be one is told by its type: Node's module for terminals takes as long to load as a
 * fiftieth of a small build.
 */
export function isTerminal(fd: number): boolean {
  return isDevice(fd) && process.getBuiltinModule('node:tty').isatty(fd);
}

/** A character device, but not `/dev/null`: a terminal, or one that has gone. */
export function isDevice(fd: number): boolean {
  try {
    // With `bigint`: Node.js remembers other stats, and after those of a pipe its realpath resolves no link, nor do imports.
    const status = fstatSync(fd, { bigint: true });
    return status.isCharacterDevice() && status.rdev !== DEV_NULL;
  } catch {
    // Not open.
    return false;
  }
}
