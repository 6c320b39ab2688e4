import type { FileTree } from '@supermin/core/writer';
import { nodesOf } from '@supermin/test-support/trees';
import { writeImage } from '../../src/image/write-image.ts';
import { parseSize } from '../../src/layout/size-request.ts';
import { type ImagePlan, type PlanOptions, planImage } from '../../src/plan/image-plan.ts';

export const { directory, file, hostFile, symlink, special, device, treeOf } = nodesOf({
  uid: 0,
  gid: 0,
});

export function plan(
  tree: FileTree,
  size = '16M',
  more: Omit<PlanOptions, 'size'> = {},
): ImagePlan {
  return planImage(tree, { size: parseSize(size), ...more });
}

export const quiet = { signal: new AbortController().signal, report: () => {} };

/** Plans and writes; returns the plan. */
export async function makeImage(
  path: string,
  tree: FileTree,
  size = '16M',
  more: Omit<PlanOptions, 'size'> = {},
): Promise<ImagePlan> {
  const planned = plan(tree, size, more);
  await writeImage(planned, path, quiet);
  return planned;
}
