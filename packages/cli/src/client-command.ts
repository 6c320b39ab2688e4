import type { ClientCommands } from './context/code-loader.ts';
import { execCommand } from './named/exec.ts';
import { psCommand } from './named/ps.ts';
import { stopCommand } from './named/stop.ts';

/** What talks to a VM that is there; see `ClientCommands`. */
export const ACTIONS: ClientCommands['ACTIONS'] = {
  exec: execCommand,
  ps: psCommand,
  stop: stopCommand,
};
