import { type BytePath, joinPath, type Report } from '@supermin/core';
import { modulesMissingFiles, modulesMissingText } from '../errors/modules.ts';
import type { Kernel } from '../kernel/kernel.ts';

/**
 * Reports modules that modules.dep lists but that are not there, such as links in `weak-updates` to those of a kernel that has
 * been removed: they are left out.
 *
 * @param paths as modules.dep has them
 * @throws SuperminError `MODULES_MISSING` with `strict`
 */
export function reportMissingModules(
  { modules }: Kernel,
  paths: readonly BytePath[],
  { report, strict = false }: { report: Report; strict?: boolean },
): void {
  if (paths.length === 0) return;
  const list = joinPath(modules, 'modules.dep');
  if (strict) throw modulesMissingFiles(list, paths);
  report({ kind: 'warning', text: modulesMissingText(list, paths) });
}
