import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localHost } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/download/read-configuration.ts';

function read(files: Record<string, string>) {
  const root = scratchDirectory();
  mkdirSync(join(root, 'etc/pacman.d'), { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
  // As seen from inside.
  symlinkSync('/etc/pacman.d', join(root, 'conf'));
  return readConfiguration(localHost(root), '/etc/pacman.conf');
}

describe('readConfiguration', () => {
  it('includes files of the root, at their place', async () => {
    const sections = await read({
      'etc/pacman.conf':
        '[options]\nColor\n[core]\nInclude = /conf/mirrorlist\nSigLevel = Never\nInclude = /etc/pacman.d/*.conf\n',
      'etc/pacman.d/mirrorlist': 'Server = a\n#Server = b\n',
      'etc/pacman.d/2.conf': '[two]\nServer = 2\n',
      'etc/pacman.d/1.conf': '[one]\nServer = 1\n',
    });
    const server = (value: string) => ({ key: 'Server', value });
    expect(sections).toEqual([
      { name: 'options', settings: [{ key: 'Color', value: '' }] },
      { name: 'core', settings: [server('a'), { key: 'SigLevel', value: 'Never' }] },
      { name: 'one', settings: [server('1')] },
      { name: 'two', settings: [server('2')] },
    ]);
  });

  it('does not follow files round in circles', async () => {
    const include = { 'etc/pacman.conf': 'Include = /etc/pacman.conf\n' };
    await expect(read(include)).rejects.toThrow(
      expect.objectContaining({
        code: 'PACMAN_CONFIGURATION',
        message: expect.stringMatching(/etc\/pacman\.conf: its files include each other$/),
      }),
    );
  });

  it('has to be there', async () => {
    await expect(read({})).rejects.toThrow('/etc/pacman.conf: cannot be read (ENOENT)');
  });
});
