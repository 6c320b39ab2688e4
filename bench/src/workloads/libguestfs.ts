import { prepareExt2 } from './ext2.ts';
import { COPY_LOOP, NODE } from './floors.ts';
import { MKE2FS, SUPERMIN5 } from './names.ts';
import { faster, memory, within } from './targets.ts';
import type { Workload } from './workload.ts';

/** What Debian's libguestfs gives to supermin. */
export const INPUT = '/usr/lib/x86_64-linux-gnu/guestfs/supermin.d';

export const libguestfs: Workload = {
  name: 'libguestfs',
  title: 'ext2: the appliance of libguestfs',
  prepare: (scratch) =>
    prepareExt2(
      scratch,
      [INPUT],
      [within(0.22, SUPERMIN5), within(2, NODE, COPY_LOOP), faster(1.5, MKE2FS), memory(100)],
      true,
    ),
};
