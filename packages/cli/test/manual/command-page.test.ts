import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandPage, pageName } from '../../scripts/manual/command-page.ts';
import { manPage } from '../../scripts/manual/man-page.ts';
import { COMMANDS } from '../../src/arguments/command-names.ts';
import { OPTIONS } from '../../src/arguments/options.ts';
import { bundledWriters } from './bundled-writers.ts';
import { rendered } from './rendered.ts';

const WRITERS = bundledWriters();

describe.each(COMMANDS)('the page of %s', (command) => {
  const page = manPage(pageName(command), commandPage(command, WRITERS));

  // `npm run docs:cli` writes it.
  it('is current', async () => {
    await expect(page).toMatchFileSnapshot(`../../man/${pageName(command)}.1`);
  });

  it('is shown without complaint, with a name in one line and every option of the command', () => {
    const shown = rendered(page);
    // As lexgrog(1) reads it for apropos(1).
    expect(page).toMatch(/\n\.SH "NAME"\nsupermin\\-\S+ \\- [a-z].*[^.]\n\.SH "SYNOPSIS"\n/);
    expect(shown).toMatch(new RegExp(`^ {7}supermin-${command} +- `, 'm'));
    expect(shown).toContain(`supermin ${command}`);
    const own = OPTIONS.filter(({ commands }) => commands.includes(command));
    const names = new Set(own.map(({ name }) => name));
    const options = shown.slice(shown.indexOf('\nOPTIONS'));
    for (const { name } of OPTIONS) {
      const isShown = new RegExp(`^ {7}(-.+, )?--${name}(?![a-z-])`, 'm').test(options);
      expect({ name, isShown }).toEqual({ name, isShown: names.has(name) });
    }
  });
});

it('the package installs a page for each command, and the one of all', () => {
  const man = new URL('../../man/', import.meta.url);
  const { man: installed } = JSON.parse(readFileSync(new URL('../package.json', man), 'utf8'));
  const pages = ['supermin', ...COMMANDS.map(pageName)].map((name) => `${name}.1`).sort();
  expect(installed).toEqual(pages.map((name) => `./man/${name}`));
  expect(readdirSync(man).sort()).toEqual(pages);
});
