import type { Command } from './command-names.ts';
import type { ValueKind } from './value-kinds.ts';

export interface OptionSpec {
  name: string;
  short?: string;
  /** What stands for the value in the help; absent for a switch. */
  value?: string;
  /** Absent: any text that is not empty. */
  kind?: ValueKind;
  repeatable?: boolean;
  /** The commands that take it; supermin 5's spelling takes those of prepare and build. */
  commands: readonly Command[];
  help: string;
}
