import { archive } from '@supermin/test-support/archive';
import { describe, expect, it } from 'vitest';
import { conffilePaths, readControlFiles } from '../../../src/repository/unpack/control-files.ts';

type Member = Parameters<typeof archive>[0][number];

async function* chunks(members: Member[]) {
  yield archive(members);
}

const read = (...members: Member[]) =>
  readControlFiles(chunks(members), (problem) => new Error(`tool: ${problem}`));

describe('readControlFiles', () => {
  it('has the files by name, with and without ./, one byte a character', async () => {
    const files = await read(
      { name: './', type: '5' },
      { name: './control', content: 'Package: tool\n' },
      { name: 'x-1.y_Z', content: '\xe9' },
    );
    expect(files).toEqual({ control: 'Package: tool\n', 'x-1.y_Z': '\xe9' });
  });

  it.each(['../control', './a/b', '/control', '.hidden', './-x', 'a b', './x\n'])(
    'refuses what could lie elsewhere: %j',
    async (name) => {
      await expect(read({ name, content: '' })).rejects.toThrow(`tool: odd control file ${name}`);
    },
  );

  it('refuses a link', async () => {
    const link: Member = { name: './postinst', type: '2', linkname: '/etc/passwd' };
    await expect(read(link)).rejects.toThrow('tool: odd control file ./postinst');
  });
});

describe('conffilePaths', () => {
  it('has the paths that the package ships, not those that it removes', () => {
    const conffiles = '/etc/a\nremove-on-upgrade /etc/b\n/etc/c\n';
    expect(conffilePaths({ conffiles })).toEqual(new Set(['/etc/a', '/etc/c']));
  });

  it('has none of a package without conffiles', () => {
    expect(conffilePaths({ control: '' })).toEqual(new Set());
  });
});
