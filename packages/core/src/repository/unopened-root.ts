import type { BytePath } from '../path/byte-path.ts';
import { type Lock, lockDigest } from './lock.ts';
import { type LockedRoot, lockedRoot } from './locked-root.ts';
import type { RepositoryOptions } from './repository-options.ts';

/** A root of locked packages that is opened only if something has to be made of it: that takes longer than to see that nothing has. */
export interface UnopenedRoot extends Pick<LockedRoot, 'digest' | 'cpu'> {
  /** In the place of a directory, as `LockedRoot.host` has it. */
  name: BytePath;
  open(): Promise<LockedRoot>;
}

/** The root that `lockedRoot()` gives, for later. */
export function unopenedRoot(lock: Lock, options: RepositoryOptions): UnopenedRoot {
  return {
    name: lock.from.join('+'),
    digest: lockDigest(lock),
    cpu: lock.cpu,
    open: () => lockedRoot(lock, options),
  };
}
