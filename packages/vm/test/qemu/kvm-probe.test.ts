import { getEventListeners } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
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

  /** A QEMU that runs a script of the shell. */
  const scriptedQemu = (script: string) => {
    const file = join(scratchDirectory(), 'qemu');
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return file;
  };

  it.each([
    ['kvm', undefined, 'host'],
    ['tcg', 'tcg', 'max'],
  ] as const)('has one guest without any device, by %s', async (name, accelerator, cpu) => {
    const told = scratchDirectory();
    const script = `printf '%s\\n' "$@" >${told}/args; for last; do :; done; cp "$last" ${told}/rom`;
    const probed = scriptedQemu(`${script}; exit ${PROBE_PASSED}`);
    expect(
      await probeKvm({ ...options(), qemu: probed, ...(accelerator && { accelerator }) }),
    ).toEqual({ works: true, reason: '' });
    const args = readFileSync(`${told}/args`, 'utf8').trimEnd().split('\n');
    expect(args).toEqual([
      ...['-machine', `q35,accel=${name}`, '-cpu', cpu, '-m', '32'],
      ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none'],
      ...['-device', 'isa-debug-exit,iobase=0xf4,iosize=1'],
      ...['-bios', expect.stringMatching(`^${directory}/supermin-[^/]+/rom$`)],
    ]);
    expect(readFileSync(`${told}/rom`).equals(probeRom())).toBe(true);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('says what QEMU said of KVM, and is not told more than a little', async () => {
    const failed = scriptedQemu('echo "qemu: no KVM here" >&2; echo more >&2; exit 1');
    expect(await probeKvm({ ...options(), qemu: failed })).toEqual({
      ...{ works: false, reason: 'no KVM here' },
    });
    const talkative = scriptedQemu('seq 100000 >&2; echo kvm >&2; exit 1');
    expect(await probeKvm({ ...options(), qemu: talkative })).toMatchObject({ works: true });
  });

  it('takes one that is killed for broken', async () => {
    const killed = scriptedQemu('kill -ABRT $$');
    expect(await probeKvm({ ...options(), qemu: killed })).toMatchObject({ works: false });
  });

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

  /** From now on, nothing comes to an end because of its two seconds. */
  const waitForEver = () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
  };

  it('is aborted by its signal', async () => {
    waitForEver();
    const controller = new AbortController();
    const probe = probeKvm({ ...options(controller.signal), qemu: hangingQemu() });
    setImmediate(() => controller.abort(new Error('enough')));
    await expect(probe).rejects.toThrow('enough');
    expect(readdirSync(directory)).toEqual(['hanging-qemu']);
  });

  it('is over at once where the signal is aborted before, and listens to it no longer', async () => {
    const { signal } = new AbortController();
    await probeKvm({ ...options(signal), qemu: scriptedQemu(`exit ${PROBE_PASSED}`) });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    waitForEver();
    const aborted = AbortSignal.abort(new Error('enough'));
    const probe = probeKvm({ ...options(aborted), qemu: hangingQemu() });
    await expect(probe).rejects.toThrow('enough');
  });
});

describe('verdictOf', () => {
  it.each([
    [PROBE_PASSED, '', true, ''],
    [PROBE_PASSED, 'qemu: KVM has a word to say', true, ''],
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
    [null, '\n\n/opt/qemu-x: a\n', false, 'a'],
    [128, 'qemu: x', true, ''],
    [129, 'qemu: x', false, 'x'],
    [1, 'qemu: warning: no kvm', true, ''],
    [1, 'a qemu: b\nkvm', false, 'a qemu: b'],
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
