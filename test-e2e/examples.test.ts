import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Options, run, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, USERS } from '@supermin/test-support/users';
import { whyNoVm } from '@supermin/test-support/vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alpineRoot } from './support/alpine-root.ts';
import { packExample, packedPackages } from './support/packed.ts';
import { type Registry, startRegistry } from './support/registry.ts';

const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url));
/** Databases made by others, beside the repository; not part of it. */
const ALPINE = fileURLToPath(new URL('../../shared/data/alpine', import.meta.url));
const PLUGINS = [
  'supermin-backend-apk',
  'supermin-backend-opkg',
  'supermin-writer-qcow2',
  'supermin-writer-squashfs',
  'supermin-writer-tar',
];

/** A program that uses a backend without the command. */
const CLOSURE = `
import { localHost } from '@supermin/core';
import { backend } from 'supermin-backend-apk';
const [root, name] = process.argv.slice(2);
const database = await backend.open({ host: localHost(root), report: () => {} });
const closure = database.closure(database.find(name), { resolver: 'default' });
for (const each of closure) console.log(database.listEntry(each));
`;

describe('plugins of strangers', () => {
  const top = scratchDirectory();
  const project = join(top, 'project');
  let registry: Registry;

  const environment = (): Record<string, string> => ({
    npm_config_registry: registry.url,
    npm_config_cache: join(top, 'npm-cache'),
    npm_config_update_notifier: 'false',
  });
  const supermin = (args: readonly string[], options: Options = {}) =>
    succeed(join(project, 'node_modules/.bin/supermin'), args, options);

  beforeAll(async () => {
    registry = await startRegistry(await packedPackages());
    chmodSync(top, 0o755);
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{ "private": true }\n');
    const tarballs = await Promise.all(PLUGINS.map((name) => packExample(name, top)));
    const argv = ['install', '@supermin/cli', ...tarballs];
    await succeed('npm', argv, { cwd: project, env: environment() });
  });
  afterAll(() => registry.close());

  it('are found, beside ours', async () => {
    const { plugins, rejected } = JSON.parse((await supermin(['plugins', '--json'])).stdout);
    expect(rejected).toEqual([]);
    const names = plugins.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining([...PLUGINS, '@supermin/writer-ext2']));
    const { stdout } = await supermin(['plugins']);
    expect(stdout).toContain('supermin-backend-apk 1.0.0: backend apk\n');
    expect(stdout).toContain('supermin-writer-tar 1.0.0: writer tar\n');
    expect((await supermin(['drivers'])).stdout).toMatch(/^alpine\/apk\tnot-detected$/m);
  });

  describe.each(USERS)('-f tar as $name', (user) => {
    const scratch = scratchDirectory({}, user);
    const options: Options = user.uid === undefined ? {} : { uid: user.uid };
    const appliance = join(scratch, 'appliance.d');
    const tarball = join(scratch, 'out/rootfs.tar');

    it('makes a tarball that tar reads, whose owners are right', async () => {
      await supermin(['prepare', '--use-installed', 'dash', 'passwd', '-o', appliance], options);
      await supermin(['build', '-f', 'tar', appliance, '-o', join(scratch, 'out')], options);
      expect(readdirSync(join(scratch, 'out'))).toEqual(['rootfs.tar']);
      const { stdout } = await succeed('tar', ['-tvf', tarball, '--numeric-owner']);
      expect(stdout).toMatch(/^-rwxr-xr-x 0\/0 +\d+ \S+ \S+ usr\/bin\/dash$/m);
      expect(stdout).toMatch(/^-rwsr-xr-x 0\/0 +\d+ \S+ \S+ usr\/bin\/passwd$/m);
      expect(stdout).toMatch(/^-rwxr-sr-x 0\/42 +\d+ \S+ \S+ usr\/bin\/chage$/m);
    });

    if (user.uid === undefined && IS_ROOT) {
      it('podman imports it, and skopeo inspects the image', async () => {
        const places = ['--root', `${scratch}/store`, '--runroot', `${scratch}/run`];
        const podman = (...args: string[]) =>
          succeed('podman', [...places, '--storage-driver', 'vfs', ...args]);
        await podman('import', tarball, 'tiny');
        await podman('save', '-o', `${scratch}/tiny.tar`, 'tiny');
        const image = `docker-archive:${scratch}/tiny.tar`;
        const { stdout } = await succeed('skopeo', ['inspect', image]);
        expect(JSON.parse(stdout)).toMatchObject({ Os: 'linux', Layers: [expect.any(String)] });
      });
    }

    it('calls it as it is told to', async () => {
      const named = join(scratch, 'named');
      const argv = ['build', '-f', 'tarball', '--tar-name', 'image.tar', appliance, '-o', named];
      await supermin(argv, options);
      expect(readdirSync(named)).toEqual(['image.tar']);
    });
  });

  it('-f qcow2 wraps the ext2 writer, whatever package that is in', async () => {
    const scratch = workspaceOf(top, 'qcow2');
    const [appliance, out] = [join(scratch, 'appliance.d'), join(scratch, 'out')];
    await supermin(['prepare', '--use-installed', 'dash', '-o', appliance]);
    const size = ['--size', '2G', '--qcow2-compress'];
    await supermin(['build', '-f', 'qcow2', ...size, '--copy-kernel', appliance, '-o', out]);
    expect(readdirSync(out)).toEqual(['initrd', 'kernel', 'root.qcow2']);
    expect(readdirSync(scratch)).toEqual(['appliance.d', 'out']);
    await succeed('qemu-img', ['check', join(out, 'root.qcow2')]);
    const { stdout } = await succeed('qemu-img', ['info', '--output=json', `${out}/root.qcow2`]);
    expect(JSON.parse(stdout)).toMatchObject({ format: 'qcow2', 'virtual-size': 2 ** 31 });
    const argv = ['build', '-f', 'qcow2', '--size', 'much', appliance, '-o', out];
    await expect(supermin(argv)).rejects.toThrow("'much'");
  });

  it('-f squashfs chooses the filesystem of the root, and a VM writes to a layer over it', async ({
    skip,
  }) => {
    skip(whyNoVm() !== undefined, whyNoVm());
    const scratch = workspaceOf(top, 'squashfs');
    const [appliance, out] = [join(scratch, 'appliance.d'), join(scratch, 'out')];
    await supermin(['prepare', '--use-installed', 'dash', 'coreutils', '-o', appliance]);
    await supermin(['build', '-f', 'squashfs', appliance, '-o', out]);
    const { stdout: kind } = await succeed('file', ['-b', join(out, 'root')]);
    expect(kind).toMatch(/^Squashfs filesystem/);
    const script = 'echo new > /file && cat /file /proc/mounts';
    const { stdout } = await supermin(['run', '--appliance', out, '--', 'sh', '-c', script]);
    expect(stdout).toMatch(/^new\n(.*\n)*overlay \/ overlay rw/);
  });

  it('-f tar -o - goes to standard output', async () => {
    const scratch = workspaceOf(top, 'stream');
    const appliance = join(scratch, 'packages');
    writeFileSync(appliance, 'dash\n');
    const script = '"$1" build -f tar -o - "$2" | tar -tf -';
    const command = join(project, 'node_modules/.bin/supermin');
    const { stdout } = await succeed('sh', ['-c', script, 'sh', command, appliance]);
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(['./', 'usr/bin/dash']));
  });

  it('-f chroot of an Alpine root', async () => {
    const scratch = workspaceOf(top, 'alpine');
    const root = await alpineRoot(scratch, ['coreutils', 'dash']);
    const { stdout: drivers } = await supermin(['drivers', '--root', root]);
    expect(drivers).toMatch(/^alpine\/apk\tdetected$/m);
    const [appliance, out] = [join(scratch, 'appliance.d'), join(scratch, 'out')];
    const names = ['cmd:sh', 'coreutils'];
    await supermin(['prepare', '--root', root, '--use-installed', ...names, '-o', appliance]);
    expect(readFileSync(join(appliance, 'packages'), 'latin1')).toBe('cmd:sh\ncoreutils\n');
    await supermin(['build', '--root', root, '-f', 'chroot', appliance, '-o', out]);
    for (const path of ['usr/bin/dash', 'usr/bin/ls']) {
      await succeed('cmp', [join(root, path), join(out, path)]);
    }
    if (!IS_ROOT) return;
    const { stdout } = await succeed('chroot', [
      out,
      '/bin/dash',
      '-c',
      'ls -d /usr && echo inside',
    ]);
    expect(stdout).toBe('/usr\ninside\n');
  });

  it.runIf(existsSync(ALPINE))('read the databases of a real Alpine and a real Wolfi', async () => {
    writeFileSync(join(project, 'closure.mjs'), CLOSURE);
    const closureOf = async (root: string, name: string) => {
      const argv = ['closure.mjs', join(ALPINE, root), name];
      const { stdout } = await succeed('node', argv, { cwd: project });
      return stdout.trim().split('\n');
    };
    expect(await closureOf('311', 'cmd:sh')).toEqual(['busybox-1.31.1-r9', 'musl-1.1.24-r2']);
    expect(await closureOf('311', '@world')).toContain('apk-tools-2.10.4-r3');
    expect(await closureOf('wolfi-usrlib', 'cmd:apk')).toContain('musl-1.2.3-r0');
  });
  if (!existsSync(ALPINE)) console.log('databases of a real Alpine and a real Wolfi are not here');

  it.each(PLUGINS)('%s passes its own tests, as its tutorial has them', async (name) => {
    const directory = join(top, name);
    cpSync(join(EXAMPLES, name), directory, { recursive: true });
    const options = { cwd: directory, env: environment() };
    await succeed('npm', ['install'], options);
    const { stdout, status } = await run('npm', ['test', '--', '--test-reporter=tap'], options);
    expect({ status, failed: stdout.match(/^ *not ok .*$/gm) }).toEqual({
      status: 0,
      failed: null,
    });
    expect(Number(/^# pass (\d+)$/m.exec(stdout)?.[1])).toBeGreaterThan(20);
  });
});

