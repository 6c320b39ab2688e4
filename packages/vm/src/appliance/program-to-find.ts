import { type BytePath, joinPath } from '@supermin/core';
import { isShared, type Share } from '../shares/shares.ts';
import { SHELL } from './selection.ts';

/** Where COMMAND runs, and with what. */
export interface CommandPlace {
  /** The working directory in the VM. */
  cwd: BytePath;
  shares: readonly Pick<Share, 'mount'>[];
  /** Names of packages that the user asked for. */
  packages: readonly string[];
}

/**
 * COMMAND as the VM finds it. A program on a share needs no package; if no other package was asked for, it gets a shell.
 *
 * @returns undefined if no program of this machine is needed
 */
export function programToFind(
  command: BytePath = SHELL,
  { cwd, shares, packages }: CommandPlace,
): BytePath | undefined {
  if (!command.includes('/')) return command;
  const path = command.startsWith('/') ? command : joinPath(cwd, command);
  if (!isShared(path, shares)) return path;
  return packages.length > 0 ? undefined : SHELL;
}
