import type { BytePath } from '@supermin/core';
import { hostRootImpossible } from '../errors/shares.ts';
import { guestFilesystems, type ShareType } from '../shares/guest-filesystems.ts';
import type { ShareMount } from '../shares/shares.ts';
import { type Virtiofsd, whyNotReadOnly } from '../shares/virtiofsd.ts';

/** By which the guest knows it: `root=` of the kernel's command line. */
const TAG = 'root';

/**
 * Decides how this machine's root gets into a guest, which cannot write to it: by virtiofs, or else by 9p. For an ordinary user by 9p
 * only: in virtiofsd's user namespace other users' files belong to nobody, and it cannot open them as the layer over the root
 * wants them (O_NOATIME, which open(2) gives the owner only; QEMU's 9p does without).
 *
 * @param modules `/lib/modules/VERSION` of the guest's kernel
 * @param daemon what serves directories by virtiofs, or why nothing does
 * @throws SuperminError `SHARE_IMPOSSIBLE`
 */
export function shareOfRoot(modules: BytePath, daemon: Virtiofsd | string): ShareMount {
  const guest = guestFilesystems(modules);
  const problem = whyNoVirtiofs(guest, daemon);
  if (problem === undefined) return share('virtiofs');
  if (guest === undefined || guest.has('9p')) return share('9p');
  throw hostRootImpossible(problem);
}

function share(type: ShareType): ShareMount {
  return { tag: TAG, type, directory: '/', mount: '/', readOnly: true };
}

function whyNoVirtiofs(
  guest: ReadonlySet<ShareType> | undefined,
  daemon: Virtiofsd | string,
): string | undefined {
  if (typeof daemon === 'string') return daemon;
  if (guest?.has('virtiofs') === false) return 'the kernel has no virtiofs module';
  return whyNotReadOnly(daemon, '/');
}
