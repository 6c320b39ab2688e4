import type { Registry, Report } from '@supermin/core';
import type { Command } from '../arguments/command-names.ts';
import type { Invocation } from '../arguments/invocation.ts';
import type { OptionValues } from '../arguments/option-values.ts';
import type { UsageError } from '../arguments/usage-error.ts';
import type { CommandContext } from './command-context.ts';

export type Action = (context: CommandContext) => Promise<number>;

/** Commands that only talk to a VM that is there. */
const CLIENT_COMMANDS = ['exec', 'ps', 'stop'] as const;

export type ClientCommand = (typeof CLIENT_COMMANDS)[number];

export function isClientCommand(command: Command): command is ClientCommand {
  return CLIENT_COMMANDS.some((name) => name === command);
}

/** Their code: `client-command.ts`. */
export interface ClientCommands {
  ACTIONS: Record<ClientCommand, Action>;
}

/** The code that `--version`, `--help` and usage errors do without: `command.ts`. */
export interface Commands {
  ACTIONS: Record<Exclude<Command, ClientCommand>, Action>;
  findPlugins(options: OptionValues): Registry;
  parseForPlugins(
    argv: readonly string[],
    guess: Pick<Invocation, 'command' | 'options'>,
    registry: Registry,
    error: UsageError,
  ): Invocation;
  pluginHelp(command: Command, options: OptionValues): string;
}

/** How the command gets at that code. All but `load` and `loadClient` is for `fast-start/`. */
export interface CodeLoader {
  /** May be called several times. */
  load(invocation: Pick<Invocation, 'command' | 'options'>): Promise<Commands>;
  loadClient(invocation: Pick<Invocation, 'command' | 'options'>): Promise<ClientCommands>;
  /** @returns what gets every event of the command in place of `report` */
  watch?(report: Report): Report;
  /** The command ended with status 0. */
  succeeded?(): void;
}
