import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { ESSENTIAL, essentialPackages } from '../../src/find/essential.ts';
import { openRoot } from '../fixtures/open.ts';
import { systemOf } from '../fixtures/records.ts';
import { hasProgram } from '../fixtures/rpm-tools.ts';
import { SHARED_DATA } from '../fixtures/shared-data.ts';

describe('essential packages', () => {
  it('are those of the list that are installed, of the own architecture', () => {
    const { index } = systemOf([
      { name: 'setup', version: '1', release: '1', arch: 'noarch' },
      { name: 'bash', version: '5', release: '1', arch: 'i686' },
      { name: 'bash', version: '5', release: '1', arch: 'x86_64' },
      { name: 'zsh', version: '5', release: '1', arch: 'x86_64' },
      { name: 'glibc', version: '2', release: '1' },
    ]);
    expect(essentialPackages(index).map(({ id, arch }) => `${id} ${arch}`)).toEqual([
      'setup noarch',
      'bash x86_64',
    ]);
  });
});

describe.runIf(existsSync(SHARED_DATA) && hasProgram('rpm'))('of a system of others', () => {
  it.each(['cbl-mariner-2.0', 'centos7-plain'])('%s: are those that rpm -q finds', async (name) => {
    const source = join(SHARED_DATA, name, 'rpmdb.sqlite');
    if (!existsSync(source)) return;
    const root = scratchDirectory();
    const directory = join(root, 'var/lib/rpm');
    mkdirSync(directory, { recursive: true });
    copyFileSync(source, join(directory, 'rpmdb.sqlite'));
    const { database } = await openRoot(root);
    const argv = ['--dbpath', directory, '-q', '--qf', '%{NAME}\\n', ...ESSENTIAL];
    const { stdout } = spawnSync('rpm', argv, { env: { ...process.env, LC_ALL: 'C' } });
    const judged = stdout
      .toString()
      .split('\n')
      .filter((line) => ESSENTIAL.includes(line));
    const found = database.essential!().map((each) => each.name);
    expect(found).toEqual([...new Set(judged)].sort());
    expect(found).toEqual(expect.arrayContaining(['bash', 'coreutils', 'filesystem', 'grep']));
  });
});
