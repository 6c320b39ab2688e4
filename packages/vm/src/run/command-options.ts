import type { Surroundings } from '../job/surroundings.ts';

/** What surrounds the command of a run. */
export interface CommandOptions extends Surroundings {
  /**
   * Whether the command gets a terminal, which joins standard output and standard error. Default: only
   * for the shell of a run without a command, when standard input and output are terminals.
   */
  tty?: boolean;
}
