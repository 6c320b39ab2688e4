import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { closureOf, type Opened } from '@supermin/test-support/backends';
import { hasProgram } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, it } from 'vitest';
import { HAS_PACMAN } from '../fixtures/has-pacman.ts';
import { openRoot, signal } from '../fixtures/open.ts';
import { Oracle, oracleProblems } from '../fixtures/oracle.ts';
import { HAS_SHARED_ROOT, SHARED_ROOT } from '../fixtures/shared-data.ts';

const SAMPLES =
  'base bash coreutils curl gcc glib2 pacman perl systemd util-linux base-devel'.split(' ');

describe.runIf(HAS_SHARED_ROOT && HAS_PACMAN)('a database of others', () => {
  const local = join(SHARED_ROOT, 'var/lib/pacman/local');
  let opened: Opened;
  let oracle: Oracle;
  beforeAll(async () => {
    opened = await openRoot(SHARED_ROOT);
    oracle = new Oracle(local);
  });

  describe.runIf(hasProgram('vercmp'))('beside vercmp', () => {
    it.each(SAMPLES)('closure of %s by an independent reading', async (root) => {
      const closure = await closureOf(opened, [root]);
      expect(closure).toContain(root);
      expect(oracleProblems(oracle, root, closure)).toEqual([]);
    });
  });

  it.each(SAMPLES)('pacman -Dk misses nothing in the closure of %s', async (root) => {
    const closure = new Set(await closureOf(opened, [root]));
    const scratch = scratchDirectory();
    const copy = join(scratch, 'db/local');
    mkdirSync(join(scratch, 'db/sync'), { recursive: true });
    mkdirSync(copy);
    for (const entry of readdirSync(local)) {
      const name = entry.replace(/-[^-]+-[^-]+$/, '');
      if (!closure.has(name) && entry !== 'ALPM_DB_VERSION') continue;
      cpSync(join(local, entry), join(copy, entry), { recursive: true });
    }
    const args = ['--config=/dev/null', `--root=${scratch}`, `--dbpath=${scratch}/db`, '-Dk'];
    const { status, stderr } = spawnSync('pacman', args, { env: { ...process.env, LC_ALL: 'C' } });
    expect([status, stderr.toString()]).toEqual([0, '']);
  });

  it('has the files that pacman -Ql lists', async () => {
    const { database } = opened;
    const args = [
      '--config=/dev/null',
      '--root=/',
      `--dbpath=${join(SHARED_ROOT, 'var/lib/pacman')}`,
    ];
    const { stdout } = spawnSync('pacman', [...args, '-Ql', ...SAMPLES], {
      maxBuffer: 2 ** 30,
    });
    const packages = SAMPLES.flatMap((name) => database.find(name));
    const contents = await database.contents(packages, signal);
    const ours = contents.flatMap(({ package: { name }, files }) =>
      files.map(({ path }) => `${name} ${path}`),
    );
    const theirs = stdout.toString('latin1').trimEnd().split('\n');
    expect(ours).toEqual(theirs.map((line) => line.replace(/\/$/, '')));
  });

  it('finds owners by path', () => {
    const owners = ['/usr/bin/sh', '/usr/bin/ls', '/etc/passwd', '/usr/lib/libc.so.6'].map(
      (path) => opened.database.find(path)[0]?.name,
    );
    expect(owners).toEqual(['bash', 'coreutils', 'filesystem', 'glibc']);
  });
});
