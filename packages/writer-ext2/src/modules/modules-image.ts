import { addModules, type Kernel, modulesDirectory, withModules } from '@supermin/boot';
import { type BytePath, type CallContext, parentPath } from '@supermin/core';
import { FileTree } from '@supermin/core/writer';
import { writeRootImage } from '../root-image.ts';

/**
 * Writes all modules of a kernel as one ext2 image, to be mounted at `/lib/modules/VERSION`: see `readModulesImage` of
 * `@supermin/boot`. The same modules give the same bytes. The file is replaced at once or not at all by the caller:
 * it must not be there.
 *
 * @param file absolute
 * @throws SuperminError as `withModules` and `writeRootImage` do
 */
export function writeModulesImage(
  kernel: Kernel,
  file: BytePath,
  context: CallContext & { sourceDateEpoch?: number },
): Promise<void> {
  return withModules(kernel, parentPath(file), context, async (source) => {
    const tree = new FileTree(context.sourceDateEpoch);
    await addModules(tree, source.kernel, source.context, { target: '/' });
    const { signal, report, sourceDateEpoch } = context;
    await writeRootImage(tree, file, {
      ...{ size: { kind: 'free', bytes: 0 }, signal, report },
      mountPoint: modulesDirectory(kernel.version),
      ...(sourceDateEpoch !== undefined && { sourceDateEpoch }),
    });
  });
}
