import { accessSync, constants } from 'node:fs';
import os from 'node:os';
import { type BytePath, type Report, systemErrorCode } from '@supermin/core';
import { kvmUnusable } from '../errors/qemu.ts';
import { probeKvm } from './kvm-probe.ts';
import { type KvmVerdict, KvmVerdictStore } from './kvm-verdict.ts';
import type { Machine } from './machine.ts';

export type Accelerator = 'kvm' | 'tcg';

/** `auto`: KVM where it works, else emulation (TCG). */
export type RequestedAccelerator = Accelerator | 'auto';

const DEVICE = '/dev/kvm';

export interface AcceleratorOptions {
  requested: RequestedAccelerator;
  machine: Machine;
  qemu: string;
  /** Where the verdict on this host's KVM is remembered; undefined or unwritable: not remembered. */
  cacheDirectory?: BytePath | undefined;
  temporaryDirectory: BytePath;
  signal: AbortSignal;
  report: Report;
  /** For tests: what this host is like. */
  host?: Partial<KvmHost>;
}

/** What the choice depends on besides its options. */
export interface KvmHost {
  arch: string;
  /** The error code of opening /dev/kvm; undefined if it can be opened. */
  deviceError(): string | undefined;
  probe(options: AcceleratorOptions): Promise<KvmVerdict>;
  store(options: AcceleratorOptions): Pick<KvmVerdictStore, 'load' | 'save'>;
}

const THIS_HOST: KvmHost = {
  arch: os.machine(),
  deviceError() {
    try {
      accessSync(DEVICE, constants.R_OK | constants.W_OK);
      return undefined;
    } catch (error) {
      return systemErrorCode(error) ?? 'EIO';
    }
  },
  async probe(options) {
    // The probe is x86 code; elsewhere a guest that says nothing is what tells (see run/).
    if (options.machine.arch !== 'x86_64' && options.machine.arch !== 'i686') {
      return { works: true, reason: '' };
    }
    return await probeKvm(options);
  },
  store: (options) => new KvmVerdictStore(options.cacheDirectory, options.qemu),
};

/**
 * Decides how the guest's CPU is run. Falling back from a KVM that is there is said in one warning,
 * the first time; later runs of the same boot of this host know it and say it only with -v.
 *
 * @throws SuperminError `KVM_UNUSABLE` when `kvm` is requested and cannot be opened
 */
export async function chooseAccelerator(options: AcceleratorOptions): Promise<Accelerator> {
  if (options.requested === 'tcg') return 'tcg';
  const host = { ...THIS_HOST, ...options.host };
  const foreign = !options.machine.kvmHosts.includes(host.arch);
  if (options.requested === 'kvm') {
    const reason = foreign
      ? `this machine is ${host.arch} and the guest ${options.machine.arch}`
      : deviceProblem(host.deviceError());
    if (reason !== undefined) throw kvmUnusable(reason);
    return 'kvm';
  }
  if (foreign) return 'tcg';
  const store = host.store(options);
  const known = store.load();
  const problem = deviceProblem(host.deviceError());
  if (problem === MISSING) {
    options.report({ kind: 'message', level: 1, text: `kvm: ${MISSING}: emulating the guest` });
    return 'tcg';
  }
  // What was only forbidden may be allowed now.
  const stillTrue = known !== undefined && (known.reason === FORBIDDEN) === (problem === FORBIDDEN);
  if (stillTrue) {
    if (known.works) return 'kvm';
    options.report({
      kind: 'message',
      level: 1,
      text: `kvm: ${known.reason}: emulating the guest`,
    });
    return 'tcg';
  }
  const verdict =
    problem === undefined ? await host.probe(options) : { works: false, reason: problem };
  store.save(verdict);
  if (verdict.works) return 'kvm';
  reportFallback(options.report, verdict.reason);
  return 'tcg';
}

/** Notes that KVM turned out not to work although nothing spoke against it. */
export function rememberBrokenKvm(options: AcceleratorOptions, reason: string): void {
  const host = { ...THIS_HOST, ...options.host };
  host.store(options).save({ works: false, reason });
}

/** The one line about a KVM that is there and is not used. */
export function reportFallback(report: Report, reason: string): void {
  const hint =
    reason === FORBIDDEN ? { hint: 'add yourself to the group that owns it, usually kvm' } : {};
  report({
    kind: 'warning',
    text: `KVM does not work here (${reason}): emulating the guest, which is slower`,
    ...hint,
  });
}

const MISSING = `there is no ${DEVICE}`;
const FORBIDDEN = `no permission for ${DEVICE}`;

function deviceProblem(code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  if (code === 'ENOENT') return MISSING;
  return code === 'EACCES' || code === 'EPERM' ? FORBIDDEN : `${DEVICE}: ${code}`;
}
