import { Writable } from 'node:stream';
import type { BytePath } from '@supermin/core';
import type { FileTree } from '@supermin/core/writer';
import { exec } from '../job/exec.ts';
import type { Session } from '../session/session.ts';
import { tarOfRoot } from './root-archive.ts';
import { unescaped } from './tar-messages.ts';

/** A line that is longer is no path. */
const LONGEST_LINE = 4 * 4096 + 2;

/**
 * Which paths of a tree are there in a VM's root; undefined if tar(1) does not tell. It reads no file where the archive is
 * /dev/null.
 */
export async function rootPaths(
  session: Session,
  tree: FileTree,
  signal: AbortSignal,
): Promise<ReadonlySet<BytePath> | undefined> {
  const known = new Set([...tree.walk()].map(({ path }) => path));
  const paths = new Set<BytePath>();
  const stdout = lines((line) => {
    const path = unescaped(line.replace(/^\.|\/$/g, ''));
    // The VM may tell of any others, which need not even be paths.
    if (known.has(path)) paths.add(path);
  });
  const argv = tarOfRoot('/', '/dev/null', '--verbose');
  const { status } = await exec(session, argv, { signal, stdout, env: { LC_ALL: 'C' } });
  return status === 0 ? paths : undefined;
}

function lines(add: (line: string) => void): Writable {
  let rest = '';
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      const all = (rest + chunk.toString('latin1')).split('\n');
      rest = all.pop()!.slice(-LONGEST_LINE);
      for (const line of all) add(line);
      done();
    },
  });
}
