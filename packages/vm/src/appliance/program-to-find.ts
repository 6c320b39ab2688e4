import { type BytePath, joinPath } from '@supermin/core';

/**
 * COMMAND as the VM finds it: a name, or an absolute path.
 *
 * @param cwd the working directory in the VM
 */
export function programToFind(command: BytePath | undefined, cwd: BytePath): BytePath | undefined {
  if (command?.includes('/') !== true || command.startsWith('/')) return command;
  return joinPath(cwd, command.replace(/^(\.\/+)+/, ''));
}
