import type { WriterManifest } from '@supermin/core';
import type { Command } from '../../src/arguments/command-names.ts';
import { COMMAND_HELP } from '../../src/arguments/help.ts';
import type { OptionSpec } from '../../src/arguments/option-spec.ts';
import { OPTIONS } from '../../src/arguments/options.ts';
import { optionSpec } from '../../src/arguments/plugin-option.ts';
import { type Block, code, type Section, type Term, text } from './document.ts';
import { COMMON_OPTIONS, optionTerm } from './option-term.ts';

/** Options of a command that not every one has. */
export function ownOptions(command: Command): OptionSpec[] {
  return OPTIONS.filter(
    (option) => option.commands.includes(command) && !COMMON_OPTIONS.includes(option),
  );
}

/** A command in the manual of all. */
export function commandSection(command: Command, writers: readonly WriterManifest[]): Section {
  const { usage, summary, example } = COMMAND_HELP[command];
  const own = ownOptions(command);
  const blocks: Block[] = [code(usage), text(summary.replaceAll('\n', ' '))];
  if (own.length > 0) blocks.push({ kind: 'terms', terms: own.map(optionTerm) });
  blocks.push(text('Example:'), code(example));
  if (command !== 'build') return { title: command, blocks };
  return { title: command, blocks, sections: [formatsSection(writers)] };
}

/** What `-f` takes, and the options of each. */
export function formatsSection(writers: readonly WriterManifest[]): Section {
  const formats = writers.map(
    ({ name, aliases, description }): Term => ({ forms: [name, ...aliases], text: description }),
  );
  const known = new Set(OPTIONS.map(({ name }) => name));
  const options = writers.flatMap((writer) =>
    writer.options
      .filter(({ name }) => !known.has(name))
      .map((option): Term => {
        const term = optionTerm(optionSpec(option, ['build']));
        return { ...term, text: `-f ${writer.name}: ${term.text}` };
      }),
  );
  return {
    title: 'Formats',
    blocks: [
      text(
        'Other writer plugins bring other formats, and their own options. Those of a backend are taken by prepare, build and run.',
      ),
      { kind: 'terms', terms: [...formats, ...options] },
    ],
  };
}
