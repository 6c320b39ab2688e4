import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packedPackages } from './support/packed.ts';
import { succeed } from './support/processes.ts';
import { type Registry, startRegistry } from './support/registry.ts';
import { workspace } from './support/workspace.ts';

/** A way to install, in an empty directory: what to run there, and where the command is afterwards. */
interface Layout {
  name: string;
  install: (packages: readonly string[]) => string[];
  command: string;
}

const PNPM = ['npx', '-y', 'pnpm@10'];

const LAYOUTS: readonly Layout[] = [
  {
    name: 'npm, project',
    install: (packages) => ['npm', 'install', ...packages],
    command: 'node_modules/.bin/supermin',
  },
  {
    name: 'npm, global',
    install: (packages) => ['npm', 'install', '--global', '--prefix', './prefix', ...packages],
    command: 'prefix/bin/supermin',
  },
  {
    name: 'pnpm, project',
    install: (packages) => [...PNPM, 'add', ...packages],
    command: 'node_modules/.bin/supermin',
  },
  {
    name: 'pnpm, global',
    install: (packages) => [...PNPM, 'add', '--global', ...packages],
    command: 'pnpm-home/supermin',
  },
  {
    name: 'yarn, project',
    install: (packages) => ['npx', '-y', 'yarn@1', 'add', ...packages],
    command: 'node_modules/.bin/supermin',
  },
];

describe('installed from the tarballs that would be published', () => {
  const top = workspace();
  let registry: Registry;
  beforeAll(async () => {
    registry = await startRegistry(await packedPackages());
  });
  afterAll(() => registry.close());

  const emptyDirectory = (name: string) => {
    const directory = join(top, name.replace(/\W+/g, '-'));
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory);
    writeFileSync(join(directory, 'package.json'), '{ "private": true, "type": "module" }\n');
    return directory;
  };
  const run = (directory: string, [program, ...args]: readonly string[]) =>
    succeed(program!, args, {
      cwd: directory,
      env: {
        npm_config_registry: registry.url,
        npm_config_store_dir: join(top, 'pnpm-store'),
        npm_config_cache: join(top, 'cache'),
        PNPM_HOME: join(directory, 'pnpm-home'),
        PATH: `${directory}/pnpm-home:${process.env.PATH}`,
      },
    });

  it.each(LAYOUTS)(
    '$name: the command has all that is ours',
    async ({ name, install, command }) => {
      const directory = emptyDirectory(name);
      await run(directory, install(['@supermin/cli']));
      const { stdout } = await run(directory, [`./${command}`, 'plugins', '--json']);
      const { plugins, rejected } = JSON.parse(stdout);
      expect(rejected).toEqual([]);
      expect(plugins.map((plugin: { name: string }) => plugin.name)).toEqual(
        expect.arrayContaining(['@supermin/backend-dpkg', '@supermin/writer-ext2']),
      );
    },
  );
});
