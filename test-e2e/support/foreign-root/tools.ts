import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from '@supermin/test-support/programs';
import { closureOf, type Installed } from './debian-package.ts';
import { copyPayload, type PayloadFile, payloadsOf } from './payload.ts';

/**
 * Copies programs, and what they need, into a root as plain files that no package of it owns: its package manager, and
 * the libraries of this node (`enter` brings node itself).
 */
export async function addTools(
  root: string,
  installed: Installed,
  names: readonly string[],
  without: readonly string[],
): Promise<void> {
  const payloads = await payloadsOf(closureOf(installed, names, without));
  const files = [...payloads.values()].flat();
  await copyPayload([...files, ...(await librariesOfNode())].filter(isMissing(root)), root);
  await succeed('ldconfig', ['-r', root], { env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` } });
}

const isMissing =
  (root: string) =>
  ({ path }: PayloadFile) =>
    !existsSync(join(root, path));

/** The libraries that the loader finds for this very program. */
async function librariesOfNode(): Promise<PayloadFile[]> {
  const { stdout } = await succeed('ldd', [process.execPath]);
  const found = [...stdout.matchAll(/=> (\/\S+) \(/g)].map(([, path]) =>
    path!.replace(/^\/(lib|lib64)\//, '/usr/$1/'),
  );
  const real = await Promise.all(found.map((path) => succeed('realpath', [path])));
  const paths = new Set([...found, ...real.map(({ stdout: path }) => path.trim())]);
  return [...paths].map((path) => ({ path, source: path, directory: false, conffile: false }));
}
