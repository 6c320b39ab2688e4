import type { Rows } from '../explanation.ts';

/** The kernel of appliances, its modules, and the guest's init. */
export const KERNEL: Rows = {
  ARCHITECTURE_UNKNOWN: [
    'The architecture is not one that supermin knows.',
    'The value of --host-cpu or --arch is misspelled, or there is no support for it.',
    'Use one of those that the error names.',
  ],
  GUEST_INIT_MISSING: [
    'The init program of the VM does not exist for this architecture.',
    '@supermin/boot was bundled without it, or this is a checkout in which it was not built.',
    'Install supermin again; keep its packages out of bundles; in a checkout, install the compiler and build.',
  ],
  KERNEL_MISSING: [
    'There is no suitable kernel.',
    'Kernels are looked for in /lib/modules and /boot, with their modules. Containers have none; some distributions make them readable for root only.',
    'Install a kernel package (Debian: linux-image-amd64), choose one with --kernel, or make it readable.',
  ],
  KERNEL_UNUSABLE: [
    'The kernel that was chosen cannot be used.',
    'It does not exist, this user may not read it, or it is no kernel image.',
    'Choose a kernel image that you can read, or make it readable: chmod 0644, as root.',
  ],
  KERNEL_DAMAGED: [
    'The compressed data of the kernel is truncated or corrupt.',
    'Its package was not installed completely.',
    'Install the kernel package again, or choose another one with --kernel.',
  ],
  KERNEL_VERSION: [
    'Neither the content nor the name of a kernel states its version.',
    'The file was renamed, and is of a form that is not understood.',
    "Set SUPERMIN_KERNEL_VERSION to what 'uname -r' prints when it runs.",
  ],
  KERNEL_MODULES: [
    'The modules do not belong to the kernel, or have no list.',
    'The directory has no modules.dep, or the modules are of another version.',
    "Run 'depmod', choose a directory such as /lib/modules/VERSION, or make a file of the right ones with 'supermin modules'.",
  ],
  MODULES_DEP: [
    'The list of modules is truncated or corrupt.',
    'depmod was interrupted.',
    "Run 'depmod', or choose another kernel with --kernel.",
  ],
  MODULES_FILE: [
    'The output of modules is not a file.',
    'The value of -o is a directory or a device.',
    'Pass the file to write with -o.',
  ],
  MODULES_IMAGE: [
    'A file of modules cannot be read.',
    "It was not made by 'supermin modules', or is corrupt.",
    "Make it again with 'supermin modules'.",
  ],
  MODULES_MISSING: [
    'Modules that the list names are not there, and --strict is in effect.',
    'Files were removed from /lib/modules.',
    "Install the kernel package again, run 'depmod', or leave out --strict.",
  ],
  MODULES_OPTION: [
    'The value of --modules is not supported.',
    'It depends on the format which modules can be chosen.',
    'Use all, none, or names separated by commas, as the error tells.',
  ],
  MODULE_UNKNOWN: [
    'The kernel has no module of this name.',
    'The name is misspelled, or the driver is built in.',
    "Use names that 'modinfo NAME' knows.",
  ],
  MODULE_DAMAGED: [
    'A kernel module is truncated or corrupt.',
    'Its package was not installed completely.',
    'Install the kernel package again, or choose another one with --kernel.',
  ],
  DEPMOD: [
    'depmod failed for the modules of the appliance.',
    'Modules are corrupt, or there is no space left.',
    'Look at what depmod says, and install the kernel package again.',
  ],
  ROOT_DRIVER: [
    'The appliance could not boot: the kernel has no driver for the disk of its root.',
    'The driver is neither built in nor among the modules.',
    'Install the kernel package (and its extra modules) again, or choose another one with --kernel.',
  ],
};
