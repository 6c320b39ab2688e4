import { lstatSync, readFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { directory, file, symlink, treeOf } from '@supermin/test-support/trees';
import { contextOf } from '@supermin/test-support/writers';
import { describe, expect, it } from 'vitest';
import { writer } from '../src/writer.ts';

const PACKAGE = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

describe('the chroot writer', () => {
  it('is what its manifest says', () => {
    const [manifest] = PACKAGE.supermin.writers;
    expect(manifest.name).toBe(writer.name);
    expect(manifest.aliases).toEqual(['fs', 'filesystem']);
  });

  it('makes the directory itself', () => {
    expect(writer.outputs(contextOf())).toEqual([]);
  });

  it('depends on nothing but its option, and refuses a wrong one before anything is read', async () => {
    expect(await writer.inputs(contextOf({ link: 'hard' }))).toEqual({
      paths: [],
      facts: [],
    });
    await expect(writer.inputs(contextOf({ link: 'soft' }))).rejects.toThrow(
      expect.objectContaining({ code: 'CHROOT_LINK' }),
    );
  });

  it('leaves the directory its mode and time', async () => {
    const out = scratchDirectory();
    const before = Date.now() - 10_000;
    await writer.write(treeOf({ '/': directory({ mode: 0o500, mtime: 5 }) }), out, contextOf());
    const { mode, mtimeMs } = lstatSync(out);
    expect(mode & 0o7777).toBe(0o755);
    expect(mtimeMs).toBeGreaterThan(before);
  });

  it('gives it a time that follows from the input with SOURCE_DATE_EPOCH', async () => {
    const out = scratchDirectory();
    const context = contextOf({}, { sourceDateEpoch: 1000 });
    await writer.write(treeOf({ '/f': file() }), out, context);
    expect(lstatSync(out).mtimeMs).toBe(1_000_000);
  });

  it('warns of links that stay absolute', async () => {
    const context = contextOf();
    const target = `/${'n'.repeat(99)}`.repeat(41).slice(0, 4095);
    await writer.write(treeOf({ '/a/b/l': symlink(target) }), scratchDirectory(), context);
    expect(context.warnings).toEqual([
      '/a/b/l keeps its absolute target: a relative one would be too long',
    ]);
  });
});
