import type { WriterManifest } from '@supermin/core';
import { COMMANDS, type Command, runsCommand } from '../../src/arguments/command-names.ts';
import { COMMAND_HELP } from '../../src/arguments/help.ts';
import { formatsSection, ownOptions } from './command-section.ts';
import { code, type Section, terms, text } from './document.ts';
import { COMMON_OPTIONS, optionTerm } from './option-term.ts';

/** Where a page of the manual is found: `supermin-build` for `man supermin-build` and `man supermin build`. */
export function pageName(command: Command): string {
  return `supermin-${command}`;
}

/**
 * The page of one command, for man(1), from the tables that `--help` is made from.
 *
 * @param writers manifests of the writers that come with the command
 */
export function commandPage(command: Command, writers: readonly WriterManifest[]): Section[] {
  const { usage, summary, example } = COMMAND_HELP[command];
  const [first = '', ...more] = summary.split('\n');
  const own = ownOptions(command);
  return [
    { title: 'Name', blocks: [text(`${pageName(command)} - ${asName(first)}`)] },
    { title: 'Synopsis', blocks: [code(usage)] },
    { title: 'Description', blocks: [text(first, ...more)] },
    {
      title: 'Options',
      blocks: [{ kind: 'terms', terms: [...own, ...COMMON_OPTIONS].map(optionTerm) }],
    },
    ...(command === 'build' ? [formatsSection(writers)] : []),
    { title: 'Exit status', blocks: [terms(statuses(command))] },
    { title: 'Example', blocks: [code(example)] },
    { title: 'See also', blocks: [text(others(command))] },
  ];
}

/** As lexgrog(1) wants it: half a sentence in one line. */
function asName(sentence: string): string {
  const [half = ''] = sentence.replace(/ \(default.*\)/, '').split(/[.:](?: |$)/);
  return half.charAt(0).toLowerCase() + half.slice(1);
}

function statuses(command: Command): (readonly [string, string])[] {
  const ended = ['128+N', 'ended by signal N'] as const;
  if (!runsCommand(command)) {
    return [
      ['0', 'success'],
      ['1', 'an error, told on standard error'],
      ['2', 'a command line that cannot be understood'],
      ended,
    ];
  }
  return [
    ...(command === 'run' ? ([['124', 'the time of --timeout is over']] as const) : []),
    ['125', 'usage error, or the VM could not be made, run or found'],
    ['126', 'COMMAND cannot be executed'],
    ['127', 'COMMAND not found'],
    ended,
    ['any other', "COMMAND's own"],
  ];
}

function others(command: Command): string {
  const pages = COMMANDS.filter((name) => name !== command).map((name) => `${pageName(name)}(1)`);
  return ['supermin(1)', ...pages].join(', ');
}
