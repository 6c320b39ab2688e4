import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BuildRecord } from '@supermin/core';
import { afterAll, describe, expect, it } from 'vitest';
import {
  inputFolders,
  testsOf,
  testsOfOutput,
  testsOfRecord,
} from '../../../src/fast-start/fast-path/watch.ts';

const directory = mkdtempSync(join(tmpdir(), 'supermin-front-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const file = join(directory, 'file');
writeFileSync(file, 'x');
utimesSync(file, 77.5, 77.5);

function record(parts: Partial<BuildRecord>, hostfiles: Partial<BuildRecord['hostfiles']> = {}) {
  return {
    version: 4,
    output: directory,
    bootId: 'b',
    builtAt: 0,
    synced: false,
    facts: {},
    writer: { facts: [], wrapped: {} },
    inputs: [],
    watched: [],
    outputs: [],
    hostfiles: { patterns: [], directories: [], misses: [], matches: [], ...hostfiles },
    ...parts,
  } satisfies BuildRecord;
}

describe('what sh watches', () => {
  it('is a file with its time, or that it is not there', () => {
    expect(testsOf([file, `${file}-not`])).toEqual([
      { kind: 'same', path: file, mtime: 77.5 },
      { kind: 'missing', path: `${file}-not` },
    ]);
  });

  it('is every folder of the inputs, also an empty one deep below', () => {
    const appliance = join(directory, 'appliance');
    mkdirSync(join(appliance, 'a', 'empty'), { recursive: true });
    writeFileSync(join(appliance, 'packages'), 'bash\n');
    expect(inputFolders([appliance, file])).toEqual([
      appliance,
      join(appliance, 'a'),
      join(appliance, 'a', 'empty'),
    ]);
  });

  it('is everything that the record knows', () => {
    const tests = testsOfRecord(
      record(
        { inputs: [[file, '77.5:1:2']], watched: [['/db', '5.25:10:3']] },
        { directories: [['/d', '6:7:8']], misses: [['/m', '-']], matches: [[file, '77.5:1:2']] },
      ),
    );
    expect(tests).toEqual([
      { kind: 'same', path: file, mtime: 77.5 },
      { kind: 'same', path: '/db', mtime: 5.25 },
      { kind: 'same', path: '/d', mtime: 6 },
      { kind: 'missing', path: '/m' },
      { kind: 'same', path: file, mtime: 77.5 },
    ]);
  });

  it('is nothing where a hostfile is a link, whose time sh does not see', () => {
    const link = join(directory, 'link');
    symlinkSync('file', link);
    expect(testsOfRecord(record({}, { matches: [[link, '1:2:3']] }))).toBeUndefined();
  });

  it('is nothing where a time leaves no room for a pair', () => {
    expect(testsOfRecord(record({ watched: [['/db', '0:10:3']] }))).toBeUndefined();
  });

  it('is the directory of the outputs, and that none of them is empty', () => {
    utimesSync(directory, 99, 99);
    const of = record({ outputs: [[join(directory, 'root'), '1:2']] });
    expect(testsOfOutput(of, 'named')).toEqual([
      { kind: 'alias', path: 'named', of: directory },
      { kind: 'same', path: directory, mtime: 99 },
      { kind: 'full', path: join(directory, 'root') },
    ]);
    const tree = record({ outputs: [[directory, '1:2']] });
    expect(testsOfOutput(tree, 'named')).toHaveLength(2);
  });
});
