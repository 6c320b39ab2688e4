import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BytePath, toSystemPath, withTemporaryDirectory } from '@supermin/core';
import { killTied, spawnTied } from '../processes/tied-child.ts';
import type { KvmVerdict } from './kvm-verdict.ts';
import { PROBE_PASSED, probeRom } from './probe-rom.ts';

/** A guest that works is done in 0.1 s. */
const PATIENCE = 2000;
const KEPT_ERRORS = 4096;

export interface ProbeOptions {
  qemu: string;
  /** An existing directory for the probe's firmware file. */
  temporaryDirectory: BytePath;
  signal: AbortSignal;
  /** Default: kvm. Emulation passes on every host, which is how the probe itself is tested. */
  accelerator?: 'kvm' | 'tcg';
}

/**
 * Runs a guest of a few instructions that switches paging on, as any kernel does, and leaves QEMU by a
 * status of its own: on some cloud machines /dev/kvm is there, and the guest stops at that point for
 * ever, or QEMU aborts setting a register.
 *
 * x86 only. A QEMU that cannot run the probe for reasons that have nothing to do with KVM counts as working.
 *
 * @throws SuperminError `TMPDIR_RELATIVE`, `TMPDIR_DENIED`
 */
export async function probeKvm(options: ProbeOptions): Promise<KvmVerdict> {
  const accelerator = options.accelerator ?? 'kvm';
  return await withTemporaryDirectory(options.temporaryDirectory, async (directory) => {
    const rom = join(toSystemPath(directory).toString(), 'rom');
    writeFileSync(rom, probeRom());
    return await runProbe(options, accelerator, rom);
  });
}

function runProbe(options: ProbeOptions, accelerator: string, rom: string): Promise<KvmVerdict> {
  const args = [
    ['-machine', `q35,accel=${accelerator}`],
    ['-cpu', accelerator === 'kvm' ? 'host' : 'max'],
    ['-m', '32'],
    ['-nodefaults', '-no-user-config', '-no-reboot'],
    ['-display', 'none'],
    ['-device', 'isa-debug-exit,iobase=0xf4,iosize=1'],
    ['-bios', rom],
  ].flat();
  return new Promise((resolve, reject) => {
    const child = spawnTied(options.qemu, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      if (errors.length < KEPT_ERRORS) errors += chunk.toString('latin1');
    });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      killTied(child);
    }, PATIENCE);
    const abort = () => killTied(child);
    options.signal.addEventListener('abort', abort, { once: true });
    if (options.signal.aborted) abort();
    const done = () => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', abort);
    };
    child.once('error', (error) => {
      done();
      reject(error);
    });
    child.once('close', (status) => {
      done();
      if (options.signal.aborted) reject(options.signal.reason);
      else if (timedOut) resolve(broken(`a probe guest did not start in ${PATIENCE / 1000} s`));
      else resolve(verdictOf(status, errors));
    });
  });
}

/** @param status null when QEMU was killed by a signal (it aborts when KVM refuses a register) */
export function verdictOf(status: number | null, errors: string): KvmVerdict {
  if (status === PROBE_PASSED) return { works: true, reason: '' };
  // Without the program's name, which may be qemu-kvm.
  const said = errors
    .split('\n')
    .filter((line) => line !== '' && !line.includes('warning:'))
    .map((line) => line.replace(/^\S*qemu[^:\s]*: (error: )?/, ''));
  const aboutKvm = said.some((line) => /kvm/i.test(line));
  if (status === null || status > 128 || aboutKvm) return broken(said[0] ?? 'QEMU died');
  return { works: true, reason: '' };
}

function broken(reason: string): KvmVerdict {
  return { works: false, reason };
}
