import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type FoundDirectory,
  guardOutput,
  holdsExactly,
  holdsOnly,
  type OutputRule,
} from '../../src/output/guard-output.ts';
import { ownerTag } from '../../src/output/owner-tag.ts';
import { canMount } from '../support/mount.ts';
import { available, run } from '../support/programs.ts';

const CWD = process.cwd();

/** `p` with something in it and a directory below, `out` with an earlier output, `empty`, and `home`. */
let root: string;

beforeEach(() => {
  root = scratchDirectory({ 'p/mine': '', 'p/sub/x': '', 'out/f': '', 'home/user/x': '' });
  mkdirSync(`${root}/empty`);
  vi.stubEnv('HOME', `${root}/home/user`);
});

afterEach(() => {
  process.chdir(CWD);
  vi.unstubAllEnvs();
});

const isEarlier = (found: FoundDirectory) => holdsExactly(found, ['f']);

const guard = (output: string, rule: Partial<OutputRule> = {}) =>
  guardOutput(output, { reads: [], isEarlier, force: false, ...rule });

/** Whatever is asked for. */
async function neverTaken(output: string, code: string, rule: Partial<OutputRule> = {}) {
  for (const force of [false, true]) {
    await expect(guard(output, { ...rule, force }), output).rejects.toMatchObject({
      code,
      hint: expect.stringContaining('-o'),
    });
  }
}

describe('the current directory', () => {
  it.each(['.', './', '../p', '../p/.', '../link', '../link/'])(
    '%s with something in it',
    async (output) => {
      symlinkSync('p', `${root}/link`);
      process.chdir(`${root}/p`);
      await neverTaken(output, 'OUTPUT_PRECIOUS');
      await neverTaken(`${root}/p`, 'OUTPUT_PRECIOUS');
    },
  );

  it.each(['..', '../', '../..', '../sub/..', '../../link'])(
    '%s, which holds it',
    async (output) => {
      symlinkSync('p', `${root}/link`);
      process.chdir(`${root}/p/sub`);
      await neverTaken(output, 'OUTPUT_PRECIOUS');
    },
  );

  it('empty, or with an earlier output in it: taken', async () => {
    process.chdir(`${root}/empty`);
    await guard('.');
    process.chdir(`${root}/out`);
    await guard('.');
  });

  it('with an earlier output that is the directory itself: not taken, as it was there before', async () => {
    process.chdir(`${root}/p`);
    await neverTaken('.', 'OUTPUT_PRECIOUS', { isEarlier: ({ replaceable }) => replaceable });
  });
});

describe("a package's directory", () => {
  const packageOf = async (path: string) => (path === `${root}/p` ? 'base-files' : undefined);

  it.each(['p', 'p/', 'p/sub/..', 'link'])('%s: never taken', async (output) => {
    symlinkSync('p', `${root}/link`);
    const taken = guard(`${root}/${output}`, { packageOf, force: true });
    await expect(taken).rejects.toMatchObject({
      code: 'OUTPUT_PRECIOUS',
      message: `the output directory ${root}/p is a directory of the package base-files and no earlier output: it holds mine, sub`,
      hint: 'choose another output directory with -o, such as a new one below it',
    });
  });

  it('with an earlier output in it, or below it: taken', async () => {
    await guard(`${root}/p`, { packageOf, force: true, isEarlier: () => true });
    await guard(`${root}/p/sub`, { packageOf, force: true });
  });

  it('is not asked for where nothing could be lost', async () => {
    const ask = vi.fn(packageOf);
    await guard(`${root}/empty`, { packageOf: ask, force: true });
    await guard(`${root}/out`, { packageOf: ask, force: true });
    await expect(guard(`${root}/p`, { packageOf: ask })).rejects.toMatchObject({
      code: 'OUTPUT_OCCUPIED',
    });
    expect(ask).not.toHaveBeenCalled();
  });
});

describe('the home directory', () => {
  it.each(['home/user', 'home/user/', 'home', 'home/user/../../home'])('%s', (output) =>
    neverTaken(`${root}/${output}`, 'OUTPUT_PRECIOUS'),
  );

  it('by way of a link', async () => {
    symlinkSync(`${root}/home`, `${root}/link`);
    vi.stubEnv('HOME', `${root}/link/user`);
    await neverTaken(`${root}/home`, 'OUTPUT_PRECIOUS');
  });

  it('with an earlier output in it', async () => {
    vi.stubEnv('HOME', `${root}/out`);
    await neverTaken(`${root}/out`, 'OUTPUT_PRECIOUS');
  });

  it('one that is not there does not matter', async () => {
    vi.stubEnv('HOME', '/nonexistent');
    await guard(`${root}/p`, { force: true });
  });
});

