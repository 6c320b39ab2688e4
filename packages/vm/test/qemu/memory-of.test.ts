import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findHostProgram } from '../../src/processes/find-host-program.ts';
import { openMemoryOf } from '../../src/qemu/memory-of.ts';

const qemu = findHostProgram(['qemu-system-x86_64']);
if (qemu === undefined) console.warn('qemu-system-x86_64 is missing: its memory is not opened');

const MIB = 2 ** 20;

it.runIf(qemu !== undefined)("is QEMU's file of that size, and no other", async () => {
  const memory = (name: string, size: number) => [
    '-object',
    `memory-backend-memfd,id=${name},size=${size}M,share=on`,
  ];
  const argv = ['-machine', 'none', '-display', 'none', '-nodefaults', '-qmp', 'stdio'];
  const child = spawn(qemu!, [...argv, ...memory('one', 16), ...memory('two', 32)], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  try {
    // It greets when all is there.
    await once(child.stdout, 'data');
    for (const size of [16, 32]) {
      const fd = openMemoryOf(child.pid, size * MIB);
      expect(fstatSync(fd).size).toBe(size * MIB);
      closeSync(fd);
    }
    expect(() => openMemoryOf(child.pid, 64 * MIB)).toThrow(/does not show/);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  expect(() => openMemoryOf(child.pid, 16 * MIB)).toThrow(/ENOENT/);
});
