import { COMMANDS, type Command } from '../arguments/command-names.ts';
import { COMMAND_HELP } from '../arguments/help.ts';
import type { OptionSpec } from '../arguments/option-spec.ts';
import { OPTIONS } from '../arguments/options.ts';
import { CACHE_ACTIONS } from '../cache/actions.ts';
import { codes } from '../explain/table.ts';

/** What a shell offers for an argument. */
export type Offer =
  | { kind: 'directory' | 'file' | 'program' | 'package' | 'vm' | 'nothing' }
  | { kind: 'words'; words: readonly string[] };

export interface CompletedOption {
  long: string;
  short: string | undefined;
  /** Undefined for a switch. */
  offer: Offer | undefined;
  repeatable: boolean;
  help: string;
}

export interface CompletedCommand {
  name: string;
  summary: string;
  options: readonly CompletedOption[];
  /** What its names are. */
  names: Offer;
}

/** What plugins add. */
export interface Installed {
  formats: readonly string[];
  backends: readonly string[];
  options: readonly OptionSpec[];
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

const NAMES: Partial<Record<Command, Offer['kind']>> = {
  prepare: 'package',
  build: 'file',
  run: 'program',
  fetch: 'file',
  push: 'directory',
  inspect: 'file',
  why: 'package',
  exec: 'vm',
  stop: 'vm',
};

/** All that can be completed, from the tables that the parser and the help are made from. */
export function completionModel(installed: Installed): CompletedCommand[] {
  const specs = [...OPTIONS, ...installed.options];
  const commands = COMMANDS.map((name) => ({
    name,
    summary: firstSentence(COMMAND_HELP[name].summary),
    options: specs
      .filter((spec) => spec.commands.includes(name))
      .map((spec) => completed(spec, installed)),
    names: namesOf(name),
  }));
  const help = { name: 'help', summary: 'Print the help of a command.', options: [] };
  return [...commands, { ...help, names: words(COMMANDS) }];
}

function namesOf(command: Command): Offer {
  if (command === 'explain') return words(codes());
  if (command === 'completion') return words(SHELLS);
  if (command === 'cache') return words(CACHE_ACTIONS);
  return { kind: NAMES[command] ?? 'nothing' } as Offer;
}

function completed(spec: OptionSpec, installed: Installed): CompletedOption {
  return {
    long: `--${spec.name}`,
    short: spec.short === undefined ? undefined : `-${spec.short}`,
    offer: spec.value === undefined ? undefined : offerOf(spec, installed),
    repeatable: spec.repeatable ?? false,
    help: spec.help,
  };
}

/** `auto|kvm|tcg`, of plugins as well. */
const CHOICES = /^[a-z0-9]+(\|[a-z0-9]+)+$/;

function offerOf({ name, value = '' }: OptionSpec, installed: Installed): Offer {
  if (CHOICES.test(value)) return words(value.split('|'));
  if (name === 'format') return words(installed.formats);
  if (name === 'backend') return words(installed.backends);
  if (name === 'package') return { kind: 'package' };
  if (/\bDIR\b/.test(value)) return { kind: 'directory' };
  return { kind: /\b(FILE|PATH)\b/.test(value) ? 'file' : 'nothing' };
}

/** Without those that a shell would take for more than a word: manifests are written by others. */
function words(all: readonly string[]): Offer {
  return { kind: 'words', words: all.filter((word) => /^[\w@.+-]+$/.test(word)) };
}

function firstSentence(summary: string): string {
  return summary.split('\n')[0]!;
}
