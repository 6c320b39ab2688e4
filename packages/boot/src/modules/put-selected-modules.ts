import { type DirectoryNode, type FileTree, timed } from '@supermin/core/writer';
import { putModules, readModules } from './add-modules.ts';
import { namedModules } from './named-modules.ts';
import type { ModuleSource } from './open-modules.ts';
import type { ModuleSelection } from './selection.ts';

/**
 * Puts the selected modules into the tree; named ones lie in a temporary directory of the source's context. What goes
 * into a modules image stays out.
 *
 * @param known all of them, if `readModules` has read them before
 * @returns what was put into the tree, if anything
 * @throws SuperminError `MODULE_UNKNOWN`, `PROGRAM_MISSING`, `DEPMOD`
 */
export async function putSelectedModules(
  tree: FileTree,
  source: ModuleSource,
  selection: ModuleSelection,
  known?: DirectoryNode,
): Promise<DirectoryNode | undefined> {
  if (selection.kind === 'all') return put(tree, source, known);
  if (selection.kind === 'named') return put(tree, await namedModules(source, selection.names));
  return undefined;
}

function put(
  tree: FileTree,
  { kernel, context, layout }: ModuleSource,
  known?: DirectoryNode,
): Promise<DirectoryNode> {
  return timed(context.report, 'kernel modules', async () => {
    const modules = known ?? (await readModules(kernel, context, { layout }));
    putModules(tree, { kernel, modules }, context, { layout });
    return modules;
  });
}
