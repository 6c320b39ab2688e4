import { mkdirSync } from 'node:fs';
import { succeed } from '@supermin/test-support/programs';
import type { Scratch } from '../scratch.ts';
import type { Contender } from './workload.ts';

export const CURL = 'curl of the same files';
export const MMDEBSTRAP = 'mmdebstrap --variant=custom';

interface LockedPackage {
  name: string;
  path: string;
  /** Number of its repository. */
  source: number;
}

/** What lock.json has. */
export interface Lock {
  packages: LockedPackage[];
  kernel: LockedPackage;
  sources: { uri: string }[];
}

function addressesOf({ packages, kernel, sources }: Lock, withKernel = true): string[] {
  const all = withKernel ? [...packages, kernel] : packages;
  return all.map(({ source, path }) => `${sources[source]!.uri}/${path}`);
}

const DOWNLOAD = ['-fsSL', '--parallel', '--parallel-max', '6', '--remote-name-all'];

/** The index of main, all packages and the kernel. */
export function curl(scratch: Scratch, lock: Lock): Contender {
  const output = scratch.path('curl');
  const [main] = lock.sources;
  const index = `${main!.uri}/dists/bookworm/main/binary-amd64/Packages.xz`;
  const argv = [...DOWNLOAD, index, ...addressesOf(lock)];
  const script = 'mkdir "$1"; cd "$1"; shift; exec curl "$@" 2>&1';
  return { name: CURL, argv: ['sh', '-c', script, 'sh', output, ...argv], output };
}

/** From a directory with the packages: nothing is downloaded. */
export async function mmdebstrap(scratch: Scratch, lock: Lock): Promise<Contender> {
  const mirror = scratch.path('mirror');
  mkdirSync(mirror);
  await succeed('curl', [...DOWNLOAD, ...addressesOf(lock, false)], { cwd: mirror });
  await succeed('sh', ['-c', 'dpkg-scanpackages . >Packages'], { cwd: mirror });
  const include = lock.packages.map(({ name }) => name).join(',');
  const source = `deb [trusted=yes] copy:${mirror} ./`;
  const output = scratch.path('mmdebstrap');
  const argv = ['--quiet', '--mode=root', '--variant=custom', `--include=${include}`];
  return { name: MMDEBSTRAP, argv: ['mmdebstrap', ...argv, 'bookworm', output, source], output };
}
