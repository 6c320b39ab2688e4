import { expect, it } from 'vitest';
import { COMMANDS } from '../../src/arguments/command-names.ts';
import { OPTIONS } from '../../src/arguments/options.ts';
import { commandHint, needlessHint, optionInstead } from '../../src/arguments/other-words.ts';

it('tells what others call differently, and nothing of other words', () => {
  expect(commandHint('logs')).toContain('NAME.log');
  expect(optionInstead('--volume')).toBe('--share');
  expect(needlessHint('--rm')).toMatch(/^leave it out/);
  for (const word of ['constructor', 'frob', '__proto__']) {
    expect([commandHint(word), optionInstead(word), needlessHint(word)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  }
});

it('stands behind no word of our own', () => {
  for (const name of COMMANDS) expect(commandHint(name)).toBeUndefined();
  const own = OPTIONS.flatMap(({ name, short }) => [`--${name}`, `-${short}`]);
  for (const spelled of own)
    expect([spelled, optionInstead(spelled)]).toEqual([spelled, undefined]);
});

it('names only options that there are', () => {
  const words = [
    '--volume',
    '-m',
    '--smp',
    '--hda',
    '--port',
    '--network',
    '--image',
    '--suite',
    '--type',
    '-u',
  ];
  const names = OPTIONS.map(({ name }) => `--${name}`);
  for (const word of words) expect(names).toContain(optionInstead(word));
});
