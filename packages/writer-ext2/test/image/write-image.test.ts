import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { SuperminEvent } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { writeImage } from '../../src/image/write-image.ts';
import { bytesToWrite } from '../../src/image/written-or-removed.ts';
import { contentOf, expectSound, judge, output } from '../support/judge.ts';
import { file, hostFile, makeImage, plan, quiet, treeOf } from '../support/trees.ts';

const scratch = scratchDirectory();
const isRoot = process.getuid?.() === 0;

describe('writeImage', () => {
  it.each([
    ['022', 0o022, 0o644],
    ['077', 0o077, 0o600],
  ])('writes a sparse file whose mode follows the umask: %s', async (_, mask, mode) => {
    const image = join(scratch, `mode-${mode}`);
    const umask = process.umask(mask);
    await makeImage(image, treeOf({ '/a': file('x') }), '1G').finally(() => process.umask(umask));
    const status = statSync(image);
    expect(status.mode & 0o777).toBe(mode);
    expect(status.size).toBe(2 ** 30);
    expect(status.blocks * 512).toBeLessThan(2 * 2 ** 20);
  });

  it('replaces what is there', async () => {
    const image = join(scratch, 'old');
    writeFileSync(image, Buffer.alloc(6 * 2 ** 20, 'old'));
    await makeImage(image, treeOf({ '/a': file('new') }), '4M');
    expectSound(image);
    expect(statSync(image).size).toBe(4 * 2 ** 20);
  });

  it('writes the same bytes for the same input', async () => {
    const host = join(scratch, 'same-host');
    writeFileSync(host, Buffer.alloc(123_456, 'h'));
    const nodes = () => treeOf({ '/a': hostFile(host, 123_456), '/b/c': file('x') });
    await makeImage(join(scratch, 'one'), nodes(), '8M');
    await makeImage(join(scratch, 'two'), nodes(), '8M');
    expect(readFileSync(join(scratch, 'one')).equals(readFileSync(join(scratch, 'two')))).toBe(
      true,
    );
  });

  it('tells how far it is, and ends with all', async () => {
    const host = join(scratch, 'progress-host');
    writeFileSync(host, Buffer.alloc(30e6, 'h'));
    const events: SuperminEvent[] = [];
    const tree = treeOf({ '/a': hostFile(host, 30e6), '/b': file('x') });
    await writeImage(plan(tree, '40M'), join(scratch, 'progress'), {
      ...quiet,
      report: (event) => events.push(event),
    });
    expect(events.at(-1)).toEqual({
      kind: 'progress',
      done: 30e6 + 1,
      total: 30e6 + 1,
      unit: 'bytes',
    });
    const none: SuperminEvent[] = [];
    await writeImage(plan(treeOf({})), join(scratch, 'empty'), {
      ...quiet,
      report: (event) => none.push(event),
    });
    expect(none).toEqual([{ kind: 'progress', done: 0, total: 0, unit: 'bytes' }]);
  });

  it('takes the planned part of a file that has grown', async () => {
    const host = join(scratch, 'grown');
    writeFileSync(host, 'x'.repeat(5000));
    const planned = plan(treeOf({ '/a': hostFile(host, 5000), '/b': file('next') }));
    writeFileSync(host, 'x'.repeat(9000));
    const image = join(scratch, 'grown-image');
    await writeImage(planned, image, quiet);
    expectSound(image);
    expect(contentOf(image, '/a').toString()).toBe('x'.repeat(5000));
    expect(contentOf(image, '/b').toString()).toBe('next');
  });

  it('leaves nothing behind when a file has shrunk', async () => {
    const host = join(scratch, 'shrunk');
    writeFileSync(host, 'x'.repeat(5000));
    const planned = plan(treeOf({ '/a': hostFile(host, 5000) }));
    truncateSync(host, 10);
    const image = join(scratch, 'shrunk-image');
    await expect(writeImage(planned, image, quiet)).rejects.toMatchObject({
      code: 'EXT2_SOURCE_CHANGED',
      message: `${host} shrank while it was copied: 10 of 5000 bytes were left`,
    });
    expect(existsSync(image)).toBe(false);
  });

  it('stops when it is told to, and leaves nothing behind', async () => {
    const host = join(scratch, 'abort-host');
    writeFileSync(host, '');
    truncateSync(host, 3e9);
    const controller = new AbortController();
    const image = join(scratch, 'abort');
    const written = writeImage(plan(treeOf({ '/a': hostFile(host, 3e9) }), '4G'), image, {
      signal: controller.signal,
      report: () => controller.abort(new Error('enough')),
    });
    await expect(written).rejects.toThrow('enough');
    expect(existsSync(image)).toBe(false);
    await expect(
      writeImage(plan(treeOf({})), image, { ...quiet, signal: controller.signal }),
    ).rejects.toThrow('enough');
  });

  it('says what the image takes on disk', async () => {
    const image = join(scratch, 'disk');
    const planned = await makeImage(image, treeOf({ '/a': file('x'.repeat(50_000)) }), '300M');
    const taken = statSync(image).blocks * 512;
    expect(Math.abs(taken - bytesToWrite(planned))).toBeLessThan(64 * 1024);
  });
});

// A filesystem of a known size can only be mounted by root, and not in every container.
const tmpfs = mountTmpfs();

function mountTmpfs(): string | undefined {
  if (!isRoot) return undefined;
  const probe = judge('unshare', '--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt');
  return probe.status === 0 ? '1m' : undefined;
}

if (tmpfs === undefined) console.log('no tmpfs can be mounted here: the test of a full disk waits');

describe.runIf(tmpfs !== undefined)('a full disk', () => {
  it('names path, need and what was there, and leaves nothing behind', async () => {
    const mount = join(scratch, 'small');
    mkdirSync(mount);
    output('mount', '-t', 'tmpfs', '-o', `size=${tmpfs}`, 'none', mount);
    try {
      const image = `${mount}/root`;
      const planned = plan(treeOf({ '/a': file(Buffer.alloc(3e6, 'a')) }), '1G');
      const error = await writeImage(planned, image, quiet).catch((reason) => reason);
      expect(error).toMatchObject({ code: 'NO_SPACE' });
      const [, path, needed, available] =
        /^no space left for (\S+): it needs (\d+) bytes, (\d+) were available$/.exec(
          error.message,
        )!;
      expect(path).toBe(image);
      expect(Number(needed)).toBe(bytesToWrite(planned));
      expect(Number(available)).toBe(2 ** 20);
      expect(existsSync(image)).toBe(false);

      // What fits is written there like anywhere else.
      await makeImage(image, treeOf({ '/a': file('x') }), '64M');
      expectSound(image);
    } finally {
      output('umount', mount);
    }
    rmSync(mount, { recursive: true });
  });
});
