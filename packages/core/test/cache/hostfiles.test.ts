import { symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { recordHostfiles, sameHostfiles } from '../../src/cache/hostfiles.ts';
import { localHost } from '../../src/host/local-host.ts';

function root(): string {
  const directory = scratchDirectory({ 'etc/a': '', 'etc/b': '', 'etc/.x': '' });
  symlinkSync('a', `${directory}/etc/link`);
  return directory;
}

describe('recordHostfiles', () => {
  it('writes down what matched, where it looked and what it missed', async () => {
    const record = await recordHostfiles(localHost(root()), [
      '/etc/[ab]',
      '/etc/a',
      '/etc/none',
      '/no/*',
      '/etc/[ab]/',
    ]);
    expect(record.matches.map(([path]) => path)).toEqual(['/etc/a', '/etc/b']);
    expect(record.directories.map(([path]) => path)).toEqual(['/etc', '/no']);
    expect(record.misses.map(([path]) => path)).toEqual(['/etc/none', '/etc/a', '/etc/b']);
    expect(record.directories[1]?.[1]).toBe('-');
  });
});

describe('sameHostfiles', () => {
  it.each<[string, boolean, (etc: string) => void]>([
    ['nothing', true, () => {}],
    ['a file that no pattern matches', true, (etc) => writeFileSync(`${etc}/c`, '')],
    ['a new match', false, (etc) => writeFileSync(`${etc}/ab`, '')],
    ['a match goes', false, (etc) => unlinkSync(`${etc}/a`)],
    ['a match is edited', false, (etc) => utimesSync(`${etc}/a`, 1, 1)],
    ['what a matched link leads to', true, (etc) => utimesSync(`${etc}/b`, 1, 1)],
    ['what was missed comes', false, (etc) => writeFileSync(`${etc}/none`, '')],
  ])('%s', async (_, same, change) => {
    const directory = root();
    const host = localHost(directory);
    const record = await recordHostfiles(host, ['/etc/a*', '/etc/link', '/etc/none']);
    change(`${directory}/etc`);
    expect(await sameHostfiles(host, record)).toBe(same);
  });
});
