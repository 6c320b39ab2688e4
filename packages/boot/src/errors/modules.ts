import { type BytePath, displayPath, firstFew, SuperminError } from '@supermin/core';

export function modulesMissing(kernel: BytePath, directory: BytePath): SuperminError {
  return new SuperminError(
    'KERNEL_MODULES',
    `${displayPath(kernel)}: its modules directory ${displayPath(directory)} has no modules.dep`,
    { hint: "run 'depmod', or specify the modules directory of this kernel with SUPERMIN_MODULES" },
  );
}

export function modulesDepUnreadable(path: BytePath, code: string, cause: unknown): SuperminError {
  return new SuperminError('MODULES_DEP', `${displayPath(path)}: cannot be read (${code})`, {
    hint: "'depmod' writes it; or choose another kernel with --kernel",
    cause,
  });
}

export function modulesDepDamaged(path: BytePath): SuperminError {
  return new SuperminError('MODULES_DEP', `${displayPath(path)}: truncated or corrupt`, {
    hint: "'depmod' writes it; or choose another kernel with --kernel",
  });
}

export function moduleDamaged(path: BytePath, cause?: unknown): SuperminError {
  return new SuperminError(
    'MODULE_DAMAGED',
    `${displayPath(path)}: the kernel module is truncated or corrupt`,
    { hint: 'install the kernel package again, or choose another kernel with --kernel', cause },
  );
}

/** So many modules are named. */
const NAMED_MODULES = 5;

export function modulesMissingText(list: BytePath, paths: readonly BytePath[]): string {
  const named = firstFew(paths.map(displayPath), NAMED_MODULES);
  const modules = paths.length === 1 ? 'a module that is' : `${paths.length} modules that are`;
  return `${displayPath(list)} lists ${modules} missing: ${named}`;
}

export function modulesMissingFiles(list: BytePath, paths: readonly BytePath[]): SuperminError {
  return new SuperminError('MODULES_MISSING', modulesMissingText(list, paths), {
    hint: "install them again, run 'depmod', or leave out --strict",
  });
}

/** @param what `disk` or `filesystem`; `drivers` are those that most appliances need */
export function rootDriverMissing(
  { version, modules }: { version: string; modules: BytePath },
  what: string,
  drivers: string,
): SuperminError {
  return new SuperminError(
    'ROOT_DRIVER',
    `the appliance cannot boot: the kernel ${version} has no driver for its root ${what} ` +
      `(${drivers}, ...), neither built in nor in ${displayPath(modules)}`,
    { hint: 'install the kernel package again, or choose another kernel with --kernel' },
  );
}
