import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packedPackages } from './support/packed.ts';
import { type Registry, startRegistry } from './support/registry.ts';

describe('npm create supermin-plugin', () => {
  const top = scratchDirectory();
  let registry: Registry;
  beforeAll(async () => {
    chmodSync(top, 0o755);
    registry = await startRegistry(await packedPackages());
  });
  afterAll(() => registry.close());

  const options = () => ({
    cwd: top,
    timeout: 240_000,
    env: {
      npm_config_registry: registry.url,
      npm_config_cache: join(top, 'npm-cache'),
      npm_config_yes: 'true',
      XDG_CACHE_HOME: join(top, 'cache'),
      HOME: top,
    },
  });

  async function create(name: string, kind: string): Promise<string> {
    const argv = ['create', 'supermin-plugin', name, '--', '--kind', kind];
    const { stdout } = await succeed('npm', argv, options());
    const directory = join(top, `supermin-${kind}-toy`);
    expect(stdout).toContain(`supermin-${kind}-toy/ is ready.`);
    const own = { ...options(), cwd: directory };
    await succeed('npm', ['install'], own);
    const { stdout: report } = await succeed('npm', ['test'], own);
    expect(report).toMatch(/fail 0$/m);
    expect(report).not.toMatch(/pass 0$/m);
    await succeed('npm', ['install', '--no-save', '@supermin/cli'], own);
    return directory;
  }

  it('makes a writer whose tests pass, and that the command can use', async () => {
    const directory = await create('@me/toy', 'writer');
    const command = join(directory, 'node_modules/.bin/supermin');
    writeFileSync(join(top, 'hostfiles'), '/usr/bin/env\n');
    const build = ['build', '-f', 'toy', '--plugin', directory, 'hostfiles', '-o', 'out'];
    await succeed(command, [...build, '--file', 'x.tar'], options());
    const { stdout } = await succeed('tar', ['-tf', join(top, 'out/x.tar')]);
    expect(stdout).toMatch(/^(\.\/)?usr\/bin\/env$/m);
    const again = await run(
      'npm',
      ['create', 'supermin-plugin', '@me/supermin-writer-toy'],
      options(),
    );
    expect(again.status).toBe(1);
    expect(again.stderr).toMatch(/supermin-writer-toy already exists/);
  });

  it('makes a backend whose tests pass, and that the command can use', async () => {
    const directory = await create('toy', 'backend');
    const command = join(directory, 'node_modules/.bin/supermin');
    const root = join(top, 'root');
    mkdirSync(join(root, 'var/lib/toy'), { recursive: true });
    writeFileSync(join(root, 'var/lib/toy/installed'), 'package shell 5.2-1 x86_64\nprovides sh\n');
    const argv = ['--plugin', directory, '--root', root];
    const { stdout } = await succeed(command, ['drivers', ...argv], options());
    expect(stdout).toMatch(/^toy\/toy\tdetected$/m);
    await succeed(command, ['prepare', ...argv, 'sh', '-o', 'appliance.d'], options());
    const { stdout: packages } = await succeed('cat', [join(top, 'appliance.d/packages')]);
    expect(packages).toBe('sh\n');
  });
});
