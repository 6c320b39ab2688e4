import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { succeed } from './support/processes.ts';
import { workspace } from './support/workspace.ts';

const COUNT = 200;

/** What an import would leave behind. */
const BOMB = `import { writeFileSync } from 'node:fs';
writeFileSync(process.env.BOMB, 'imported');
throw new Error('imported');
`;

function plant(modules: string): void {
  for (let number = 0; number < COUNT; number++) {
    const kind = number % 4 === 0 ? 'backend' : 'writer';
    const name = `supermin-${kind}-${number}`;
    const directory = join(modules, name);
    const common = { name: `n${number}`, module: './index.js' };
    const provided =
      kind === 'writer'
        ? { writers: [{ ...common, aliases: [], options: [] }] }
        : {
            backends: [
              { ...common, databases: [`/no/${name}`], families: [{ name: `x/${name}` }] },
            ],
          };
    const manifest = { name, version: '1.0.0', supermin: { contract: 1, ...provided } };
    mkdirSync(directory, { mode: 0o755 });
    writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest), { mode: 0o644 });
    writeFileSync(join(directory, 'index.js'), BOMB, { mode: 0o644 });
  }
}

it(`${COUNT} installed plugins are read, not run`, async () => {
  const top = workspace();
  const modules = join(top, 'node_modules');
  const cli = dirname(dirname(inject('supermin')));
  cpSync(cli, join(modules, '@supermin/cli'), { recursive: true, verbatimSymlinks: true });
  plant(modules);
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
  ).rejects.toThrow(/supermin-writer-1 can't be loaded/);
  expect((await succeed('cat', [bomb])).stdout).toBe('imported');
});
