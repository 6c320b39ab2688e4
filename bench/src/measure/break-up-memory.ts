import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';

const HELD = `/dev/shm/supermin-bench-${process.pid}`;

/** What a virtual machine gives back to its host at a time, and larger: order 9 of the kernel's allocator. */
const PIECE = 2 << 20;
const PIECE_ORDER = 9;

const PAGE = 4096;

/** Of the free memory, how much is broken up, and how much may be whole again before that is done once more. */
const SHARE = 0.8;
const WHOLE = 0.25;

/**
 * Breaks free memory into pieces, for as long as the bench runs: of every 2 MiB one page is kept. That is what the memory of a
 * machine looks like that has been up for a while; and what is smaller than 2 MiB a virtual machine does not give back to its
 * host. To get it again costs up to 2 ms a megabyte, which would be counted for whoever happens to be next.
 *
 * Nothing is done where that is not possible: the figures vary more.
 */
export function breakUpMemory(): void {
  const free = freeBytes();
  if (free === undefined || wholeBytes() < free * WHOLE) return;
  const piece = Buffer.alloc(PIECE).fill(1, 0, PAGE);
  try {
    const fd = openSync(HELD, 'w', 0o600);
    try {
      for (let bytes = 0; bytes < free * SHARE; bytes += PIECE) writeSync(fd, piece);
    } finally {
      closeSync(fd);
    }
    const { status } = spawnSync('fallocate', ['--dig-holes', HELD], { stdio: 'ignore' });
    if (status !== 0) releaseMemory();
  } catch {
    releaseMemory();
  }
}

export function releaseMemory(): void {
  rmSync(HELD, { force: true });
}

function freeBytes(): number | undefined {
  const found = /^MemFree: +(\d+) kB$/m.exec(readProc('meminfo'));
  return found === null ? undefined : Number(found[1]) * 1024;
}

/** Free memory in pieces of 2 MiB and more. */
function wholeBytes(): number {
  let bytes = 0;
  for (const line of readProc('buddyinfo').split('\n')) {
    const counts = line
      .replace(/^Node .* zone +\w+/, '')
      .trim()
      .split(/ +/);
    for (const [order, count] of counts.entries()) {
      if (order >= PIECE_ORDER) bytes += Number(count) * 2 ** order * PAGE;
    }
  }
  return bytes;
}

function readProc(name: string): string {
  try {
    return readFileSync(`/proc/${name}`, 'latin1');
  } catch {
    return '';
  }
}
