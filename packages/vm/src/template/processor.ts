import { closeSync, openSync, readSync } from 'node:fs';

/** Of /proc/cpuinfo: all of the first processor. The rest takes the kernel milliseconds for each of them. */
const HEAD = 4096;

/** What says which processor this is, and what it can do; clock rates are left out. */
const LINES =
  /^(?:vendor_id|cpu family|model|model name|stepping|microcode|flags|Features|CPU [^:]*)\s*:.*$/gm;

/** This machine's processor, as its kernel describes it. */
export function processorOf(file = '/proc/cpuinfo'): string {
  const fd = openSync(file, 'r');
  try {
    const head = Buffer.alloc(HEAD);
    const length = readSync(fd, head, 0, HEAD, 0);
    return (head.toString('latin1', 0, length).match(LINES) ?? []).join('\n');
  } finally {
    closeSync(fd);
  }
}
