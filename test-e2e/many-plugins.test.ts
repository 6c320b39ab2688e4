import { cpSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { plantPlugins } from '@supermin/test-support/plugins';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, inject, it } from 'vitest';

const COUNT = 200;

it(`${COUNT} installed plugins are read, not run`, async () => {
  const top = scratchDirectory();
  const modules = join(top, 'node_modules');
  const cli = dirname(dirname(inject('supermin')));
  cpSync(cli, join(modules, '@supermin/cli'), { recursive: true, verbatimSymlinks: true });
  plantPlugins(modules, COUNT);
  const bomb = join(top, 'bomb');
  const command = join(modules, '@supermin/cli/bin/supermin');
  const options = { env: { BOMB: bomb, XDG_CACHE_HOME: join(top, 'cache') }, cwd: top };
  writeFileSync(join(top, 'hostfiles'), '/etc/passwd\n');

  expect((await succeed(command, ['--version'], options)).stdout).toMatch(/^supermin 6\./);
  await succeed(command, ['build', '-f', 'chroot', 'hostfiles', '-o', 'out'], options);
  const { plugins, rejected } = JSON.parse(
    (await succeed(command, ['plugins', '--json'], options)).stdout,
  );
  expect(rejected).toEqual([]);
  expect(plugins.length).toBeGreaterThanOrEqual(COUNT + 5);
  const drivers = (await succeed(command, ['drivers'], options)).stdout;
  expect(drivers).toContain('x/supermin-backend-0\tnot-detected\n');
  await expect(succeed('cat', [bomb])).rejects.toThrow(/No such file/);

  // It would have been seen.
  await expect(
    succeed(command, ['build', '-f', 'n1', 'hostfiles', '-o', 'out'], options),
  ).rejects.toThrow(/supermin-writer-1 cannot be loaded/);
  expect((await succeed('cat', [bomb])).stdout).toBe('imported');
});
