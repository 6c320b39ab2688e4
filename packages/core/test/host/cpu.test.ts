import { machine } from 'node:os';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { cpuOf } from '../../src/host/cpu.ts';
import { localHost } from '../../src/host/local-host.ts';

/** The head of a program for a machine of elf(5). */
function program(number: number, order: 'little' | 'big' = 'little'): Buffer {
  const header = Buffer.alloc(64);
  header.write('\x7fELF\x02', 'latin1');
  header[5] = order === 'little' ? 1 : 2;
  if (order === 'little') header.writeUInt16LE(number, 18);
  else header.writeUInt16BE(number, 18);
  return header;
}

const cpu = (files: Parameters<typeof scratchDirectory>[0]) =>
  cpuOf(localHost(scratchDirectory(files)));

it.each([
  [3, 'little', 'i686'],
  [21, 'little', 'ppc64le'],
  [21, 'big', 'ppc64'],
  [22, 'big', 's390x'],
  [40, 'little', 'armv7l'],
  [62, 'little', 'x86_64'],
  [183, 'little', 'aarch64'],
  [243, 'little', 'riscv64'],
] as const)('programs for machine %d, %s-endian: %s', (number, order, expected) => {
  expect(cpu({ 'bin/sh': program(number, order) })).toBe(expected);
});

it('asks the next program where one is a script, cut off or of no known machine', () => {
  expect(cpu({ 'bin/sh': '#!/bin/x', 'usr/bin/env': program(183) })).toBe('aarch64');
  expect(cpu({ 'bin/sh': '\x7fELF', 'sbin/init': program(183) })).toBe('aarch64');
  expect(cpu({ 'bin/sh': program(9999), 'sbin/init': program(183) })).toBe('aarch64');
});

it('is this machine\u2019s where nothing tells, and for the running system', () => {
  expect(cpu({})).toBe(machine());
  expect(cpuOf(localHost())).toBe(machine());
  const refused = () => {
    throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
  };
  expect(cpuOf({ ...localHost('/nonexistent'), readFile: refused })).toBe(machine());
});

it('knows this machine by its own shell, seen as that of another root', () => {
  const own = cpuOf({ ...localHost('/'), root: '/elsewhere' });
  expect(own).toBe(machine());
});
