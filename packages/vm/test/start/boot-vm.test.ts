import { describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '../../src/session/protocol.ts';
import { bootVm, patienceToResume, settle } from '../../src/start/boot-vm.ts';
import { failingQemu, planOf } from './plan.ts';
import { SpokenSession } from './spoken-session.ts';

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

describe('bootVm', () => {
  it('says what there was instead of a guest', async () => {
    expect(await bootVm(planOf({ qemu: '/bin/false' }), method)).toMatchObject({
      ...{ kind: 'silent', fact: 'QEMU ended with status 1', console: '' },
    });
  });

  it('fails with what makes another attempt useless', async () => {
    const qemu = failingQemu('No space left on device');
    await expect(bootVm(planOf({ qemu }), method)).rejects.toMatchObject({ code: 'VM_FAILED' });
  });
});

it('waits longer for a saved VM that is emulated, or is given devices', () => {
  const kvm = { ...method, accelerator: 'kvm' } as const;
  const [plain, plugged] = [patienceToResume(kvm, false), patienceToResume(kvm, true)];
  expect(plain).toBeLessThan(plugged);
  expect(plugged).toBeLessThan(patienceToResume(method, false));
  expect(patienceToResume(method, true)).toBe(patienceToResume(method, false));
});
