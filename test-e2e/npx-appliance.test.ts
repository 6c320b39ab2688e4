import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packExample, packedPackages } from './support/packed.ts';
import { HAS_QEMU } from './support/qemu.ts';
import { type Registry, startRegistry } from './support/registry.ts';

describe.runIf(HAS_QEMU)('a VM in an npm package', () => {
  const top = scratchDirectory();
  let registry: Registry;
  beforeAll(async () => {
    chmodSync(top, 0o755);
    const hello = await packExample('hello-appliance', top);
    registry = await startRegistry([...(await packedPackages()), hello]);
  });
  afterAll(() => registry.close());

  const environment = (directory: string) => ({
    npm_config_registry: registry.url,
    npm_config_cache: join(directory, 'npm-cache'),
    npm_config_yes: 'true',
    HOME: directory,
    XDG_CACHE_HOME: join(directory, 'cache'),
  });

  describe.each(USERS)('as $name', (user) => {
    const home = scratchDirectory({}, user);
    const own = user.uid === undefined ? {} : { uid: user.uid };

    it('npx in an empty directory prints its greeting from inside a VM', async () => {
      const { stdout } = await succeed('npx', ['hello-appliance', 'reader'], {
        ...own,
        cwd: home,
        env: environment(home),
        timeout: 240_000,
      });
      expect(stdout).toMatch(
        /^Hello, reader! This is hello-appliance, inside a VM\.\nLinux \d+\.\d+.*, with the packages of \S/,
      );
    });
  });

  it('npm create makes one, whose own test passes', async () => {
    const home = join(top, 'create');
    mkdirSync(home);
    const options = { cwd: home, env: environment(home), timeout: 240_000 };
    await succeed('npm', ['create', 'supermin-appliance', '@me/calculator', 'mount'], options);
    const box = join(home, 'calculator');
    await succeed('npm', ['install'], { ...options, cwd: box });
    await succeed('npm', ['test'], { ...options, cwd: box });
    writeFileSync(join(box, 'files', 'init'), '#!/bin/bash\nmount; exit 3\n');
    const { status, stdout } = await run('npm', ['start', '--silent'], { ...options, cwd: box });
    expect(stdout).toMatch(/ on \/ type ext[24] /);
    expect(status).toBe(3);
    const again = await run('npm', ['create', 'supermin-appliance', 'calculator'], options);
    expect(again.status).toBe(1);
    expect(again.stderr).toMatch(/calculator already exists/);
    expect(readFileSync(join(box, 'files', 'init'), 'utf8')).toMatch(/exit 3/);
  });
});
