import { closeSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planFork, startFromSnapshot } from '../../src/start/start-from-snapshot.ts';
import { planOf, silentQemu } from './plan.ts';

describe('planFork', () => {
  const plan = planOf({ hostname: 'first', forkable: true, timeout: 5, console() {}, memory: 512 });

  it('is the plan of what it is restored from', () => {
    const fork = planFork(plan, {});
    expect(fork).toMatchObject({ memory: 512, cpus: 1, setup: plan.setup, network: undefined });
    expect(fork.options.appliance).toBe(plan.options.appliance);
  });

  it('has nothing of the other one’s watch: time limit, console, signal, and whether it can be forked', () => {
    const fork = planFork(plan, {});
    expect(fork.deadline).toBeUndefined();
    expect(fork.options).toMatchObject({ forkable: false, console: undefined });
    expect(fork.choice.signal).not.toBe(plan.choice.signal);
  });

  it('has what is asked for', () => {
    const { signal } = new AbortController();
    const own = { console() {}, report() {}, signal };
    const fork = planFork(plan, { ...own, hostname: 'second', forkable: true, timeout: 60 });
    expect(fork.setup.hostname).toBe('second');
    expect(fork.options).toMatchObject({ forkable: true, console: own.console });
    expect(fork.choice).toMatchObject({ signal, report: own.report });
    expect(fork.deadline).toMatchObject({ seconds: 60 });
    expect(fork.deadline!.at).toBeGreaterThan(performance.now());
  });

  const publish = [{ host: 8080, guest: 80 }];

  it.each([
    ['a card that leads nowhere', { publish }, {}, { isolated: true, publish: [] }],
    ['a card with other ports', { publish }, { publish }, { isolated: true, publish }],
    [
      'the network, without the ports',
      { publish, network: true },
      {},
      { isolated: false, publish: [] },
    ],
    ['no card where there was none', {}, { publish }, undefined],
  ])('has %s', (_, had, options, network) => {
    expect(planFork(planOf(had), options).network).toEqual(network);
  });

  it('refuses a port that is none', () => {
    expect(() => planFork(planOf({ publish }), { publish: [{ host: 0, guest: 80 }] })).toThrow(
      expect.objectContaining({ code: 'PORT_UNUSABLE' }),
    );
  });
});

describe('startFromSnapshot', () => {
  const method = { accelerator: 'tcg', kernel: '/k' } as const;

  async function start(plan = planOf()) {
    const fd = openSync('/dev/null', 'r');
    const files = { memory: fd, layer: fd, state: fd, root: fd, modules: undefined };
    try {
      return await startFromSnapshot(plan, method, { ...files, qemu: '1', close() {} });
    } finally {
      closeSync(fd);
    }
  }

  it('says in which VM what QEMU could not do', async () => {
    await expect(start(planOf({ qemu: '/bin/false' }))).rejects.toMatchObject({
      code: 'FORK_FAILED',
      message: expect.stringMatching(/^the VM could not be forked: /),
    });
  });

  it('fails with the reason of its signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(start(planOf({ signal }))).rejects.toThrow('enough');
  });

  it('fails at its time limit', async () => {
    await expect(start(planOf({ qemu: silentQemu(), timeout: 0 }))).rejects.toMatchObject({
      code: 'RUN_TIMEOUT',
    });
  });
});
