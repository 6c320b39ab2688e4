import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SuperminEvent } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ApplianceVm } from '../../src/machine/appliance-vm.ts';
import { startSession } from '../../src/start/start-session.ts';
import { stopSession } from '../../src/start/stop-session.ts';
import { type SpokenBehaviour, SpokenQemu } from '../qemu/spoken-qemu.ts';
import { applianceFiles, disk, planOf } from './plan.ts';

let cacheDirectory: string;
let appliance: ReturnType<typeof applianceFiles>;
beforeEach(() => {
  cacheDirectory = scratchDirectory();
  chmodSync(cacheDirectory, 0o700);
  appliance = applianceFiles();
});

const templates = () => readdirSync(join(cacheDirectory, 'templates'));

/** Starts VMs, one after another, and says what was said of templates. */
async function starts(
  count: number,
  behaviour: SpokenBehaviour = {},
  options: Partial<ApplianceVm> = {},
) {
  const qemu = new SpokenQemu(behaviour);
  const said: string[] = [];
  const report = (event: SuperminEvent) => {
    if (event.kind === 'message' && event.text.startsWith('template: '))
      said.push(event.text.slice(10));
  };
  const common = { appliance, cacheDirectory, qemu: qemu.program, memory: 8, report };
  for (let start = 0; start < count; start++) {
    const plan = planOf({ ...common, ...options });
    const { session } = await startSession(plan);
    await session.guest.setUp.promise;
    await stopSession(session, plan);
  }
  const kinds = qemu.logs.map(({ args, told }) =>
    args.includes('-incoming') ? 'restored' : told.includes('migrate') ? 'saved' : 'booted',
  );
  return { qemu, said, kinds };
}

const SAVED = 'saved a VM to restore later ones from';
const USED = 'the VM is restored from a saved one';

describe('the start of a VM', () => {
  it('is saved once, goes on itself, and others are restored', async () => {
    const { said, kinds, qemu } = await starts(3);
    expect(kinds).toEqual(['saved', 'restored', 'restored']);
    expect(said).toEqual([SAVED, USED, USED]);
    expect(templates()).toHaveLength(1);
    const { told } = qemu.logs[0]!;
    expect(told.slice(0, 4)).toEqual([
      ...['qmp_capabilities', 'migrate-set-capabilities', 'migrate', 'query-blockstats'],
    ]);
    expect(told.slice(4)).toEqual(['cont', 'repair', 'setup']);
  });

  it('is a boot where that is asked for', async () => {
    const { kinds, said } = await starts(1, {}, { template: false });
    expect(kinds).toEqual(['booted']);
    expect(said).toEqual(['not used: not wanted']);
    expect(readdirSync(cacheDirectory)).not.toContain('templates');
  });

  it('is given its disks when it runs', async () => {
    const { qemu, kinds } = await starts(2, {}, { disks: [disk()] });
    expect(kinds).toEqual(['saved', 'restored']);
    for (const { told } of qemu.logs) {
      expect(told).toContain('blockdev-add');
      expect(told.at(-1)).toBe('stop');
    }
  });

  it('is a boot for good where QEMU cannot save', async () => {
    const refusals = { 'migrate-set-capabilities': 'I cannot' };
    const { kinds, said } = await starts(2, { refusals });
    expect(kinds).toEqual(['booted', 'booted', 'booted']);
    expect(said).toEqual(['not used: I cannot', 'not used: it failed before: I cannot']);
  });

  it('is a boot for good where QEMU cannot restore', async () => {
    const { kinds, said } = await starts(3, { refusals: { 'migrate-incoming': 'I cannot' } });
    expect(kinds).toEqual(['saved', 'restored', 'booted', 'booted']);
    expect(said.at(-1)).toBe('not used: it failed before: I cannot');
    expect(said[2]).toBe('not used: I cannot');
  });

  it('is another template for another appliance, and for another size', async () => {
    await starts(1);
    await starts(1, {}, { memory: 9 });
    writeFileSync(appliance.root, 'another root');
    const { kinds } = await starts(1);
    expect(kinds).toEqual(['saved']);
  });

  it('a damaged template is made again', async () => {
    const qemu = new SpokenQemu();
    const options = { qemu: qemu.program };
    await starts(1, {}, options);
    const [name] = templates();
    writeFileSync(join(cacheDirectory, 'templates', name!, 'state'), 'another');
    const { said } = await starts(1, {}, options);
    expect(said).toEqual([SAVED]);
    expect(qemu.logs).toHaveLength(2);
  });

  it('has memory and disks of its own where it can be forked, also when it is restored', async () => {
    const { kinds, qemu } = await starts(2, {}, { forkable: true });
    expect(kinds).toEqual(['saved', 'restored', 'restored']);
    for (const { args } of qemu.logs.slice(1)) {
      expect(args.join(' ')).toContain('share=on');
    }
  });

  it('is over where the guest stays silent, or QEMU ends', async () => {
    const silent = starts(1, { silent: true }, { template: false, timeout: 0.3 });
    await expect(silent).rejects.toMatchObject({ code: 'RUN_TIMEOUT' });
    const ended = starts(1, {}, { template: false, qemu: '/bin/false' });
    await expect(ended).rejects.toMatchObject({ code: 'VM_FAILED' });
  });
});
