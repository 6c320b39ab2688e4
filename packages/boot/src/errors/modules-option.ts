import { type BytePath, displayPath, SuperminError } from '@supermin/core';

/** Both ways to name modules end in the same value. */
const MODULES_OPTIONS = '--modules-from or SUPERMIN_MODULES';

export function givenModulesMissing(directory: BytePath): SuperminError {
  return new SuperminError(
    'KERNEL_MODULES',
    `${MODULES_OPTIONS}: the directory ${displayPath(directory)} has no modules.dep`,
    {
      hint: "specify a directory such as /lib/modules/VERSION ('depmod' makes modules.dep), or a file of 'supermin modules'",
    },
  );
}

export function modulesImageVersion(
  image: BytePath,
  version: string,
  kernel: BytePath,
  wanted: string,
): SuperminError {
  return new SuperminError(
    'KERNEL_MODULES',
    `${displayPath(image)} holds the modules of ${version}, and ${displayPath(kernel)} is ${wanted}`,
    { hint: `make one for it: supermin modules ${wanted} -o FILE` },
  );
}

export function modulesImageUnknown(path: BytePath): SuperminError {
  return new SuperminError(
    'MODULES_IMAGE',
    `${MODULES_OPTIONS}: ${displayPath(path)} is neither a modules directory nor a modules image`,
    { hint: "make one with 'supermin modules -o FILE'" },
  );
}

export function modulesImageUnreadable(path: BytePath, reason: string): SuperminError {
  return new SuperminError(
    'MODULES_IMAGE',
    `${displayPath(path)}: the modules image cannot be read: ${reason || 'it has no modules.dep'}`,
    { hint: "make it again with 'supermin modules'" },
  );
}

export function modulesOption(text: string): SuperminError {
  return new SuperminError('MODULES_OPTION', `invalid --modules value '${displayPath(text)}'`, {
    hint: 'use all, image, none, or module names separated by commas',
  });
}

/** @param format the writer that has no use for it */
export function modulesOptionUnfit(text: string, format: string): SuperminError {
  return new SuperminError(
    'MODULES_OPTION',
    `'--modules ${text}' is not supported by -f ${format}`,
    {
      hint: 'use all, none, or module names separated by commas',
    },
  );
}

export function moduleUnknown(names: readonly string[], version: string): SuperminError {
  const list = names.map(displayPath).join(', ');
  return new SuperminError('MODULE_UNKNOWN', `the kernel ${version} has no module ${list}`, {
    hint: "use names that 'modinfo NAME' knows",
  });
}
