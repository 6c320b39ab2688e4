import { join } from 'node:path';
import { succeed } from '@supermin/test-support/programs';
import { unpackImage } from '../compare/image-tree.ts';
import type { Scratch } from '../scratch.ts';
import { OURS, SUPERMIN5, SUPERMIN5_PATH } from './names.ts';
import type { Contender } from './workload.ts';

/** Both programs keep their temporary files beside the outputs. */
export function environment(scratch: Scratch): Record<string, string> {
  return { TMPDIR: scratch.directory, XDG_CACHE_HOME: scratch.path('cache'), SUPERMIN_KERNEL: '' };
}

/** Our command; with supermin 5's rule for dependencies, as the default one takes what `Provides` names, too. */
function buildArguments(scratch: Scratch, format: string, output: string): string[] {
  return [
    ...[scratch.command, 'build', '--resolver', 'supermin5', '-f', format],
    ...['-o', scratch.path(output)],
  ];
}

export function ourBuild(
  scratch: Scratch,
  format: string,
  input: readonly string[],
  output = 'ours',
): Contender {
  return {
    name: OURS,
    traced: true,
    argv: [...buildArguments(scratch, format, output), ...input],
    env: environment(scratch),
    output: scratch.path(output),
  };
}

export function supermin5Build(
  scratch: Scratch,
  format: string,
  input: readonly string[],
  output = 'supermin5',
): Contender {
  return {
    name: SUPERMIN5,
    traced: true,
    argv: [SUPERMIN5_PATH, '--build', '-f', format, ...input, '-o', scratch.path(output)],
    env: environment(scratch),
    output: scratch.path(output),
  };
}

/** The tree of an appliance, for programs that start from one: a directory. */
export async function appliedTree(
  scratch: Scratch,
  input: readonly string[],
  format: 'ext2' | 'chroot' = 'ext2',
): Promise<string> {
  const { argv, env = {}, output = '' } = ourBuild(scratch, format, input, 'for-tree');
  await succeed(argv[0]!, argv.slice(1), { env: { ...env } });
  if (format === 'chroot') return output;
  const tree = scratch.path('tree');
  await unpackImage(join(output, 'root'), tree);
  return tree;
}