function workspaceOf(top: string, name: string): string {
  const directory = join(top, name);
  mkdirSync(directory);
  return directory;
}

describe.runIf(whyNoVm() === undefined)('mcp-sandbox', () => {
  it("answers the MCP SDK's own client from a VM", async ({ skip }) => {
    const registry = await startRegistry(await packedPackages());
    const top = scratchDirectory();
    const project = join(top, 'mcp-sandbox');
    cpSync(join(EXAMPLES, 'mcp-sandbox'), project, { recursive: true });
    const env = {
      npm_config_registry: registry.url,
      npm_config_cache: join(top, 'npm-cache'),
      npm_config_fetch_retries: '0',
      npm_config_update_notifier: 'false',
      XDG_CACHE_HOME: join(top, 'cache'),
    };
    try {
      const sdk = ['view', '@modelcontextprotocol/sdk', 'name'];
      const reached = await run('npm', sdk, { cwd: project, env });
      if (reached.status !== 0) skip('the npm registry cannot be reached: no MCP SDK');
      await succeed('npm', ['install'], { cwd: project, env });
      const { stdout } = await succeed('npm', ['test'], { cwd: project, env });
      expect(stdout).toMatch(/^\W*pass 6$/m);
      expect(stdout).toMatch(/^\W*skipped 0$/m);
    } finally {
      registry.close();
    }
  });
});
