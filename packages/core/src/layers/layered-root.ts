import type { Host } from '../host/host.ts';

/** A host root that is made of layers, and so lies in no directory. */
export interface LayeredRoot {
  /** What the layers have, and nothing of this machine. */
  host: Host;
  /** The same for the kernel and its modules, which are this machine's where no layer brings any. */
  kernelHost: Host;
  /** Changes with every layer. */
  digest: string;
  /** The architecture, as `uname -m` has it. */
  cpu: string;
}