describe('an input', () => {
  it.each([
    ['a file', 'mine'],
    ['a directory', 'sub'],
    ['the directory itself', ''],
    ['one that is named by a detour', 'sub/../mine'],
  ])('%s', (_, path) =>
    neverTaken(`${root}/p`, 'OUTPUT_HOLDS_INPUT', { reads: [`${root}/p/${path}`] }),
  );

  it('by way of a link, from there and to there', async () => {
    symlinkSync(`${root}/out/f`, `${root}/p/link`);
    for (const output of ['p', 'out']) {
      await neverTaken(`${root}/${output}`, 'OUTPUT_HOLDS_INPUT', { reads: [`${root}/p/link`] });
    }
  });

  it('beside it, or not there: none of its business', () =>
    guard(`${root}/out`, { reads: [`${root}/p/mine`, `${root}/outer`, `${root}/none/x`] }));
});

describe('any other directory', () => {
  it('with something in it: an error that names it, and says how to take it', async () => {
    writeFiles(root, { 'p/a': '', 'p/b': '', 'p/c\n': '' });
    await expect(guard(`${root}/p`)).rejects.toMatchObject({
      code: 'OUTPUT_OCCUPIED',
      message: `the output directory ${root}/p is not an earlier output: it contains a, b, c\\x0a, and 2 more`,
      hint: 'choose another one with -o, or take this one with --force',
    });
    await guard(`${root}/p`, { force: true });
  });

  it('new, empty, an earlier output, or what another build works on: taken', async () => {
    writeFiles(root, { [`work/.${ownerTag()}/x`]: '' });
    for (const name of ['new', 'empty', 'out', 'work']) await guard(`${root}/${name}`);
  });
});

describe.runIf(available('mounts: only root may', canMount))('mounts', () => {
  async function mounted(args: string[], work: () => Promise<void>): Promise<void> {
    run('mount', args);
    try {
      await work();
    } finally {
      process.chdir(CWD);
      run('umount', [args.at(-1)!]);
    }
  }

  it('a mount point is taken if it is empty or an earlier output', () =>
    mounted(['-t', 'tmpfs', 'none', `${root}/empty`], async () => {
      await guard(`${root}/empty`);
      writeFiles(root, { 'empty/f': '' });
      await guard(`${root}/empty`);
      writeFiles(root, { 'empty/mine': '' });
      await neverTaken(`${root}/empty`, 'OUTPUT_PRECIOUS');
    }));

  it('what is held under the other name of a bind mount is held', () =>
    mounted(['--bind', `${root}/p`, `${root}/empty`], async () => {
      process.chdir(`${root}/empty/sub`);
      await neverTaken(`${root}/p`, 'OUTPUT_PRECIOUS');
      await neverTaken(`${root}/p`, 'OUTPUT_HOLDS_INPUT', { reads: [`${root}/empty/mine`] });
      process.chdir(`${root}/p/sub`);
      await neverTaken(`${root}/empty`, 'OUTPUT_PRECIOUS');
      process.chdir(CWD);
      vi.stubEnv('HOME', `${root}/empty/sub`);
      await neverTaken(`${root}/p`, 'OUTPUT_PRECIOUS');
    }));
});

describe('what stands in a directory', () => {
  it('all of these files, or some of them, and nothing else', () => {
    symlinkSync('f', `${root}/out/link`);
    const found = { path: `${root}/out`, names: ['f', 'link'], replaceable: true };
    expect(holdsExactly(found, ['link', 'f'])).toBe(true);
    expect(holdsExactly(found, ['link', 'f', 'more'])).toBe(false);
    expect(holdsOnly(found, ['link', 'f', 'more'])).toBe(true);
    expect(holdsOnly(found, ['f'])).toBe(false);
  });

  it('a directory of that name is not the file', () => {
    const found = { path: `${root}/p`, names: ['sub'], replaceable: true };
    expect(holdsOnly(found, ['sub'])).toBe(false);
    expect(existsSync(`${root}/p/sub`)).toBe(true);
  });
});
