import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findHostProgram } from '../../src/processes/find-host-program.ts';
import { probeKvm, verdictOf } from '../../src/qemu/kvm-probe.ts';
import { PROBE_PASSED, probeRom } from '../../src/qemu/probe-rom.ts';

const qemu = findHostProgram(['qemu-system-x86_64']);
if (qemu === undefined) console.warn('qemu-system-x86_64 is missing: the probe is not run');

describe('probeKvm', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(os.tmpdir(), 'supermin-probe-test-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const options = (signal = new AbortController().signal) => ({
    qemu: qemu ?? '',
    temporaryDirectory: directory,
    signal,
  });

  /** A QEMU that says nothing for ever. */
  const hangingQemu = () => {
    const file = join(directory, 'hanging-qemu');
    writeFileSync(file, '#!/bin/sh\nexec sleep 60\n');
    chmodSync(file, 0o755);
    return file;
  };

  it.runIf(qemu !== undefined)(
    'passes on an accelerator that works, and leaves no file',
    async () => {
      expect(await probeKvm({ ...options(), accelerator: 'tcg' })).toEqual({
        works: true,
        reason: '',
      });
      expect(readdirSync(directory)).toEqual([]);
    },
  );

  it('gives a guest that stands still two seconds', async () => {
    expect(await probeKvm({ ...options(), qemu: hangingQemu() })).toEqual({
      works: false,
      reason: 'a probe guest did not start in 2 s',
    });
  });

  it('says where no file can be made', async () => {
    const temporaryDirectory = join(directory, 'missing');
    await expect(probeKvm({ ...options(), temporaryDirectory })).rejects.toMatchObject({
      code: 'TMPDIR_DENIED',
      message: `cannot make a directory in ${temporaryDirectory} (ENOENT)`,
    });
  });

  it('is aborted by its signal', async () => {
    const controller = new AbortController();
    const probe = probeKvm({ ...options(controller.signal), qemu: hangingQemu() });
    setTimeout(() => controller.abort(new Error('enough')), 50);
    await expect(probe).rejects.toThrow('enough');
  });
});

describe('verdictOf', () => {
  it.each([
    [PROBE_PASSED, '', true, ''],
    [
      null,
      'qemu-system-x86_64: error: failed to set MSR 0x10a to 0x69\nmore',
      false,
      'failed to set MSR 0x10a to 0x69',
    ],
    [134, 'qemu-system-x86_64: warning: x\nqemu-system-x86_64: y\n', false, 'y'],
    [
      1,
      'Could not access KVM kernel module: Permission denied\n',
      false,
      'Could not access KVM kernel module: Permission denied',
    ],
    [
      1,
      "qemu-kvm: -device isa-debug-exit: 'isa-debug-exit' is not a valid device model name",
      true,
      '',
    ],
    [null, '', false, 'QEMU died'],
  ])('status %j, %j', (status, errors, works, reason) => {
    expect(verdictOf(status, errors)).toEqual({ works, reason });
  });
});

describe('probeRom', () => {
  it('jumps from the reset vector to its first byte', () => {
    const rom = probeRom();
    expect(rom.length).toBe(0x10000);
    // jmp rel16: the next instruction's address plus the offset, in 16 bits
    expect(rom[0xfff0]).toBe(0xe9);
    expect((0xfff3 + rom.readInt16LE(0xfff1)) & 0xffff).toBe(0);
    expect(rom[0]).toBe(0xfa);
  });
});
