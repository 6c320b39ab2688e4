import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { commandHelp } from '../../src/arguments/help.ts';
import { pluginHelp } from '../../src/plugins/plugin-help.ts';
import { contextOf, ownPlaces } from '../support/in-process.ts';

beforeEach(() => void ownPlaces());
afterEach(() => void vi.unstubAllEnvs());

/** A plugin with a format and a package manager. */
function toy(): string {
  const level = { name: 'level', type: 'integer', help: 'how hard' };
  const feed = { name: 'feed', type: 'string', help: 'where from' };
  const families = [{ name: 'toy/toy' }];
  const writers = [
    { name: 'hard', module: './i.js', options: [level] },
    { name: 'plain', module: './i.js', options: [] },
  ];
  const backends = [
    { name: 'apk', module: './i.js', databases: ['/no'], families, options: [feed] },
  ];
  const supermin = { contract: 1, writers, backends };
  return scratchDirectory({
    'package.json': JSON.stringify({ name: 'supermin-toy', version: '1.0.0', supermin }),
    'i.js': '',
  });
}

function titles(command: 'build' | 'prepare', words: readonly string[]): string[] {
  const { options } = contextOf('plugins', ...words).invocation;
  const text = pluginHelp(command, options);
  const own = commandHelp(command).split('\nExample:\n')[0]!;
  expect(text.startsWith(own)).toBe(true);
  return text.split('\n').filter((line) => /^Options of /.test(line));
}

it('has the options of each plugin that has some for the command, and the command its own', () => {
  const words = ['--plugin', toy()];
  expect(titles('build', words)).toEqual(
    expect.arrayContaining([
      'Options of -f hard:',
      'Options of -f chroot:',
      'Options of --backend apk:',
    ]),
  );
  expect(titles('build', words)).not.toContain('Options of -f plain:');
  expect(titles('prepare', words)).toEqual(['Options of --backend apk:']);
  expect(titles('prepare', [])).toEqual([]);
  const { options } = contextOf('plugins', ...words).invocation;
  expect(pluginHelp('build', options)).toMatch(
    /^Options of -f hard:\n {6}--level N +how hard\n\n/m,
  );
});
