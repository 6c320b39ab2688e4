import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finished, succeed } from '@supermin/test-support/programs';
import type { User } from '@supermin/test-support/users';
import { superminSucceeds } from '../installation.ts';
import { superminInside } from './enter.ts';

/** A way to call supermin for a root; `path` is what it calls a directory that both can see. */
export interface Way {
  name: string;
  supermin(args: readonly string[], user: User): Promise<Finished>;
  path(directory: string): string;
}

export function waysInto(root: string): readonly Way[] {
  return [
    {
      name: 'inside',
      supermin: (args, user) => superminInside(root, args, user),
      path: (path) => path.slice(root.length),
    },
    {
      name: 'from outside',
      supermin: (args, { uid }) =>
        superminSucceeds([...args, '--root', root], uid === undefined ? {} : { uid }),
      path: (path) => path,
    },
  ];
}

/** The `/init` of an appliance that says where it is, and ends. */
const INIT = `#!/bin/bash
mount -t proc none /proc
. /etc/os-release
echo "ID is $ID, kernel is $(uname -r)"
echo b > /proc/sysrq-trigger
sleep 60
`;

/** A directory of the user's with `init.tar.gz`, the base archive of an appliance that boots. */
export async function makeScratch(directory: string, { uid }: User): Promise<void> {
  mkdirSync(directory);
  writeFileSync(join(directory, 'init'), INIT);
  chmodSync(join(directory, 'init'), 0o755);
  await succeed('tar', ['-czf', join(directory, 'init.tar.gz'), '-C', directory, './init']);
  if (uid !== undefined) chownSync(directory, uid, uid);
}
