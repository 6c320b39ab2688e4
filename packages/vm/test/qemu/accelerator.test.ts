import type { SuperminEvent } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import {
  type AcceleratorOptions,
  chooseAccelerator,
  type KvmHost,
  rememberBrokenKvm,
} from '../../src/qemu/accelerator.ts';
import type { KvmVerdict } from '../../src/qemu/kvm-verdict.ts';
import { machineFor } from '../../src/qemu/machine.ts';

const WORKS = { works: true, reason: '' };
const HANGS = { works: false, reason: 'it hangs' };

/** A host in a literal, with what it was asked and what was said. */
function fakeHost(facts: {
  arch?: string;
  error?: string;
  verdict?: KvmVerdict;
  known?: KvmVerdict;
}) {
  const events: SuperminEvent[] = [];
  const saved: KvmVerdict[] = [];
  let probes = 0;
  const state = { ...facts };
  const host: KvmHost = {
    arch: facts.arch ?? 'x86_64',
    deviceError: () => state.error,
    probe: async () => {
      probes++;
      return facts.verdict ?? WORKS;
    },
    store: () => ({
      load: () => state.known,
      save: (verdict) => {
        state.known = verdict;
        saved.push(verdict);
      },
    }),
  };
  const options = (requested: AcceleratorOptions['requested']): AcceleratorOptions => ({
    ...{
      requested,
      host,
      machine: machineFor('x86_64'),
      qemu: '/qemu',
      temporaryDirectory: '/tmp',
    },
    signal: new AbortController().signal,
    report: (event) => events.push(event),
  });
  return {
    choose: (requested: AcceleratorOptions['requested'] = 'auto') =>
      chooseAccelerator(options(requested)),
    options,
    events,
    saved,
    state,
    probes: () => probes,
  };
}

describe('chooseAccelerator', () => {
  it('takes KVM where a probe guest runs, and asks once', async () => {
    const host = fakeHost({});
    expect([await host.choose(), await host.choose()]).toEqual(['kvm', 'kvm']);
    expect(host.probes()).toBe(1);
    expect(host.events).toEqual([]);
  });

  it('a /dev/kvm that is there and does not work: one warning, once', async () => {
    const host = fakeHost({ verdict: HANGS });
    expect([await host.choose(), await host.choose()]).toEqual(['tcg', 'tcg']);
    expect(host.probes()).toBe(1);
    expect(host.events).toEqual([
      {
        kind: 'warning',
        text: 'KVM does not work here (it hangs): emulating the guest, which is slower',
      },
      { kind: 'message', level: 1, text: 'kvm: it hangs: emulating the guest' },
    ]);
  });

  it('no /dev/kvm is nothing to warn about', async () => {
    const host = fakeHost({ error: 'ENOENT' });
    expect(await host.choose()).toBe('tcg');
    expect(host.events).toMatchObject([{ kind: 'message', level: 1 }]);
    expect(host.saved).toEqual([]);
  });

  it('a forbidden /dev/kvm: one warning with what to do; taken again when it is allowed', async () => {
    const host = fakeHost({ error: 'EACCES' });
    expect([await host.choose(), await host.choose()]).toEqual(['tcg', 'tcg']);
    expect(host.events).toMatchObject([
      { kind: 'warning', hint: expect.stringContaining('kvm') },
      { kind: 'message' },
    ]);
    delete host.state.error;
    expect(await host.choose()).toBe('kvm');
    expect(host.probes()).toBe(1);
  });

  it('emulates a guest of another architecture', async () => {
    expect(await fakeHost({ arch: 'aarch64' }).choose()).toBe('tcg');
  });

  it('does as it is told', async () => {
    expect(await fakeHost({}).choose('tcg')).toBe('tcg');
    // No probe: whoever names KVM gets it.
    expect(await fakeHost({ verdict: HANGS }).choose('kvm')).toBe('kvm');
    const unusable = expect.objectContaining({ code: 'KVM_UNUSABLE' });
    await expect(fakeHost({ error: 'ENOENT' }).choose('kvm')).rejects.toEqual(unusable);
    await expect(fakeHost({ error: 'EACCES' }).choose('kvm')).rejects.toEqual(unusable);
    await expect(fakeHost({ arch: 'riscv64' }).choose('kvm')).rejects.toEqual(unusable);
  });

  it('remembers what a real guest found out', async () => {
    const host = fakeHost({});
    expect(await host.choose()).toBe('kvm');
    rememberBrokenKvm(host.options('auto'), 'the guest said nothing');
    expect(await host.choose()).toBe('tcg');
  });
});
