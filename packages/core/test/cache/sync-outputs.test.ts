import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { BuildRecord } from '../../src/cache/build-record.ts';
import { SYNC_AGE, syncIsDue, syncOutputs } from '../../src/cache/sync-outputs.ts';

const directory = mkdtempSync(join(tmpdir(), 'supermin-sync-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const output = join(directory, 'out');
mkdirSync(output);
writeFileSync(join(output, 'root'), 'bytes');
symlinkSync('root', join(output, 'kernel'));

function record(names: readonly string[], parts: Partial<BuildRecord> = {}): BuildRecord {
  return {
    version: 4,
    output,
    bootId: 'b',
    builtAt: 1000,
    synced: false,
    facts: {},
    writer: { facts: [], wrapped: {} },
    inputs: [],
    watched: [],
    hostfiles: { patterns: [], directories: [], misses: [], matches: [] },
    outputs: names.map((name) => [name === '.' ? output : join(output, name), '1:2']),
    ...parts,
  };
}

describe('whether the output is on the disk', () => {
  it('is asked once, and not before the kernel has written it by itself', () => {
    expect(syncIsDue(record([]), 1000 + SYNC_AGE - 1)).toBe(false);
    expect(syncIsDue(record([]), 1000 + SYNC_AGE)).toBe(true);
    expect(syncIsDue(record([], { synced: true }), 1e9)).toBe(false);
    expect(syncIsDue(record([], { builtAt: Date.now() / 1000 }))).toBe(false);
  });

  it('is so after fsync of the files, links followed, and of the directories', () => {
    expect(syncOutputs(record(['kernel', 'root']))).toBe(true);
  });

  it('stays unknown of files that are not there, and of whole trees', () => {
    expect(syncOutputs(record(['root', 'absent']))).toBe(false);
    expect(syncOutputs(record(['.']))).toBe(false);
  });
});
