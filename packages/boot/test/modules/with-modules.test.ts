import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { joinPath, type SuperminEvent } from '@supermin/core';
import { FileTree } from '@supermin/core/writer';
import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../src/kernel/kernel.ts';
import { kernelModules } from '../../src/kernel/kernel-modules.ts';
import { readModulesImage } from '../../src/kernel/modules-image.ts';
import type { ModuleSelection } from '../../src/modules/selection.ts';
import { type ModuleSource, withModules } from '../../src/modules/with-modules.ts';
import { withSelectedModules } from '../../src/modules/with-selected-modules.ts';
import { FakeRoot, temporaryDirectory } from '../kernel/fixture.ts';

const VERSION = '6.1.0';

/** depmod looks into each module: an object file of the compiler's is as good as one. */
function compiledModule(): Buffer {
  const file = join(temporaryDirectory(), 'module.ko');
  execFileSync('gcc', ['-c', '-x', 'c', '-o', file, '-'], { input: 'int used;\n' });
  return readFileSync(file);
}

function contextOf(root: FakeRoot, events: SuperminEvent[] = []) {
  const { signal } = new AbortController();
  return { host: root.host, signal, report: (event: SuperminEvent) => events.push(event) };
}

function sample(): FakeRoot {
  const root = new FakeRoot();
  const directory = `/lib/modules/${VERSION}`;
  const module = compiledModule();
  for (const name of ['net/bonding', 'net/tls', 'fs/fat', 'fs/vfat']) {
    root.file(`${directory}/kernel/${name}.ko`, module);
  }
  root.file(
    `${directory}/modules.dep`,
    'kernel/net/bonding.ko: kernel/net/tls.ko\nkernel/net/tls.ko:\nkernel/fs/fat.ko:\n' +
      'kernel/fs/vfat.ko: kernel/fs/fat.ko\n',
  );
  return root
    .file(`${directory}/modules.builtin`, 'kernel/fs/ext4/ext4.ko\n')
    .file(`${directory}/modules.order`, 'kernel/net/tls.ko\n');
}

