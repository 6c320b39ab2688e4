import { isSuperminError } from '../errors/supermin-error.ts';
import type { BytePath } from '../path/byte-path.ts';
import { runProgram } from '../process/run.ts';
import type { RunResult } from '../process/run-options.ts';
import { parseAttributeDump } from './attribute-dump.ts';
import type { FoundXattrs } from './host.ts';

const GETFATTR = ['getfattr', '--no-dereference', '--dump', '--encoding=hex', '--match=-'];

/** xargs(1)'s status where the program is not there. */
const NOT_FOUND = 127;

/**
 * One getfattr(1) for all of them, as Node.js has no call for it. They go through xargs(1): a path that is not UTF-8 cannot be an
 * argument of a program that Node.js starts, and there may be more than one command line holds. Other statuses do not matter: files
 * vanish, and not every filesystem has attributes.
 *
 * @param locate from a path inside the root to one of this machine
 * @returns undefined if getfattr or xargs is missing
 */
export async function readXattrs(
  paths: readonly BytePath[],
  locate: (path: BytePath) => BytePath,
  signal?: AbortSignal,
): Promise<FoundXattrs | undefined> {
  const located = paths.map(locate);
  const input = Buffer.from(located.join('\0'), 'latin1');
  const result = await runXargs([...GETFATTR, '--absolute-names', '--'], input, signal);
  if (result === undefined || result.status === NOT_FOUND) return undefined;
  const found = parseAttributeDump(result.stdout.toString('latin1'));
  const complete = result.status === 0;
  // Mostly there are none.
  if (found.size === 0) return { files: found, complete };
  const inside = new Map(located.map((path, index) => [path, paths[index]!]));
  const files = new Map([...found].map(([path, xattrs]) => [inside.get(path) ?? path, xattrs]));
  return { files, complete };
}

async function runXargs(
  argv: readonly string[],
  input: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<RunResult | undefined> {
  try {
    return await runProgram('xargs', ['-0', '-r', ...argv], { input, signal });
  } catch (error) {
    if (isSuperminError(error) && error.code === 'PROGRAM_MISSING') return undefined;
    throw error;
  }
}
