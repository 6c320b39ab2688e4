import { appendFileSync, utimesSync } from 'node:fs';
import { joinPath, type SuperminEvent } from '@supermin/core';
import { FileTree } from '@supermin/core/writer';
import { describe, expect, it } from 'vitest';
import { kernelModules } from '../../src/kernel/kernel-modules.ts';
import type { ModuleSource } from '../../src/modules/open-modules.ts';
import { putSelectedModules } from '../../src/modules/put-selected-modules.ts';
import type { ModuleSelection } from '../../src/modules/selection.ts';
import { compiledModule, contextOf, sample, VERSION } from './sample.ts';
import { selected } from './selected.ts';

describe('modules by name', () => {
  it('these and what they need, with indexes by depmod', async () => {
    const paths = await selected({ kind: 'named', names: ['bonding'] });
    expect(paths.filter((path) => path.endsWith('.ko'))).toEqual([
      'kernel/net/bonding.ko',
      'kernel/net/tls.ko',
    ]);
    expect(paths).toContain('modules.dep.bin');
    expect(paths).toContain('modules.builtin');
  });

  it('neither the time of the build nor the builder is to be seen', async () => {
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
    await putSelectedModules(tree, source, selection);
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

  it('soft dependencies come along, by name or alias, whatever packs them', async () => {
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

  it('one that is listed and missing is a warning, with --strict an error', async () => {
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

  it('a link to a module of another kernel leads to that of the root', async () => {
    const other = '/lib/modules/0.9/extra/test.ko';
    const root = sample().file(other, compiledModule()).link(list('weak-updates/test.ko'), other);
    appendFileSync(root.path + list('modules.dep'), 'weak-updates/test.ko:\n');
    const paths = await selected({ kind: 'named', names: ['test'] }, root);
    expect(modulesOf(paths)).toEqual(['weak-updates/test.ko']);
  });

  it('one that is built into the kernel is there already', async () => {
    const paths = await selected({ kind: 'named', names: ['ext4'] });
    expect(paths.filter((path) => path.endsWith('.ko'))).toEqual([]);
  });

  it('one that there is not is an error', async () => {
    await expect(selected({ kind: 'named', names: ['vfat', 'nonesuch'] })).rejects.toMatchObject({
      code: 'MODULE_UNKNOWN',
      message: 'the kernel 6.1.0 has no module nonesuch',
    });
  });
});
