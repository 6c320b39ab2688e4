import { describe, expect, it } from 'vitest';
import { bootVm } from '../../src/start/boot-vm.ts';
import { failingQemu, planOf } from './plan.ts';

const method = { accelerator: 'tcg', kernel: '/k' } as const;

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
