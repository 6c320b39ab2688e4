import type { BytePath, Host, WriterContext } from '@supermin/core';
import type { ModulesImage } from './modules-image.ts';

/** A kernel that was chosen. Paths are as seen inside the host root. */
export interface Kernel {
  /** The bootable image. */
  path: BytePath;
  /** What `uname -r` will say. */
  version: string;
  /** The directory with `modules.dep`, or the modules image. */
  modules: BytePath;
  /** A newer one that was passed over because this user may not read it. */
  newer?: BytePath;
  /** What the modules image tells of itself, if it is one. */
  image?: ModulesImage;
}

/** What the choice depends on. */
export type KernelRequest = Pick<
  WriterContext,
  'host' | 'environment' | 'cpu' | 'kernel' | 'report'
> &
  Partial<Pick<WriterContext, 'copyKernel' | 'readableKernel'>> & {
    /** Where the file of `kernel` is: an appliance may have a copy that its root knows nothing of. Default: `host`. */
    kernelHost?: Host;
  };

/** A kernel image whose modules are still to be found. */
export type KernelFile = Omit<Kernel, 'modules'>;

/** Tells of the choice with `-v`; `kernel: ` is put before the text. */
export type Say = (text: string) => void;