describe('the modules of a kernel', () => {
  it('in a directory are read where they are', async () => {
    const root = sample();
    const kernel = kernelModules(root.host, VERSION);
    const context = contextOf(root);
    const scratch = temporaryDirectory();
    const seen = await withModules(kernel, scratch, context, async (source) => source);
    expect(seen).toEqual({ kernel, context, layout: root.host });
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('in an image, made by mke2fs, are unpacked for as long as it takes', async () => {
    const root = sample();
    const image = join(root.path, 'image');
    writeFileSync(image, '');
    truncateSync(image, 4 << 20);
    const from = join(root.path, 'lib/modules', VERSION);
    execFileSync('/sbin/mke2fs', [
      ...['-q', '-F', '-t', 'ext2', '-M', `/lib/modules/${VERSION}`, '-d', from, image],
    ]);
    const kernel: Kernel = {
      ...{ path: '/boot/vmlinuz', version: VERSION, modules: '/image' },
      image: readModulesImage({ kind: 'path', path: image })!,
    };
    const scratch = temporaryDirectory();
    let directory = '';
    await withModules(kernel, scratch, contextOf(root), async (source) => {
      directory = source.kernel.modules;
      expect(source.context.host.readdir(directory)).toEqual([
        'kernel',
        'modules.builtin',
        'modules.dep',
        'modules.order',
      ]);
      expect(existsSync(join(directory, 'kernel/fs/vfat.ko'))).toBe(true);
    });
    expect(existsSync(directory)).toBe(false);
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('in a damaged image: an error that names it', async () => {
    const root = sample().file('/image', Buffer.alloc(4096, 1));
    const kernel: Kernel = {
      ...{ path: '/boot/vmlinuz', version: VERSION, modules: '/image' },
      image: { uuid: '', version: VERSION },
    };
    const scratch = temporaryDirectory();
    await expect(
      withModules(kernel, scratch, contextOf(root), async () => {}),
    ).rejects.toMatchObject({
      code: 'MODULES_IMAGE',
      message: expect.stringContaining(`${root.path}/image`),
    });
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('without modules.dep: an error that names the version', () => {
    const root = sample();
    expect(() => kernelModules(root.host, '9.9')).toThrow(
      expect.objectContaining({ code: 'KERNEL_MODULES' }),
    );
    expect(() => kernelModules(root.host, '../..')).toThrow(
      expect.objectContaining({ code: 'KERNEL_VERSION' }),
    );
  });
});

describe('selected modules', () => {
  /** What is in the tree while `work` runs. */
  async function selected(
    selection: ModuleSelection,
    root = sample(),
    { events = [], strict = false }: { events?: SuperminEvent[]; strict?: boolean } = {},
  ): Promise<string[]> {
    const scratch = temporaryDirectory();
    mkdirSync(join(scratch, 'other'));
    const source: ModuleSource = {
      kernel: kernelModules(root.host, VERSION),
      context: { ...contextOf(root, events), strict },
      layout: root.host,
    };
    const tree = new FileTree();
    let paths: string[] = [];
    await withSelectedModules(tree, source, selection, scratch, async () => {
      const files = [...tree.walk()].filter(({ node }) => node.type === 'file');
      paths = files.map(({ path }) => path.replace(`/lib/modules/${VERSION}/`, ''));
      for (const { node } of files) {
        if (node.type === 'file' && node.content.kind === 'path') {
          expect(existsSync(node.content.path)).toBe(true);
        }
      }
    });
    expect(readdirSync(scratch)).toEqual(['other']);
    return paths;
  }

  it('all, and none', async () => {
    expect(await selected({ kind: 'all' })).toContain('kernel/fs/vfat.ko');
    expect(await selected({ kind: 'none' })).toEqual([]);
    expect(await selected({ kind: 'image' })).toEqual([]);
  });

  it('named: these and what they need, with indexes by depmod', async () => {
    const paths = await selected({ kind: 'named', names: ['bonding'] });
    expect(paths.filter((path) => path.endsWith('.ko'))).toEqual([
      'kernel/net/bonding.ko',
      'kernel/net/tls.ko',
    ]);
    expect(paths).toContain('modules.dep.bin');
    expect(paths).toContain('modules.builtin');
  });

  it('named: neither the time of the build nor the builder is to be seen', async () => {
    const root = sample();
    const directory = `/lib/modules/${VERSION}`;
    for (const [path, time] of [
      ['modules.dep', 3000],
      ['kernel/net/bonding.ko', 1000],
      ['kernel/net', 2000],
    ] as const)
      utimesSync(root.path + joinPath(directory, path), time, time);
    const source: ModuleSource = {
      kernel: kernelModules(root.host, VERSION),
      context: { ...contextOf(root), sourceDateEpoch: 2500 },
      layout: root.host,
    };
    const tree = new FileTree();
    const umask = process.umask(0o077);
    const selection: ModuleSelection = { kind: 'named', names: ['bonding'] };
    await withSelectedModules(tree, source, selection, temporaryDirectory(), async () => {});
    process.umask(umask);
    const seen = (path: string) => tree.lookup(joinPath(directory, path));
    const own = { uid: 0, gid: 0 };
    expect(seen('kernel/net/bonding.ko')).toMatchObject({ ...own, mode: 0o644, mtime: 1000 });
    expect(seen('kernel/net')).toMatchObject({ ...own, mode: 0o755, mtime: 2000 });
    expect(seen('modules.dep.bin')).toMatchObject({ ...own, mode: 0o644, mtime: 2500 });
    for (const { path, node } of tree.walk()) expect(node.mtime, path).toBeLessThanOrEqual(2500);
  });

  const modulesOf = (paths: readonly string[]) => paths.filter((path) => /\.ko/.test(path));
  const list = (name: string) => `/lib/modules/${VERSION}/${name}`;

  it('named: soft dependencies come along, by name or alias, whatever packs them', async () => {
    const root = sample()
      .file(list('modules.softdep'), 'softdep bonding pre: hash-x post: fat\nsoftdep fat\n')
      .file(list('modules.alias'), 'alias hash_x vfat\nalias pci:v1* tls\n');
    expect(modulesOf(await selected({ kind: 'named', names: ['bonding'] }, root))).toEqual([
      'kernel/fs/fat.ko',
      'kernel/fs/vfat.ko',
      'kernel/net/bonding.ko',
      'kernel/net/tls.ko',
    ]);
    const named = await selected({ kind: 'named', names: ['hash-x'] }, root);
    expect(modulesOf(named)).toEqual(['kernel/fs/fat.ko', 'kernel/fs/vfat.ko']);
  });

  it('named: one that is listed and missing is a warning, with --strict an error', async () => {
    const root = sample().link(list('weak-updates/test.ko'), '/lib/modules/0.9/extra/test.ko');
    appendFileSync(root.path + list('modules.dep'), 'weak-updates/test.ko: kernel/net/tls.ko\n');
    const events: SuperminEvent[] = [];
    const selection: ModuleSelection = { kind: 'named', names: ['test'] };
    const paths = await selected(selection, root, { events });
    expect(modulesOf(paths)).toEqual(['kernel/net/tls.ko']);
    const text = `${list('modules.dep')} lists a module that is missing: weak-updates/test.ko`;
    expect(events.filter(({ kind }) => kind === 'warning')).toEqual([{ kind: 'warning', text }]);
    await expect(selected(selection, root, { strict: true })).rejects.toMatchObject({
      code: 'MODULES_MISSING',
      message: text,
    });
  });

  it('named: a link to a module of another kernel leads to that of the root', async () => {
    const other = '/lib/modules/0.9/extra/test.ko';
    const root = sample().file(other, compiledModule()).link(list('weak-updates/test.ko'), other);
    appendFileSync(root.path + list('modules.dep'), 'weak-updates/test.ko:\n');
    const paths = await selected({ kind: 'named', names: ['test'] }, root);
    expect(modulesOf(paths)).toEqual(['weak-updates/test.ko']);
  });

  it('named: one that is built into the kernel is there already', async () => {
    const paths = await selected({ kind: 'named', names: ['ext4'] });
    expect(paths.filter((path) => path.endsWith('.ko'))).toEqual([]);
  });

  it('named: one that there is not is an error', async () => {
    await expect(selected({ kind: 'named', names: ['vfat', 'nonesuch'] })).rejects.toMatchObject({
      code: 'MODULE_UNKNOWN',
      message: 'the kernel 6.1.0 has no module nonesuch',
    });
  });
});
