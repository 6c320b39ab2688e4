import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run as finish, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAYOUTS, type Layout, PLUG_N_PLAY, type Wanted } from './support/layouts.ts';
import { nodeProgram } from './support/node-program.ts';
import { packExample, packedPackages } from './support/packed.ts';
import { type Registry, startRegistry } from './support/registry.ts';

const STRANGERS = ['supermin-backend-apk', 'supermin-writer-tar'];

const OURS: Wanted = { name: '@supermin/cli' };

/** For package managers that are newer than the Node.js that is tested here. */
const NEWER = '24';

describe('installed by', () => {
  const top = scratchDirectory();
  let registry: Registry;
  let newer = '';
  const strangers: Wanted[] = [];
  beforeAll(async () => {
    registry = await startRegistry(await packedPackages());
    for (const name of STRANGERS) strangers.push({ name, tarball: await packExample(name, top) });
    mkdirSync(join(top, 'node'));
    if (isTooOldFor(LAYOUTS)) newer = await nodeProgram(NEWER, join(top, 'node'));
  });
  afterAll(() => registry.close());

  const emptyDirectory = ({ name, files = {} }: Layout) => {
    const directory = join(top, name.replace(/\W+/g, '-'));
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(join(directory, 'appliance.d'), { recursive: true });
    const all = { 'package.json': '{ "private": true, "type": "module" }\n', ...files };
    for (const [file, text] of Object.entries(all)) writeFileSync(join(directory, file), text);
    writeFileSync(join(directory, 'appliance.d/packages'), 'dash\n');
    return directory;
  };
  const optionsFor = (layout: Layout, directory: string) => ({
    cwd: directory,
    env: {
      ...registryVariables(registry.url, top),
      PNPM_HOME: join(directory, 'pnpm-home'),
      XDG_DATA_HOME: join(directory, 'data'),
      XDG_STATE_HOME: join(directory, 'state'),
      PATH: [
        ...(isTooOldFor([layout]) ? [newer] : []),
        ...[join(directory, 'pnpm-home'), join(directory, 'pnpm-home/bin'), process.env.PATH],
      ].join(':'),
    },
  });

  it.each(LAYOUTS)('$name: the command, our plugins and those of strangers', async (layout) => {
    const directory = emptyDirectory(layout);
    const options = optionsFor(layout, directory);
    const [program, ...args] = layout.install([OURS, ...strangers]);
    await succeed(program!, args, options);
    const command = join(directory, layout.command);
    const { stdout } = await succeed(command, ['plugins', '--json'], options);
    const { plugins, rejected } = JSON.parse(stdout);
    expect(rejected).toEqual([]);
    const names = plugins.map((plugin: { name: string }) => plugin.name);
    const expected = ['@supermin/backend-dpkg', '@supermin/writer-ext2', ...STRANGERS];
    expect(names).toEqual(expect.arrayContaining(expected));
    await succeed(command, ['build', '-f', 'tar', '-o', 'out', 'appliance.d'], options);
    const { stdout: members } = await succeed('tar', ['-tf', 'out/rootfs.tar'], options);
    expect(members).toMatch(/^usr\/bin\/dash$/m);
  });

  const apart = LAYOUTS.filter(({ name }) => /^pnpm 1[12], global$/.test(name));
  it.each(apart)('$name, by two commands: the error says how to do it by one', async (layout) => {
    const directory = emptyDirectory(layout);
    const options = optionsFor(layout, directory);
    for (const packages of [[OURS], strangers]) {
      const [program, ...args] = layout.install(packages);
      await succeed(program!, args, options);
    }
    const build = ['build', '-f', 'tar', '-o', 'out', 'appliance.d'];
    const { status, stderr } = await finish(join(directory, layout.command), build, options);
    expect(status).toBe(1);
    expect(stderr).toContain('hint: pnpm keeps global packages apart');
    expect(stderr).toContain('pnpm add -g "@supermin/cli,PLUGIN"');
  });

  it("yarn 4, Plug'n'Play: ours from real files, those of strangers from archives", async () => {
    const directory = emptyDirectory(PLUG_N_PLAY);
    const options = optionsFor(PLUG_N_PLAY, directory);
    const [program, ...args] = PLUG_N_PLAY.install([OURS, ...strangers]);
    await succeed(program!, args, options);
    const supermin = (...argv: string[]) =>
      succeed('npx', ['-y', '@yarnpkg/cli-dist@4', 'run', 'supermin', ...argv], options);
    const { plugins, rejected } = JSON.parse((await supermin('plugins', '--json')).stdout);
    expect(rejected).toEqual([]);
    const names = plugins.map((plugin: { name: string }) => plugin.name);
    const expected = ['@supermin/backend-dpkg', '@supermin/writer-ext2', ...STRANGERS];
    expect(names).toEqual(expect.arrayContaining(expected));
    await supermin('build', '-f', 'tar', '-o', 'out', 'appliance.d');
    const { stdout: members } = await succeed('tar', ['-tf', 'out/rootfs.tar'], options);
    expect(members).toMatch(/^usr\/bin\/dash$/m);
    await supermin('build', '-f', 'ext2', '-o', 'image', 'appliance.d');
    const image = await succeed('file', ['image/root'], options);
    expect(image.stdout).toMatch(/ext2 filesystem data/);
    for (const start of ['0', '1']) {
      const env = { ...options.env, SUPERMIN_FAST_START: start };
      const argv = ['-y', '@yarnpkg/cli-dist@4', 'run', 'supermin', 'drivers'];
      const { stdout } = await succeed('npx', argv, { ...options, env });
      expect(stdout).toMatch(/^debian\/dpkg\tdetected/m);
    }
  });
});

function isTooOldFor(layouts: readonly Layout[]): boolean {
  const [major = 0] = process.versions.node.split('.').map(Number);
  return layouts.some(({ node = 0 }) => node > major);
}

/** As each package manager wants them. */
function registryVariables(url: string, top: string): Record<string, string> {
  return {
    npm_config_registry: url,
    npm_config_cache: join(top, 'cache'),
    npm_config_store_dir: join(top, 'pnpm-store'),
    PNPM_CONFIG_REGISTRY: url,
    PNPM_CONFIG_STORE_DIR: join(top, 'pnpm-store'),
    YARN_NPM_REGISTRY_SERVER: url,
    YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
    YARN_ENABLE_GLOBAL_CACHE: 'false',
    YARN_CACHE_FOLDER: join(top, 'yarn-cache'),
    YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
    YARN_ENABLE_TELEMETRY: 'false',
  };
}
