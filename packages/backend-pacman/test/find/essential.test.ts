import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ESSENTIAL, essentialPackages } from '../../src/find/essential.ts';
import { HAS_PACMAN } from '../fixtures/has-pacman.ts';
import { openRoot } from '../fixtures/open.ts';
import { HAS_SHARED_ROOT, SHARED_ROOT } from '../fixtures/shared-data.ts';
import { systemOf } from '../fixtures/system.ts';

const names = (packages: Parameters<typeof systemOf>[0]) =>
  essentialPackages(systemOf(packages)).map(({ name }) => name);

describe('essential packages', () => {
  it('are base and what it depends on, as far as it is installed', () => {
    const base = { name: 'base', depends: ['bash', 'sh', 'absent', 'awk>=2'] };
    const rest = [
      { name: 'bash', provides: ['sh'] },
      { name: 'mawk', provides: ['awk=2'] },
    ];
    expect(names([base, ...rest, { name: 'vim', groups: ['base'] }])).toEqual([
      'base',
      'bash',
      'mawk',
    ]);
  });

  it('are the group without such a package', () => {
    const system = [
      { name: 'bash' },
      { name: 'vi', groups: ['base', 'x'] },
      { name: 'sed', groups: ['base'] },
    ];
    expect(names(system)).toEqual(['vi', 'sed']);
  });

  it('are those of a list that are installed, where neither is there', () => {
    expect(names([{ name: 'vim' }, { name: 'sed' }, { name: 'bash' }])).toEqual(['bash', 'sed']);
  });
});

describe.runIf(HAS_SHARED_ROOT && HAS_PACMAN)('of a system of others', () => {
  function pacman(...args: string[]): string {
    const place = [`--root=${SHARED_ROOT}`, `--dbpath=${SHARED_ROOT}/var/lib/pacman`];
    const argv = ['--config=/dev/null', ...place, ...args];
    const { stdout } = spawnSync('pacman', argv, { env: { ...process.env, LC_ALL: 'C' } });
    return stdout.toString();
  }

  it('are those that pacman -Qi base names', async () => {
    const { database } = await openRoot(SHARED_ROOT);
    const found = database.essential!().map(({ id }) => id);
    const info = pacman('-Qi', 'base').replace(/\n {2,}/g, ' ');
    const depends = /^Depends On +: (.*)$/m.exec(info)![1]!.split(/ +/);
    const installed = depends.filter((name) => pacman('-Qq', name).trim() === name);
    expect(found).toEqual([...new Set(['base', ...installed])].sort());
    expect(found.length).toBeGreaterThan(10);
    // The list for systems without it holds nothing else.
    expect(ESSENTIAL.filter((name) => !found.includes(name))).toEqual([]);
  });
});
