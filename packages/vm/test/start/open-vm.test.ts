import { describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '../../src/session/protocol.ts';
import { patienceToResume, settle } from '../../src/start/open-vm.ts';
import { SpokenSession } from '../session/spoken-session.ts';

const method = { accelerator: 'tcg', kernel: '/k' } as const;

describe('settle', () => {
  it('waits for the guest', async () => {
    const guest = new SpokenSession();
    guest.say('hello', PROTOCOL_VERSION);
    expect(await settle(guest.session)).toEqual({ kind: 'hello' });
    await guest.session.close();
  });

  it('fails when the VM is gone', async () => {
    const guest = new SpokenSession();
    void guest.session.close();
    await expect(settle(guest.session)).rejects.toMatchObject({ code: 'VM_STOPPED' });
    expect(guest.session.ended.isSettled).toBe(true);
  });
});

it('waits longer for a saved VM that is emulated, or is given devices', () => {
  const kvm = { ...method, accelerator: 'kvm' } as const;
  const [plain, plugged] = [patienceToResume(kvm, false), patienceToResume(kvm, true)];
  expect(plain).toBeLessThan(plugged);
  expect(plugged).toBeLessThan(patienceToResume(method, false));
  expect(patienceToResume(method, true)).toBe(patienceToResume(method, false));
});
