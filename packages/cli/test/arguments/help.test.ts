import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/arguments/command-names.ts';
import { COMMAND_HELP, commandHelp, generalHelp } from '../../src/arguments/help.ts';
import { OPTIONS } from '../../src/arguments/options.ts';

describe('generalHelp', () => {
  const lines = generalHelp().split('\n');

  it('has the usage of every command, and one line about each, in one column', () => {
    for (const name of COMMANDS) {
      const { usage, summary } = COMMAND_HELP[name];
      expect(lines).toContain(`  ${usage}`);
      const [first] = summary.split('\n');
      const line = lines.find((each) => each.startsWith(`  ${name} `));
      expect(line).toBe(`  ${name}${' '.repeat(11 - name.length)}${first}`);
    }
  });

  it('begins with what supermin is, and ends with where more is said', () => {
    expect(lines.slice(0, 3)).toEqual([
      ...['supermin - build small appliances into full, bootable ones', '', 'Usage:'],
    ]);
    expect(lines.indexOf('Commands:')).toBe(
      lines.indexOf(`  ${COMMAND_HELP.completion.usage}`) + 2,
    );
    expect(lines.slice(-3)).toEqual([
      '',
      "'supermin help COMMAND' lists the options of a command; 'supermin version' prints the version.",
      '',
    ]);
  });
});

describe('commandHelp', () => {
  it.each(COMMANDS)('%s: usage, summary, exactly its own options, example', (command) => {
    const { usage, summary, example } = COMMAND_HELP[command];
    const own = OPTIONS.filter(({ commands }) => commands.includes(command));
    const text = commandHelp(command);
    expect(text.startsWith(`Usage: ${usage}\n\n${summary}\n\nOptions:\n`)).toBe(true);
    expect(text.endsWith(`\n\nExample:\n  ${example}\n`)).toBe(true);
    const shown = [...text.matchAll(/^ {2}(?:-\w, | {4})--([a-z-]+)/gm)].map(([, name]) => name);
    expect(shown).toEqual(own.map(({ name }) => name));
  });

  it('an option is its letter, its name, its value and what it does, in columns', () => {
    const lines = commandHelp('build').split('\n');
    expect(lines).toContain(
      '  -o, --output DIR                 directory to write; an earlier output in it is replaced (build: - for standard output)',
    );
    expect(lines).toContain(
      '      --if-newer                   do nothing when the output is up to date',
    );
  });

  it('options of plugins follow, each plugin with its title', () => {
    const option = { name: 'level', value: 'N', commands: ['build'], help: 'how hard' } as const;
    const more = [
      { title: 'Options of -f tar:', options: [option] },
      { title: 'Options of -f zip:', options: [{ ...option, short: 'l' }, option] },
    ];
    const level = '--level N                    how hard';
    expect(commandHelp('build', more)).toBe(
      commandHelp('build').replace(
        '\nExample:\n',
        `\nOptions of -f tar:\n      ${level}\n\nOptions of -f zip:\n  -l, ${level}\n      ${level}\n\nExample:\n`,
      ),
    );
  });
});
