import type { Rows } from '../explanation.ts';

/** Running the scripts of packages: --configure. */
export const CONFIGURE: Rows = {
  CONFIGURE_TOOLS: [
    'The packages cannot be configured: their package manager, or another program that it takes, is not among them.',
    'Configuring them runs it in a VM of their own.',
    'Make the lock with prepare --from ... --configure: it adds what is needed.',
  ],
  CONFIGURE_INSTALLED: [
    'Packages that are installed are configured already.',
    '--configure is for packages of a lock.json or of --from.',
    'Leave out --configure, or use --from.',
  ],
  CONFIGURE_UNSUPPORTED: [
    'The backend does not configure packages.',
    'Not every package manager has that yet.',
    'Leave out --configure.',
  ],
  CONFIGURE_FAILED: [
    'The scripts of packages failed.',
    'The error has the end of their output. Scripts that download something need a network.',
    'Run again with -v to see all output; add --net if something is downloaded.',
  ],
  CONFIGURE_TIMEOUT: [
    'Packages were not configured in time.',
    'A script waits for something, or the VM is slow because KVM cannot be used.',
    'Give it more time with --configure-timeout.',
  ],
  CONFIGURE_LOST: [
    'The root that was configured could not be brought back from the VM.',
    'The VM ended before all was sent, or there is no space left.',
    'Free some space, and run again with -v.',
  ],
};
