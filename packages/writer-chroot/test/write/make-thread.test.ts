import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Pacer, type SuperminEvent, toSystemPath } from '@supermin/core';
import { allDone, type FileTree, isPlainFile, type TreeNode } from '@supermin/core/writer';
import { differences, listDirectory } from '@supermin/test-support/listing';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { directory, file, hostFile, symlink, treeOf } from '@supermin/test-support/trees';
import { IS_ROOT } from '@supermin/test-support/users';
import { contextOf } from '@supermin/test-support/writers';
import { build } from 'tsup';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { planChroot } from '../../src/plan/chroot-plan.ts';
import { ownIdentity } from '../../src/plan/identity.ts';
import { AttributeSetter } from '../../src/write/attribute-setter.ts';
import { type MakeThread, makePart, startMakeThread } from '../../src/write/share-work.ts';
import { type WriteOptions, writeChroot } from '../../src/write/write-chroot.ts';

const sourceOf = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const FILES = 900;
const MIB = 2 ** 20;

describe('the second thread', () => {
  let program: string;
  let host: string;
  let start: (tree: FileTree) => MakeThread | undefined;

  // As the package is built: see its tsup.config.ts.
  beforeAll(async () => {
    const outDir = scratchDirectory();
    await build({
      ...{ entry: [sourceOf('writer-chroot/src/make-program.ts')], outDir, config: false },
      ...{ format: 'cjs', silent: true, dts: false, target: 'node20', platform: 'node' },
      outExtension: () => ({ js: '.cjs' }),
      noExternal: [/^@supermin/],
      esbuildOptions: (options) => {
        options.alias = { '@supermin/core/writer': sourceOf('core/src/writer/index.ts') };
      },
    });
    program = readFileSync(join(outDir, 'make-program.cjs'), 'utf8');
  });

  beforeEach(() => {
    const path = join(scratchDirectory(), 'program.cjs');
    writeFileSync(path, program);
    start = (tree) => startMakeThread(tree, 'auto', pathToFileURL(path));
    host = scratchDirectory();
  });

  /** Files of the host with all that they can have, links, and files that only the first thread makes. */
  function manyFiles(): FileTree {
    const tree = treeOf({ '/shut': directory({ mode: 0o500, mtime: 4 }) });
    const other = IS_ROOT ? { uid: 1234, gid: 4_000_000_000 } : {};
    for (let n = 0; n < FILES; n++) {
      const size = n % 100 === 7 ? 2 * MIB + n : n * 3;
      const path = `${host}/${n}-\xff`;
      writeFileSync(toSystemPath(path), Buffer.alloc(size, `${n} `));
      const directory = ['', '/shut', '/usr/bin', '/caf\xe9'][n % 4];
      tree.put(
        `${directory}/${n}-\xfe`,
        hostFile(path, size, {
          ...{ mode: [0o644, 0o4755, 0o2711, 0][n % 4]!, mtime: n * 1000.5 - 3000 },
          ...(n % 3 === 0 ? other : {}),
        }),
      );
      if (n % 5 === 0) {
        const more = n % 3 === 0 ? other : {};
        tree.put(`${directory}/link-${n}`, symlink(`${n}-\xfe`, { mtime: n - 5, ...more }));
      }
      if (n % 7 === 0) tree.put(`${directory}/memory-${n}`, file(`in memory, ${n}`));
    }
    return tree;
  }

  async function write(tree: FileTree, more: Partial<WriteOptions> = {}, thread = true) {
    const out = scratchDirectory();
    const options = { ...contextOf(), link: 'auto', ...more } as const;
    const helper = thread ? start(tree) : undefined;
    try {
      await writeChroot(planChroot(tree, out), out, { ...options, thread: helper });
    } finally {
      await helper?.stop();
    }
    return out;
  }

  it.each(['auto', 'copy'] as const)('with it: the same tree, and progress (%s)', async (link) => {
    const tree = manyFiles();
    const done: number[] = [];
    const report = (event: SuperminEvent) => {
      if (event.kind === 'progress') done.push(event.done);
    };
    const [one, two] = [await write(tree, { link }, false), await write(tree, { link, report })];
    expect(listDirectory(one).size).toBeGreaterThan(FILES);
    expect(differences(listDirectory(one), listDirectory(two))).toEqual([]);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBe(planChroot(tree, two).bytes);
  });

  it('does all that is shared by itself, if it is let', async () => {
    const tree = manyFiles();
    const [out, other] = [scratchDirectory(), await write(tree, {}, false)];
    const plan = planChroot(tree, out);
    for (const { path } of plan.directories) mkdirSync(toSystemPath(out + path));
    const setter = new AttributeSetter(out, ownIdentity());
    const attributes = (node: TreeNode) => setter.wanted(node);
    const files = plan.files.filter(({ node }) => isPlainFile(node));
    const { job } = makePart(out, files, plan.symlinks, attributes);
    const thread = start(tree)!;
    thread.begin(job);
    await thread.ended();
    expect(job.batches.length).toBeGreaterThan(20);
    expect(allDone(job.batches)).toBe(true);
    const [made, expected] = [listDirectory(out), listDirectory(other)];
    for (const { path } of [...files, ...plan.symlinks]) {
      expect([path, made.get(path)]).toEqual([path, expected.get(path)]);
    }
  });

  it('leaves to the first thread what fails: that one knows what to say', async () => {
    const tree = manyFiles();
    truncateSync(toSystemPath(`${host}/800-\xff`), 1);
    await expect(write(tree)).rejects.toMatchObject({
      code: 'CHROOT_SOURCE_CHANGED',
      message: expect.stringMatching(/800-.* shrank while it was copied: 1 of 2400 bytes/),
    });
  });

  it('clears away a batch that fails', async () => {
    const tree = manyFiles();
    const out = scratchDirectory();
    const plan = planChroot(tree, out);
    for (const { path } of plan.directories) mkdirSync(toSystemPath(out + path));
    const files = plan.files.filter(({ node }) => isPlainFile(node));
    truncateSync(toSystemPath(`${host}/9-\xff`), 1);
    const setter = new AttributeSetter(out, ownIdentity());
    const attributes = (node: TreeNode) => setter.wanted(node);
    const { job } = makePart(out, files, [], attributes);
    const thread = start(tree)!;
    thread.begin(job);
    await thread.ended();
    const failed = files.findIndex(({ path }) => path.endsWith('/9-\xfe'));
    const batch = job.firstEntry.findLastIndex((first) => first <= failed);
    const made = listDirectory(out);
    files.forEach(({ path }, entry) => {
      const inside = entry >= job.firstEntry[batch]! && entry < job.firstEntry[batch + 1]!;
      expect([path, made.has(path)]).toEqual([path, !inside]);
    });
  });

  it.runIf(!IS_ROOT)('leaves out what may not be read', async () => {
    const tree = manyFiles();
    chmodSync(toSystemPath(`${host}/800-\xff`), 0);
    const { warnings, ...context } = contextOf();
    const out = await write(tree, context);
    expect(readdirSync(out, 'latin1').includes('800-\xfe')).toBe(false);
    expect(warnings[0]).toContain('1 file is left out: permission denied');
  });

  it('a program that is not there is no loss', async () => {
    const tree = manyFiles();
    start = (tree) => startMakeThread(tree, 'auto', pathToFileURL(join(host, 'absent.mjs')));
    const [one, two] = [await write(tree, {}, false), await write(tree)];
    expect(differences(listDirectory(one), listDirectory(two))).toEqual([]);
  });

  it('an abort ends it', async () => {
    const controller = new AbortController();
    const due = vi.spyOn(Pacer.prototype, 'due').mockReturnValue(true);
    const report = (event: SuperminEvent) => {
      if (event.kind === 'progress') controller.abort(new Error('enough'));
    };
    await expect(write(manyFiles(), { report, signal: controller.signal })).rejects.toThrow(
      'enough',
    );
    due.mockRestore();
  });
});
