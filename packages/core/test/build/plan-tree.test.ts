import { archive } from '@supermin/test-support/archive';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { ContentStore } from '../../src/appliance/content-store.ts';
import { newJob } from '../../src/build/job.ts';
import type { BuildOptions } from '../../src/build/options.ts';
import { planTree } from '../../src/build/plan-tree.ts';
import type { SuperminEvent } from '../../src/events/event.ts';
import type { Backend, OpenOptions } from '../../src/plugin/contract.ts';
import { FileTree } from '../../src/tree/file-tree.ts';
import { textFile } from '../../src/tree/text-file.ts';
import { distribution, type Installed, listingWriter } from '../support/distribution.ts';

const PACKAGES: Record<string, Installed> = {
  bash: { needs: ['libc'], files: ['/bin/bash'] },
  libc: { files: ['/lib/libc.so', '/etc/ld.conf'] },
};

async function planned(
  more: Partial<BuildOptions> = {},
  appliance: Record<string, string | Buffer> = {},
  change: (backend: Backend) => Backend = (backend) => backend,
) {
  const { host, root, ...plain } = distribution(PACKAGES);
  const backend = change(plain.backend);
  writeFiles(root, { 'opt/a': 'a' });
  const input = scratchDirectory({ packages: 'bash\n', ...appliance });
  const events: SuperminEvent[] = [];
  const job = newJob({
    ...{ backend, writer: listingWriter(), host, family: 'test/test', format: 'listing' },
    ...{ inputs: [input], output: '/out', report: (event) => void events.push(event) },
    ...more,
  });
  const plan = await planTree(job, backend, new ContentStore(scratchDirectory()), () => {});
  const files = [...plan.tree.walk()].filter(({ node }) => node.type !== 'directory');
  return { ...plan, events, root, paths: files.map(({ path }) => path) };
}

/** Where the content of a file is from: the text, or the path. */
function origin(tree: FileTree, path: string): string | undefined {
  const node = tree.lookup(path);
  if (node?.type !== 'file') return undefined;
  const { content } = node;
  if (content.kind === 'bytes') return Buffer.from(content.bytes).toString();
  return content.kind === 'path' || content.kind === 'part' ? content.path : content.kind;
}

describe('planTree', () => {
  it('has the packages with all that they need, and hostfiles as they were', async () => {
    const { paths, contents, hostfiles } = await planned({}, { h: '/opt/*\n' });
    expect(paths).toEqual(['/bin/bash', '/lib/libc.so', '/opt/a']);
    expect(contents.map((each) => each.package.name)).toEqual(['bash', 'libc']);
    expect(hostfiles.patterns).toEqual(['/opt/*']);
    expect(hostfiles.matches.map(([path]) => path)).toEqual(['/opt/a']);
  });

  it('a later source wins: base archives, an image that is taken whole, packages and hostfiles', async () => {
    const base = ['bin/bash', 'etc/a', 'etc/b', 'opt/a'].map((name) => ({ name, content: 'base' }));
    const tree = new FileTree();
    for (const path of ['/bin/bash', '/etc/a', '/opt/a']) tree.put(path, textFile('image', 1));
    const { host, root } = distribution(PACKAGES);
    writeFiles(root, { 'opt/a': 'a' });
    const image = { host, tree, digest: 'x' } as unknown as NonNullable<BuildOptions['image']>;
    const appliance = { 'base.tar': archive(base), h: '/opt/*\n' };
    const whole = await planned({ image, wholeImage: true }, appliance);
    const origins = (each: FileTree) =>
      ['/etc/b', '/etc/a', '/bin/bash', '/opt/a'].map((path) => origin(each, path));
    const last = [`${root}/bin/bash`, `${root}/opt/a`];
    expect(origins(whole.tree)).toEqual(['base', 'image', ...last]);
    const part = await planned({ image }, appliance);
    expect(origins(part.tree)).toEqual(['base', 'base', ...last]);
  });

  it('asks the backend with what it needs', async () => {
    let asked: OpenOptions | undefined;
    const cacheDirectory = scratchDirectory();
    await planned({ cacheDirectory, backendOptions: { x: 'y' } }, {}, (backend) => ({
      ...backend,
      open: (options) => {
        asked = options;
        return backend.open(options);
      },
    }));
    expect(asked).toMatchObject({ cacheDirectory, family: 'test/test', options: { x: 'y' } });
  });

  it('asks for the closure as it is wanted', async () => {
    const asked: unknown[] = [];
    const noting = (backend: Backend): Backend => ({
      ...backend,
      open: async (options) => {
        const database = await backend.open(options);
        return {
          ...database,
          closure: (roots, how) => {
            asked.push(how);
            return database.closure(roots, how);
          },
        };
      },
    });
    await planned({}, {}, noting);
    await planned({ resolver: 'supermin5', weak: true }, {}, noting);
    expect(asked).toEqual([
      { resolver: 'default', weak: false },
      { resolver: 'supermin5', weak: true },
    ]);
  });

  it('has /packagelist where it is wanted, a line a package', async () => {
    expect((await planned()).tree.lookup('/packagelist')).toBeUndefined();
    const { tree } = await planned({ includePackagelist: true });
    expect(origin(tree, '/packagelist')).toBe('bash_1_all\nlibc_1_all\n');
    expect(tree.lookup('/packagelist')).toMatchObject({ mtime: 0, uid: 0, mode: 0o644 });
  });

  it('says what it does, in order', async () => {
    const { events } = await planned();
    const stages = events.flatMap((event) => (event.kind === 'stage' ? [event.name] : []));
    expect([stages[0], stages.at(-1)]).toEqual(['read the appliance', 'look at files']);
    const names = ['read the package database', 'resolve dependencies', 'list files'];
    expect(stages.filter((name) => names.includes(name))).toEqual(names);
    expect(stages).toContain('read base images');
    const texts = events.flatMap((event) => ('text' in event ? [event.text] : []));
    expect(texts).toContain('build: 2 packages, including dependencies');
  });

  it('a damaged base archive is an error, also where the database could be read', async () => {
    const broken = planned({}, { 'base.tar.gz': Buffer.from('\x1f\x8bxxxxxxxxxx', 'latin1') });
    await expect(broken).rejects.toMatchObject({ code: 'APPLIANCE_COMPRESSION' });
    const closed = planned({}, {}, (backend) => ({
      ...backend,
      open: () => Promise.reject(new Error('no database')),
    }));
    await expect(closed).rejects.toThrow('no database');
  });
});
