import type { BytePath, ImageRoot } from '@supermin/core';
import type { ApplianceOptions } from '../appliance/build-appliance.ts';
import type { AppliancePackage } from '../appliance-package/read-package.ts';
import type { MachineOptions } from '../machine/machine-options.ts';
import type { SharedDirectory } from '../shares/shared-directory.ts';

/** Everything that may be said of a VM. Paths are byte strings, see `fromUnicode()` of core. */
export interface VmOptions extends Omit<ApplianceOptions, 'image'>, MachineOptions {
  /** Directory of an appliance: a full one, as `supermin build -f ext2` or `-f cpio` makes it, or a small one of `prepare`, which is built. */
  appliance?: BytePath;
  /** The npm package that carries the appliance: its name, or its directory, which begins with `/` or `.`. */
  appliancePackage?: string | AppliancePackage;
  /**
   * The VM's root is this machine's, whole: read-only, with a writable layer in memory that is thrown away. Nothing is built. Commands
   * run as this process's user in its directory, if they are not told otherwise. Default: false.
   */
  hostRoot?: boolean;
  /**
   * A container image, as `--root` takes it (`docker-archive:FILE`), or one that is unpacked: all of it is in the VM, and commands have
   * its environment, user and directory. With an appliance that is to be built, its packages are the image's. `arch` chooses among
   * the images of an index.
   */
  image?: string | ImageRoot;
  /** Talk to the image's registry also without TLS, or ask it for an image that was fetched before. Default: false. */
  insecure?: boolean;
  pull?: boolean;
  /** Directories of this machine that the VM sees. Nothing else of it is seen. */
  shares?: readonly SharedDirectory[];
  /** Where appliances are kept. Default: the user's cache directory, and where none can be used, nowhere. */
  cacheDirectory?: BytePath;
}
