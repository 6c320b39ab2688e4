import { readFileSync } from 'node:fs';
import {
  type BytePath,
  type CacheEntry,
  displayPath,
  firstFew,
  humanSize,
  joinPath,
  table,
  toSystemPath,
} from '@supermin/core';
import { printable } from '../terminal/printable.ts';

/** So many packages of an appliance are named. */
const NAMED = 4;

const TITLES = ['KIND', 'SIZE', 'USED', 'STATE', 'NAME'];

const PERIODS: readonly [number, string][] = [
  [24 * 3600, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
];

/** The last ones used come first. */
export function cacheListText(entries: readonly CacheEntry[], limit: number): string {
  const sorted = [...entries].sort((a, b) => b.used - a.used);
  const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  const rows = sorted.map((entry) => [
    entry.kind,
    humanSize(entry.bytes),
    agoText(Date.now() / 1000 - entry.used),
    entry.inUse ? 'in use' : '',
    whatOf(entry),
  ]);
  const list =
    rows.length === 0 ? [] : table([TITLES, ...rows.map((row) => row.map(printable))], [1]);
  const sum = `${humanSize(total)} of ${humanSize(limit)}`;
  return [...list, sum].map((line) => `${line}\n`).join('');
}

/** The same for programs. */
export function cacheList(cache: BytePath, entries: readonly CacheEntry[]): object {
  return {
    directory: displayPath(cache),
    entries: entries.map(({ kind, name, path, bytes, used, inUse }) => ({
      ...{ kind, name, path: displayPath(path), bytes, inUse },
      used: new Date(used * 1000).toISOString(),
      packages: kind === 'run' ? packagesOf(path) : undefined,
    })),
  };
}

/** An appliance is known by its packages. */
function whatOf({ kind, name, path }: CacheEntry): string {
  const packages = kind === 'run' ? packagesOf(path) : [];
  return packages.length === 0 ? name : firstFew(packages, NAMED);
}

function packagesOf(directory: BytePath): string[] {
  try {
    const file = toSystemPath(joinPath(directory, 'input/packages'));
    return readFileSync(file, 'latin1').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

function agoText(seconds: number): string {
  for (const [length, name] of PERIODS) {
    const count = Math.floor(seconds / length);
    if (count >= 1) return `${count} ${name}${count === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}
