import { describe, expect, it } from 'vitest';
import { resume } from '../../src/start/resume.ts';
import { SpokenMonitor } from '../qemu/spoken-monitor.ts';
import { SpokenSession } from '../session/spoken-session.ts';

const method = { accelerator: 'tcg', kernel: '/k' } as const;

function saved() {
  const qemu = new SpokenMonitor();
  const guest = new SpokenSession({
    ...{ monitor: qemu.monitor, plugs: [{ device: { driver: 'one' } }] },
  });
  return { qemu, guest };
}

describe('a VM that was saved goes on', () => {
  it('before it is given devices, and is there when its guest says so', async () => {
    const { qemu, guest } = saved();
    guest.answers.repair = () => guest.say('ready');
    expect(await resume(guest, method)).toEqual({ session: guest.session, method });
    expect(qemu.told).toEqual(['cont', 'device_add']);
    await guest.session.close();
  });

  it.each(['cont', 'device_add'])('or fails in QEMU’s words: %s', async (command) => {
    const { qemu, guest } = saved();
    qemu.refusals[command] = 'I cannot';
    await expect(resume(guest, method)).rejects.toThrow('I cannot');
    expect(guest.told).not.toContain('repair');
    await guest.session.close();
  });

  it('or fails with what its guest says', async () => {
    const { guest } = saved();
    guest.answers.repair = () => void guest.session.close();
    await expect(resume(guest, method)).rejects.toMatchObject({ code: 'VM_STOPPED' });
  });
});
