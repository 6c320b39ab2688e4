import { describe, expect, it } from 'vitest';
import { type RestoreFacts, restoreVm } from '../../src/template/restore-vm.ts';
import { SpokenMonitor } from '../qemu/spoken-monitor.ts';
import { SpokenSession } from '../session/spoken-session.ts';

async function restore(facts: Partial<RestoreFacts>, prepare = (_: SpokenMonitor) => {}) {
  const qemu = new SpokenMonitor();
  qemu.afterwards['migrate-incoming'] = () => qemu.event('RESUME');
  prepare(qemu);
  const plugs = [{ device: { driver: 'one' } }];
  const guest = new SpokenSession({ monitor: qemu.monitor, inherited: [7], plugs });
  const saved = { qemu: SpokenMonitor.VERSION, used: false, filesAreOpen() {}, ...facts };
  const error = await restoreVm(guest, saved).then(
    () => undefined,
    (reason: Error) => reason.message,
  );
  await guest.session.close();
  return { told: qemu.told, error, repaired: guest.told.includes('repair') };
}

const LOADED = ['qmp_capabilities', 'migrate-set-capabilities', 'migrate-incoming'];

describe('restoreVm', () => {
  it('looks at the files before anything of the saved VM is there, and gives it devices when it runs', async () => {
    let before: string[] = [];
    let told: string[] = [];
    const filesAreOpen = () => {
      before = [...told];
    };
    const result = await restore({ filesAreOpen }, (qemu) => {
      told = qemu.told;
    });
    expect(before).toEqual(LOADED.slice(0, 1));
    expect(result).toEqual({ told: [...LOADED, 'device_add'], error: undefined, repaired: true });
  });

  it('loads nothing into another QEMU than the one that saved it', async () => {
    const { told, error } = await restore({ qemu: '"another one"' });
    expect({ told, error }).toEqual({ told: [], error: 'QEMU has another version now' });
  });

  it('loads nothing over other files', async () => {
    const filesAreOpen = () => {
      throw new Error('they were replaced');
    };
    const { told, error } = await restore({ filesAreOpen });
    expect({ told, error }).toEqual({ told: LOADED.slice(0, 1), error: 'they were replaced' });
  });

  it.each([...LOADED.slice(1), 'device_add'])(
    'fails in QEMU’s words where it refuses %s',
    async (command) => {
      const { error, repaired } = await restore({}, (qemu) => {
        qemu.refusals[command] = 'I cannot';
      });
      expect({ error, repaired }).toEqual({ error: 'I cannot', repaired: false });
    },
  );
});
