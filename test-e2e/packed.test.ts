import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fsck } from '@supermin/test-support/images';
import { run as finish, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installedPackages } from './support/installed-packages.ts';
import { packedPackages } from './support/packed.ts';
import { type Registry, startRegistry } from './support/registry.ts';

describe('installed from the tarballs that would be published', () => {
  const top = scratchDirectory();
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
    mkdirSync(join(directory, 'appliance.d'));
    writeFileSync(join(directory, 'appliance.d/packages'), 'dash\n');
    return directory;
  };
  const run = (directory: string, [program, ...args]: readonly string[]) =>
    succeed(program!, args, {
      cwd: directory,
      env: {
        npm_config_registry: registry.url,
        npm_config_cache: join(top, 'cache'),
      },
    });

  it('npm, global: man finds the page where npm puts it', async () => {
    const directory = emptyDirectory('man page');
    await run(directory, ['npm', 'install', '--global', '--prefix', './prefix', '@supermin/cli']);
    const page = join(directory, 'prefix/share/man/man1/supermin.1');
    expect(readFileSync(page, 'utf8')).toMatch(/^\.TH SUPERMIN 1 /m);
    if (!existsSync('/usr/bin/man')) return;
    const env = { MANPATH: join(directory, 'prefix/share/man') };
    const { stdout } = await succeed('man', ['-w', 'supermin'], { cwd: directory, env });
    // It tells where the link leads.
    expect(stdout.trim()).toBe(realpathSync(page));
  });

  it('a program: core, a backend and a writer, and no command', async () => {
    const directory = emptyDirectory('program');
    const packages = ['@supermin/core', '@supermin/backend-dpkg', '@supermin/writer-ext2'];
    await run(directory, ['npm', 'install', ...packages]);
    // Nothing of others: their code is in ours, as far as it is used.
    const { names, bytes } = installedPackages(join(directory, 'node_modules'));
    expect(names).toEqual([
      '@supermin/backend-dpkg',
      '@supermin/boot',
      '@supermin/core',
      '@supermin/newc',
      '@supermin/writer-ext2',
    ]);
    expect(bytes).toBeLessThan(1_500_000);
    writeFileSync(join(directory, 'build.mjs'), PROGRAM);
    await run(directory, ['node', 'build.mjs']);
    expect(readdirSync(join(directory, 'out')).sort()).toEqual(['initrd', 'kernel', 'root']);
    await fsck(join(directory, 'out/root'));

    // A bundler takes code along, and no guest init.
    const esbuild = (...options: string[]) =>
      run(directory, [ESBUILD, 'build.mjs', ...BUNDLE, ...options]);
    await esbuild();
    const bundled = await finish('node', ['bundle.mjs'], { cwd: directory });
    expect(bundled.status).toBe(1);
    expect(bundled.stderr).toContain('@supermin/boot is part of a bundle, without its guest init');
    expect(bundled.stderr).toContain('--external:@supermin/*');
    await esbuild('--external:@supermin/*');
    await run(directory, ['node', 'bundle.mjs']);
  });

  it('the command with only two plugins: what is missing says how it is installed', async () => {
    const directory = emptyDirectory('two plugins');
    const packages = ['@supermin/cli', '@supermin/backend-dpkg', '@supermin/writer-chroot'];
    await run(directory, ['npm', 'install', '--omit=optional', ...packages]);
    const { names } = installedPackages(join(directory, 'node_modules'));
    const expected = ['backend-dpkg', 'cli', 'core', 'newc', 'writer-chroot'];
    expect(names).toEqual(expected.map((name) => `@supermin/${name}`));
    const command = './node_modules/.bin/supermin';
    await run(directory, [command, 'build', '-f', 'chroot', '-o', 'out', 'appliance.d']);
    expect(existsSync(join(directory, 'out/usr/bin/dash'))).toBe(true);
    mkdirSync(join(directory, 'rpm-root/var/lib/rpm'), { recursive: true });
    const build = ['build', '-o', 'out', 'appliance.d'];
    for (const [missing, ...words] of [
      ['writer-ext2', ...build, '-f', 'ext2'],
      ['writer-cpio', ...build, '-f', 'initramfs'],
      ['backend-rpm', ...build, '-f', 'chroot', '--backend', 'rpm'],
      ['backend-rpm', ...build, '-f', 'chroot', '--root', 'rpm-root'],
      ['vm', 'run', '-p', 'dash'],
    ] as const) {
      const { status, stderr } = await finish(join(directory, command), words, { cwd: directory });
      expect(status, missing).not.toBe(0);
      expect(stderr).toContain(`hint: 'npm install @supermin/${missing}' `);
    }
  });
});

/** The one that tsup brings. */
const { resolve } = createRequire(createRequire(import.meta.url).resolve('tsup'));
const ESBUILD = join(dirname(resolve('esbuild/package.json')), 'bin/esbuild');

const BUNDLE = ['--bundle', '--platform=node', '--format=esm', '--outfile=bundle.mjs'];

/** Ten lines, as a stranger would write them. */
const PROGRAM = `
import { build } from '@supermin/core';
import { backend } from '@supermin/backend-dpkg';
import { writer } from '@supermin/writer-ext2';

await build({
  inputs: ['appliance.d'], output: 'out',
  backend, family: 'debian/dpkg',
  writer, format: 'ext2', writerOptions: { size: '256M' },
});
`;
