import { appendFileSync, mkdirSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import type { BuildRecord } from '../../src/cache/build-record.ts';
import { outputStateOf, stateOf } from '../../src/cache/file-state.ts';
import { type CurrentInputs, staleReason } from '../../src/cache/freshness.ts';
import { recordHostfiles } from '../../src/cache/hostfiles.ts';
import { localHost } from '../../src/host/local-host.ts';
import { bootId } from '../../src/output/owner-tag.ts';

const FILES = [
  'in/a',
  'in/b',
  'status',
  'out/kernel',
  'out/root',
  'host/etc/a',
  'host/sub/d/f',
  'host/plain',
];
const PATTERNS = ['/etc/*', '/*/d/f', '/later', '/plain'];

interface Scene {
  root: string;
  record: BuildRecord;
  current: CurrentInputs;
}

async function scene(): Promise<Scene> {
  const root = scratchDirectory(Object.fromEntries(FILES.map((name) => [name, name])));
  const host = localHost(`${root}/host`);
  const inputs = [`${root}/in/a`, `${root}/in/b`];
  const facts = { '--size': '4G', '--format': 'ext2' };
  const sign = (path: string): [string, string] => [path, stateOf(path)];
  const record: BuildRecord = {
    version: 4,
    output: `${root}/out`,
    bootId: bootId(),
    builtAt: 0,
    synced: false,
    facts,
    writer: { facts: [], wrapped: {} },
    inputs: inputs.map(sign),
    watched: [`${root}/status`, `${root}/kernel`].map(sign),
    hostfiles: await recordHostfiles(host, PATTERNS),
    outputs: [`${root}/out/kernel`, `${root}/out/root`].map((path) => [path, outputStateOf(path)]),
  };
  return { root, record, current: { facts, inputs, host } };
}

describe('staleReason', () => {
  it.each<[string, (scene: Scene) => void, string | undefined]>([
    ['nothing has changed', () => {}, undefined],
    [
      'outputs touched: libguestfs does',
      ({ root }) => utimesSync(`${root}/out/root`, 1, 1),
      undefined,
    ],
    [
      'a host file that no pattern matches',
      ({ root }) => writeFileSync(`${root}/host/other`, ''),
      undefined,
    ],
    [
      'an option',
      ({ current }) => {
        current.facts = { '--size': '5G', '--format': 'ext2' };
      },
      "--size was '4G' and is '5G'",
    ],
    [
      'an option left out',
      ({ current }) => {
        current.facts = { '--format': 'ext2' };
      },
      "--size was '4G' and is ''",
    ],
    [
      'an option more',
      ({ current }) => {
        current.facts = { ...current.facts, SUPERMIN_KERNEL: '/k' };
      },
      "SUPERMIN_KERNEL was '' and is '/k'",
    ],
    ['an input edited', ({ root }) => appendFileSync(`${root}/in/b`, 'x'), 'ROOT/in/b has changed'],
    [
      'an input gone from the disk',
      ({ root }) => unlinkSync(`${root}/in/b`),
      'ROOT/in/b does not exist',
    ],
    [
      'an input more',
      ({ current, root }) => {
        current.inputs = [...current.inputs, `${root}/in/c`];
      },
      'ROOT/in/c is new',
    ],
    [
      'an input less',
      ({ current }) => {
        current.inputs = current.inputs.slice(1);
      },
      'ROOT/in/a no longer exists',
    ],
    [
      'inputs in another order',
      ({ current }) => {
        current.inputs = [...current.inputs].reverse();
      },
      'the inputs are in another order',
    ],
    [
      'an output gone',
      ({ root }) => unlinkSync(`${root}/out/kernel`),
      'ROOT/out/kernel does not exist',
    ],
    [
      'an output of another size',
      ({ root }) => writeFileSync(`${root}/out/root`, ''),
      'ROOT/out/root has changed',
    ],
    [
      'an output that was never made',
      ({ record, root }) => {
        record.outputs.push([`${root}/out/initrd`, '-']);
      },
      'ROOT/out/initrd does not exist',
    ],
    [
      'the package database',
      ({ root }) => utimesSync(`${root}/status`, 1, 1),
      'ROOT/status has changed',
    ],
    [
      'the package database gone',
      ({ root }) => unlinkSync(`${root}/status`),
      'ROOT/status does not exist',
    ],
    [
      'a kernel that was not there before',
      ({ root }) => writeFileSync(`${root}/kernel`, ''),
      'ROOT/kernel has changed',
    ],
    [
      'a hostfile edited',
      ({ root }) => appendFileSync(`${root}/host/etc/a`, 'x'),
      '/etc/a has changed',
    ],
    ['a hostfile gone', ({ root }) => unlinkSync(`${root}/host/plain`), '/plain does not exist'],
    [
      'a hostfile more',
      ({ root }) => writeFileSync(`${root}/host/etc/b`, ''),
      'hostfiles match other files',
    ],
    [
      'a hostfile more, of a pattern without wildcards',
      ({ root }) => writeFileSync(`${root}/host/later`, ''),
      'hostfiles match other files',
    ],
    [
      'a hostfile more, below a wildcard',
      ({ root }) => {
        mkdirSync(`${root}/host/etc/d`);
        writeFileSync(`${root}/host/etc/d/f`, '');
      },
      'hostfiles match other files',
    ],
    [
      'another boot',
      ({ record }) => {
        record.bootId = 'earlier';
      },
      'it was written before the last boot of this machine, and may not have reached the disk',
    ],
    [
      'another boot, but the output is known to be on the disk',
      ({ record }) => {
        record.bootId = 'earlier';
        record.synced = true;
      },
      undefined,
    ],
  ])('%s', async (_, change, expected) => {
    const it = await scene();
    change(it);
    expect(await staleReason(it.record, it.current)).toBe(expected?.replace('ROOT', it.root));
  });

  it('a hostfile more, where no pattern has a wildcard', async () => {
    const { record, current, root } = await scene();
    record.hostfiles = await recordHostfiles(current.host, ['/plain', '/sub/later']);
    expect(await staleReason(record, current)).toBeUndefined();
    writeFileSync(`${root}/host/sub/later`, '');
    expect(await staleReason(record, current)).toBe('hostfiles match other files');
  });
});
