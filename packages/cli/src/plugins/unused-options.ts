import type { Report, WriterManifest } from '@supermin/core';
import type { Invocation } from '../arguments/invocation.ts';
import { SUPERMIN5_OPTIONS } from '../arguments/options.ts';
import { UsageError } from '../arguments/usage-error.ts';

/** Options of `build` that are for writers only: those that need a kernel, and those whose output has a size. */
const KERNEL_OPTIONS = ['kernel', 'modules-from', 'copy-kernel', 'host-cpu'];
const SIZE = 'size';

/**
 * Refuses options that the writer makes no use of. supermin 5 takes its own with every format, so its spelling does, too,
 * and says so at `-v`.
 *
 * @throws UsageError
 */
export function refuseUnused(
  manifest: WriterManifest,
  { command, legacy, options }: Invocation,
  report: Report,
): void {
  for (const name of unusedOptions(manifest)) {
    if (!options.has(name)) continue;
    const format = `-f ${manifest.name}`;
    if (!legacy || !SUPERMIN5_OPTIONS.has(name)) {
      throw new UsageError(`option '--${name}' has no effect with '${format}'`, {
        command,
        legacy,
      });
    }
    report({ kind: 'message', level: 1, text: `--${name} has no effect with ${format}` });
  }
}

function unusedOptions({ kernelOptions = KERNEL_OPTIONS, options }: WriterManifest): string[] {
  const unused = KERNEL_OPTIONS.filter((name) => !kernelOptions.includes(name));
  return options.some(({ name }) => name === SIZE) ? unused : [...unused, SIZE];
}
