import type { Registry, Report } from '@supermin/core';
import type { Invocation } from '../arguments/invocation.ts';
import type { OptionValues } from '../arguments/option-values.ts';
import type { Command } from '../arguments/options.ts';
import type { UsageError } from '../arguments/usage-error.ts';
import type { CommandContext } from './command-context.ts';

/** The code that `--version`, `--help` and usage errors do without: `command.ts`. */
export interface Commands {
  ACTIONS: Record<Command, (context: CommandContext) => Promise<number>>;
  findPlugins(options: OptionValues): Registry;
  parseForPlugins(
    argv: readonly string[],
    guess: Pick<Invocation, 'command' | 'options'>,
    registry: Registry,
    error: UsageError,
  ): Invocation;
  pluginHelp(command: Command, options: OptionValues): string;
}

/** How the command gets at that code. All but `load` is for `fast-start/`. */
export interface Start {
  /** May be called several times. */
  load(invocation: Pick<Invocation, 'command' | 'options'>): Promise<Commands>;
  /** @returns what gets every event of the command in place of `report` */
  watch?(report: Report): Report;
  /** The command ended with status 0. */
  succeeded?(): void;
}
