import {
  addModules,
  type Kernel,
  modulesDirectory,
  type OpenModulesContext,
  openModules,
} from '@supermin/boot';
import type { BytePath, TakeRoom } from '@supermin/core';
import { FileTree } from '@supermin/core/writer';
import { writeRootImage } from '../root-image.ts';

/**
 * Writes all modules of a kernel as one ext2 image, to be mounted at `/lib/modules/VERSION`: see `readModulesImage` of
 * `@supermin/boot`. The same modules give the same bytes. The file is replaced at once or not at all by the caller:
 * it must not be there.
 *
 * @param file absolute
 * @param context with a place for modules that are in an image themselves
 * @throws SuperminError as `openModules` and `writeRootImage` do
 */
export async function writeModulesImage(
  kernel: Kernel,
  file: BytePath,
  context: OpenModulesContext & { reserve?: TakeRoom | undefined },
): Promise<void> {
  const source = await openModules(kernel, context);
  const { signal, report, sourceDateEpoch, reserve: take } = context;
  const tree = new FileTree(sourceDateEpoch);
  await addModules(tree, source.kernel, source.context, { target: '/' });
  await writeRootImage(tree, file, {
    signal,
    report,
    sourceDateEpoch,
    size: { kind: 'free', bytes: 0 },
    take,
    mountPoint: modulesDirectory(kernel.version),
  });
}
