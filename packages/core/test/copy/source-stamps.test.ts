import { truncateSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { SourceStamps } from '../../src/copy/source-stamps.ts';

const LARGE = 1 << 20;

/** Seconds: utimes(2) by way of a number would round one that has fractions, and so change it. */
const TIME = 1_000_000_000;

describe('SourceStamps', () => {
  it.each<[string, (path: string) => void]>([
    ['nothing', () => {}],
    ['new bytes at its old time', (path) => rewrite(path)],
    ['more bytes', (path) => truncateSync(path, 2 * LARGE)],
    ['fewer bytes', (path) => truncateSync(path, 1)],
    ['it is gone', (path) => unlinkSync(path)],
  ])('%s', (what, change) => {
    const path = `${scratchDirectory()}/large`;
    writeFileSync(path, Buffer.alloc(LARGE));
    utimesSync(path, TIME, TIME);
    const stamps = new SourceStamps();
    stamps.note(path, LARGE);
    change(path);
    const verify = () => stamps.verify();
    if (what === 'nothing') expect(verify).not.toThrow();
    else expect(verify).toThrow(`${path} changed while it was copied`);
  });

  it('does not look at what is read in one piece, or was not there', () => {
    const path = `${scratchDirectory()}/small`;
    const stamps = new SourceStamps();
    stamps.note(path, LARGE);
    writeFileSync(path, 'a');
    stamps.note(path, 1);
    writeFileSync(path, 'b');
    expect(() => stamps.verify()).not.toThrow();
  });
});

function rewrite(path: string): void {
  writeFileSync(path, Buffer.alloc(LARGE, 'x'));
  utimesSync(path, TIME, TIME);
}
