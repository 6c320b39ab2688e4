import type { OptionValues } from '../arguments/option-values.ts';
import { toUnicode } from '../arguments/unicode.ts';

/** The variables that choose a kernel; an empty one is as good as none. `--modules-from` is stronger than its variable. */
export function kernelEnvironment(options: OptionValues): Record<string, string> {
  const names = ['SUPERMIN_KERNEL', 'SUPERMIN_KERNEL_VERSION', 'SUPERMIN_MODULES'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const named = name === 'SUPERMIN_MODULES' ? options.get('modules-from') : undefined;
      const value = named === undefined ? process.env[name] : toUnicode(named);
      return value ? [[name, value]] : [];
    }),
  );
}
