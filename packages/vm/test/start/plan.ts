import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import type { ApplianceVm } from '../../src/machine/appliance-vm.ts';
import { type MachinePlan, planMachine } from '../../src/machine/machine-plan.ts';

/** A directory with the files of an appliance, which have their names in them. */
export function applianceFiles(): { kernel: string; initrd: string; root: string } {
  const directory = scratchDirectory({ kernel: 'kernel', initrd: 'initrd', root: 'root' });
  const file = (name: string) => join(directory, name);
  return { kernel: file('kernel'), initrd: file('initrd'), root: file('root') };
}

/** The plan of a VM of the architecture that VMs are saved on. Nothing starts by it. */
export function planOf(options: Partial<ApplianceVm> = {}): MachinePlan {
  return planMachine({
    appliance: options.appliance ?? applianceFiles(),
    ...{ cpu: 'x86_64', qemu: '/bin/true', cacheDirectory: scratchDirectory(), accelerator: 'tcg' },
    ...options,
  });
}

/** A directory of this machine, and an image, for a VM. */
export function share(readOnly = false) {
  return { directory: scratchDirectory(), mount: '/mnt', readOnly };
}

export function disk(readOnly = false) {
  return { file: join(scratchDirectory({ image: 'image' }), 'image'), readOnly };
}

/** A QEMU that ends with these words. */
export function failingQemu(words: string): string {
  return qemuOf(`echo '${words}' >&2; exit 3`);
}

/** A QEMU that never says anything. */
export function silentQemu(): string {
  return qemuOf('exec sleep 600');
}

function qemuOf(script: string): string {
  const qemu = join(scratchDirectory(), 'qemu');
  writeFileSync(qemu, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return qemu;
}
