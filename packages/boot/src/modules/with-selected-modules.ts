import type { BytePath } from '@supermin/core';
import { type DirectoryNode, type FileTree, timed } from '@supermin/core/writer';
import { putModules, readModules } from './add-modules.ts';
import type { ModuleSelection } from './selection.ts';
import { type ModuleSource, withNamedModules } from './with-modules.ts';

/**
 * Puts the selected modules into the tree, which may lie in `scratch` for as long as `work` takes. What goes into a
 * modules image stays out.
 *
 * @param scratch an existing directory, absolute
 * @param work gets what was put into the tree, if anything
 * @param known all of them, if `readModules` has read them before
 * @throws SuperminError `MODULE_UNKNOWN`, `PROGRAM_MISSING`, `DEPMOD`
 */
export async function withSelectedModules(
  tree: FileTree,
  source: ModuleSource,
  selection: ModuleSelection,
  scratch: BytePath,
  work: (added?: DirectoryNode) => Promise<void>,
  known?: DirectoryNode,
): Promise<void> {
  const add = ({ kernel, context, layout }: ModuleSource, read?: DirectoryNode) =>
    timed(context.report, 'kernel modules', async () => {
      const modules = read ?? (await readModules(kernel, context, { layout }));
      putModules(tree, { kernel, modules }, context, { layout });
      return modules;
    });
  if (selection.kind === 'named') {
    await withNamedModules(source, selection.names, scratch, async (named) => {
      await work(await add(named));
    });
    return;
  }
  if (selection.kind === 'all') await work(await add(source, known));
  else await work();
}
