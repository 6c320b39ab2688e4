import { succeed } from '@supermin/test-support/programs';
import { prepareExt2 } from './ext2.ts';
import { MKE2FS, SUPERMIN5, SUPERMIN5_PATH } from './names.ts';
import { faster, memory, within } from './targets.ts';
import type { Workload } from './workload.ts';

export const PACKAGES = ['bash', 'coreutils', 'util-linux'];

export const small: Workload = {
  name: 'small',
  title: `ext2: ${PACKAGES.join(', ')}`,
  prepare: async (scratch) => {
    const input = scratch.path('small.d');
    await succeed(SUPERMIN5_PATH, ['--prepare', '--use-installed', ...PACKAGES, '-o', input]);
    const targets = [within(0.35, SUPERMIN5), faster(1.5, MKE2FS), memory(100)];
    return prepareExt2(scratch, [input], targets);
  },
};
