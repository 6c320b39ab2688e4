import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './judges.ts';

export interface Supermin5Options {
  /** Another dpkg database for its dpkg to look at; supermin itself knows nothing of that. */
  admin?: string;
  /** Copy the packages' files. Without them it lists the packages, and is done in a moment. */
  copy?: boolean;
}

export interface Supermin5Result {
  /** As in `/packagelist`. */
  packages: string[];
  /** The directory that it made. */
  tree: string;
}

/** What Debian's supermin makes of package names, below `scratch`. */
export function supermin5(
  scratch: string,
  names: readonly string[],
  { admin, copy = false }: Supermin5Options = {},
): Supermin5Result {
  const work = mkdtempSync(join(scratch, 'supermin5-'));
  const appliance = join(work, 'appliance');
  const tree = join(work, 'tree');
  mkdirSync(appliance);
  writeFileSync(join(appliance, 'packages'), `${names.join('\n')}\n`);
  if (!copy) writeFileSync(join(appliance, 'excludefiles'), '-*\n');
  const { status, output } = run(
    'supermin',
    ['--build', '--include-packagelist', '-f', 'chroot', '-o', tree, appliance],
    admin === undefined ? {} : { DPKG_ADMINDIR: admin },
  );
  if (status !== 0) throw new Error(output);
  const packages = readFileSync(join(tree, 'packagelist'), 'latin1').split('\n').slice(0, -1);
  return { packages, tree };
}

/** Removes what one call made. */
export function discard({ tree }: Supermin5Result): void {
  rmSync(join(tree, '..'), { recursive: true, force: true });
}
