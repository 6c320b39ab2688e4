import { type BytePath, joinPath } from '@supermin/core';
import type { Invocation } from '../arguments/invocation.ts';
import { SHELL } from './selection.ts';
import { isShared, parseShare } from './share.ts';
import { workdirInVm } from './workdir.ts';

/** COMMAND as the VM finds it. What lies on a share is there already, and may want a shell if nothing else was named. */
export function programToFind({ names, options }: Invocation): BytePath | undefined {
  const [command = SHELL] = names;
  if (!command.includes('/')) return command;
  const path = command.startsWith('/') ? command : joinPath(workdirInVm(options), command);
  if (!isShared(path, options.all('share').map(parseShare))) return path;
  return options.has('package') ? undefined : SHELL;
}
