import os from 'node:os';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import type { ApplianceVm } from '../../src/machine/appliance-vm.ts';
import { planMachine } from '../../src/machine/machine-plan.ts';
import { machineFor } from '../../src/qemu/machine.ts';

const FOREIGN = os.machine() === 's390x' ? 'riscv64' : 's390x';

/** A VM with one share, in a guest of a foreign architecture whose kernel has these modules. */
function foreignVm(modules: string[]): ApplianceVm {
  const list = modules.map((name) => `kernel/fs/${name}.ko:\n`).join('');
  const modulesDirectory = scratchDirectory({ 'modules.dep': list, 'modules.builtin': '' });
  return {
    appliance: { kernel: '/k', initrd: '/i', root: '/r', modulesDirectory },
    ...{ cpu: FOREIGN, qemu: '/qemu' },
    shares: [{ directory: scratchDirectory(), mount: '/mnt' }],
  };
}

it('shares by 9p where the guest has another architecture', () => {
  const plan = planMachine(foreignVm(['virtiofs', '9p', '9pnet_virtio']));
  expect(plan.choice.machine).toEqual(machineFor(FOREIGN));
  expect(plan.shares).toMatchObject([{ type: '9p', mount: '/mnt' }]);
});

it('says why not where the kernel has no 9p', () => {
  expect(() => planMachine(foreignVm(['virtiofs']))).toThrow(
    expect.objectContaining({
      code: 'SHARE_IMPOSSIBLE',
      message: expect.stringContaining(`another architecture, ${FOREIGN}; the kernel has no 9p`),
      hint: expect.stringMatching(/^use a kernel with 9p/),
    }),
  );
});
