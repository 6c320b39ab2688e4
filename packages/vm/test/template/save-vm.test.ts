import { describe, expect, it } from 'vitest';
import { refuseWritten, saveVm } from '../../src/template/save-vm.ts';
import { SpokenMonitor } from '../qemu/spoken-monitor.ts';

const receiver = {
  addressFor: (inherited: number) => `unix:${inherited}`,
  state: Promise.resolve(Buffer.from('state')),
  close() {},
};

describe('saveVm', () => {
  const save = (...states: string[]) => {
    const qemu = new SpokenMonitor();
    qemu.afterwards.migrate = () => {
      qemu.event('STOP');
      for (const status of states) qemu.event('MIGRATION', { status });
    };
    return saveVm(qemu.monitor, receiver, 7);
  };

  it('has the state when QEMU says that it is complete', async () => {
    expect(await save('setup', 'active', 'completed')).toEqual({
      ...{ qemu: SpokenMonitor.VERSION, state: Buffer.from('state') },
    });
  });

  it.each(['failed', 'cancelled'])('fails where QEMU has %s', async (status) => {
    await expect(save('active', status)).rejects.toThrow(`could not save it: ${status}`);
  });
});

describe('refuseWritten', () => {
  const check = (...writes: number[]) => {
    const qemu = new SpokenMonitor();
    const disks = writes.map((wr_operations) => ({ stats: { wr_operations } }));
    qemu.answers['query-blockstats'] = disks;
    return refuseWritten(qemu.monitor);
  };

  it('lets a VM be saved that has written to none of its disks', async () => {
    await check();
    await check(0, 0);
  });

  it('refuses one that has written to any', async () => {
    await expect(check(0, 1)).rejects.toThrow(/has written to a disk/);
  });
});
