import { lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { type Host, localHost, type RunResult } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { device, directory, special, treeOf } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import { planChroot } from '../../src/plan/chroot-plan.ts';
import { makeSpecialFiles } from '../../src/write/special-files.ts';

const { signal } = new AbortController();
const TREE = { '/one': special('fifo'), '/two': special('fifo') };

async function made(
  nodes: Parameters<typeof treeOf>[0],
  { root = false, run = undefined as Host['run'] | undefined } = {},
) {
  const out = scratchDirectory();
  const calls: { program: string; environment?: Record<string, string | undefined> }[] = [];
  const local = localHost();
  const host: Host = {
    ...local,
    run(program, args, options) {
      calls.push({ program, environment: options?.environment });
      return (run ?? local.run)(program, args, options);
    },
  };
  const plan = planChroot(treeOf(nodes), out);
  const names = () => readdirSync(out).sort();
  const refused = async () => {
    const found = await makeSpecialFiles(plan, out, root, { host, signal });
    return [...found].map(({ path }) => path);
  };
  return { out, calls, names, refused };
}

/** A tar that makes nothing and says so. */
const failing = (stderr: string) => async (): Promise<RunResult> => ({
  status: 2,
  stdout: Buffer.alloc(0),
  stderr: Buffer.from(stderr),
});

describe('makeSpecialFiles', () => {
  it('makes fifos, and leaves nothing else', async () => {
    const { out, names, refused } = await made(TREE);
    expect(await refused()).toEqual([]);
    expect(names()).toEqual(['one', 'two']);
    expect(lstatSync(`${out}/two`).isFIFO()).toBe(true);
  });

  it('starts no program and makes no directory when there is nothing to make', async () => {
    const { calls, names, refused } = await made({ '/null': device('character', 1, 3) });
    expect(await refused()).toEqual(['/null']);
    expect([calls, names()]).toEqual([[], []]);
  });

  it("refuses an ordinary user's devices, and makes the fifos beside them", async () => {
    const { names, refused } = await made({ '/disk': device('block', 8, 0), ...TREE });
    expect(await refused()).toEqual(['/disk']);
    expect(names()).toEqual(['one', 'two']);
  });

  it("does not take tar's options from the environment", async () => {
    const { calls, refused } = await made(TREE);
    await refused();
    expect(calls).toEqual([{ program: 'tar', environment: { TAR_OPTIONS: '' } }]);
  });

  it('works in a directory whose name the appliance does not have', async () => {
    const taken = { '/.supermin-special': directory(), '/.supermin-special-': directory() };
    const seen: string[] = [];
    const { names, refused } = await made(
      { ...taken, ...TREE },
      {
        run(program, args, options) {
          seen.push(options!.cwd!.replace(/.*\//, ''));
          return localHost().run(program, args, options);
        },
      },
    );
    await refused();
    expect(seen).toEqual(['.supermin-special--']);
    expect(names()).toEqual(['one', 'two']);
  });
});

describe('what tar could not make', () => {
  const DEVICE = { '/null': device('character', 1, 3) };
  const NOT_PERMITTED = 'tar: 0: Cannot mknod: Operation not permitted\n';

  it('devices that also root may not make, inside of a container, are refused', async () => {
    const { names, refused } = await made(DEVICE, { root: true, run: failing(NOT_PERMITTED) });
    expect(await refused()).toEqual(['/null']);
    expect(names()).toEqual([]);
  });

  it.each([
    ['a device, for another reason', DEVICE, 'tar: 0: No space left on device\ntar: more\n'],
    ['a fifo, even where it is not permitted', { '/p': special('fifo') }, NOT_PERMITTED],
  ])('%s: an error with the first line of what tar says', async (_, nodes, stderr) => {
    const { refused } = await made(nodes, { root: true, run: failing(stderr) });
    const [path] = Object.keys(nodes);
    await expect(refused()).rejects.toMatchObject({
      code: 'CHROOT_SPECIAL',
      message: `cannot make the device or fifo ${path}: ${stderr.split('\n')[0]}`,
    });
  });

  it('a place that is taken by a directory is the system error itself', async () => {
    const { out, refused } = await made({ '/p': special('fifo') });
    mkdirSync(`${out}/p`);
    await expect(refused()).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
