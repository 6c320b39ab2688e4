import { localHost, SuperminError } from '@supermin/core';
import { expect, it } from 'vitest';
import { choosePacman } from '../../src/download/launcher.ts';
import { signal } from '../fixtures/open.ts';

/** A machine that has just these programs. */
function machine(programs: readonly string[]) {
  const result = { status: 0, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  const run = (program: string) =>
    programs.includes(program)
      ? Promise.resolve(result)
      : Promise.reject(new SuperminError('PROGRAM_MISSING', program));
  return { host: { ...localHost('/'), run }, signal };
}

it.each([
  [['pacman', 'fakeroot', 'unshare'], true, 'pacman'],
  [['pacman', 'fakeroot', 'unshare'], false, 'fakeroot -- pacman'],
  [['pacman', 'unshare'], false, 'unshare --map-root-user -- pacman'],
])('of %j, for root: %s', async (programs, isRoot, expected) => {
  expect((await choosePacman(machine(programs), isRoot)).join(' ')).toBe(expected);
});

it.each([
  [[], true, 'pacman'],
  [['fakeroot'], false, 'pacman'],
  [['pacman'], false, 'fakeroot or unshare'],
])('%j is not enough, for root: %s', async (programs, isRoot, missing) => {
  await expect(choosePacman(machine(programs), isRoot)).rejects.toThrow(
    expect.objectContaining({
      code: 'PACMAN_DOWNLOADER_MISSING',
      message: expect.stringContaining(`but ${missing}`),
    }),
  );
});

it('is called as whoever runs this needs it', async () => {
  const isRoot = process.geteuid?.() === 0;
  const all = machine(['pacman', 'fakeroot']);
  expect(await choosePacman(all)).toEqual(await choosePacman(all, isRoot));
});

it('is not there only if nothing is: other failures are none of that', async () => {
  const failure = new SuperminError('PROGRAM_FAILED', 'x');
  const host = { ...localHost('/'), run: () => Promise.reject(failure) };
  await expect(choosePacman({ host, signal }, true)).rejects.toBe(failure);
});
