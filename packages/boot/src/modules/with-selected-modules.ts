import { type BytePath, type FileTree, timed } from '@supermin/core';
import { addModules } from './add-modules.ts';
import type { ModuleSelection } from './selection.ts';
import { type ModuleSource, withNamedModules } from './with-modules.ts';

/**
 * Puts the selected modules into the tree, which may lie in `scratch` for as long as `work` takes. What goes into a
 * modules image stays out.
 *
 * @param scratch an existing directory, absolute
 * @throws SuperminError `MODULE_UNKNOWN`, `PROGRAM_MISSING`, `DEPMOD`
 */
export async function withSelectedModules(
  tree: FileTree,
  source: ModuleSource,
  selection: ModuleSelection,
  scratch: BytePath,
  work: () => Promise<void>,
): Promise<void> {
  const add = ({ kernel, context, layout }: ModuleSource) =>
    timed(context.report, 'kernel modules', () => addModules(tree, kernel, context, { layout }));
  if (selection.kind === 'named') {
    await withNamedModules(source, selection.names, scratch, async (named) => {
      await add(named);
      await work();
    });
    return;
  }
  if (selection.kind === 'all') await add(source);
  await work();
}
