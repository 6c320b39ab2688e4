import type { ShareMount } from '../shares/shares.ts';
import { encodeField, pathBytes, textBytes } from './fields.ts';

/** What the guest is told of the VM, once. */
export interface GuestSetup {
  hostname: string;
  shares: readonly ShareMount[];
  /** Whether there are disks that it may write to. */
  sync: boolean;
  /** Whether its network card reaches nobody. */
  isolated: boolean;
}

/**
 * The payload of SETUP. Shares are mounted in their order, and after all that is written to the root.
 *
 * @throws SuperminError `JOB_UNUSABLE`
 */
export function encodeSetup({ hostname, shares, sync, isolated }: GuestSetup): Buffer {
  return Buffer.concat([
    encodeField('hostname', textBytes('the name', hostname)),
    ...(isolated ? [encodeField('isolated', Buffer.alloc(0))] : []),
    ...(sync ? [encodeField('sync', Buffer.alloc(0))] : []),
    ...shares.map((share) => encodeField('share', shareText(share))),
  ]);
}

/** tag, filesystem, mount point, `ro` or `rw`: NUL-terminated but for the last, whose NUL is the field's. */
function shareText(share: ShareMount): Buffer {
  const nul = Buffer.alloc(1);
  return Buffer.concat([
    ...[Buffer.from(share.tag), nul, Buffer.from(share.type), nul],
    ...[pathBytes('a mount point', share.mount), nul, Buffer.from(share.readOnly ? 'ro' : 'rw')],
  ]);
}
