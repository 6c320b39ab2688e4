import { lstatSync } from 'node:fs';
import {
  type BytePath,
  fromUnicode,
  isOwnDirectory,
  joinPath,
  ownDirectory,
  realPath,
  toSystemPath,
  trustedDirectory,
} from '@supermin/core';
import { noRuntimeDirectory } from '../errors/named.ts';

/** For users whose sessions have no directory. */
const TEMPORARY: readonly BytePath[] = ['/tmp', '/var/tmp'];

/** The variable that decides where sockets lie. */
export interface RuntimeEnvironment {
  XDG_RUNTIME_DIR?: string | undefined;
}

/**
 * The user's directory for sockets of running VMs, made if need be: `$XDG_RUNTIME_DIR/supermin`, else
 * `/tmp/.supermin-run-UID` or the same in `/var/tmp`.
 *
 * Who can put a socket there gets commands and their input: the rules are those of `cacheDirectory()` of core.
 *
 * @throws SuperminError `RUNTIME_DIRECTORY`
 */
export function runtimeDirectory(
  environment: RuntimeEnvironment = process.env,
  temporary = TEMPORARY,
): BytePath {
  const problems: string[] = [];
  for (const find of places(environment, temporary)) {
    try {
      return ownDirectory(find());
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  throw noRuntimeDirectory(problems);
}

/**
 * All that are there, and may be believed: a VM that was started without XDG_RUNTIME_DIR, by cron say, is found by who has it, and
 * the other way round as far as possible.
 */
export function runtimeDirectories(
  environment: RuntimeEnvironment = process.env,
  temporary = TEMPORARY,
): BytePath[] {
  return places(environment, temporary).flatMap((find) => {
    try {
      const directory = find();
      return isOwnDirectory(directory) ? [directory] : [];
    } catch {
      return [];
    }
  });
}

function places(
  { XDG_RUNTIME_DIR: xdg }: RuntimeEnvironment,
  temporary: readonly BytePath[],
): (() => BytePath)[] {
  const uid = process.geteuid!();
  const name = `.supermin-run-${uid}`;
  const below = temporary.map(
    (directory) => () => joinPath(trustedDirectory(realPath(directory)), name),
  );
  if (!xdg?.startsWith('/')) return below;
  return [() => joinPath(ofUser(fromUnicode(xdg), uid), 'supermin'), ...below];
}

/** Root with the variables of another user leaves nothing there. */
function ofUser(path: BytePath, uid: number): BytePath {
  const directory = trustedDirectory(realPath(path));
  if (lstatSync(toSystemPath(directory)).uid === uid) return directory;
  throw new Error(`${directory} belongs to another user`);
}
