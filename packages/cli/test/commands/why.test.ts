import { SmallRoot } from '@supermin/test-support/debian';
import { available, hasProgram } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { whyCommand } from '../../src/commands/why.ts';
import { contextOf, ownPlaces, perform } from '../support/in-process.ts';
import { lockedAppliance } from '../support/locked-appliance.ts';

const HAS_TOOLS = ['dpkg-deb', 'xz'].every((name) => available(name, hasProgram(name)));

beforeEach(() => void ownPlaces());
afterEach(() => void vi.unstubAllEnvs());

const root = new SmallRoot(scratchDirectory());
root.install('tool', ['/usr/bin/tool'], ['Depends: library', 'Recommends: extra']);
root.install('library', ['/usr/lib/library']);
root.install('extra', ['/usr/bin/extra']);
root.install('either', [], ['Depends: none | library']);

const why = (...words: string[]) =>
  perform(whyCommand, contextOf('why', '--root', root.directory, ...words));

describe('why', () => {
  it('tells the chain, of a package or of the one that has a file', async () => {
    const stdout = 'tool 1.0 was asked for\n└ needs library: library 1.0\n';
    expect(await why('library', 'tool')).toMatchObject({ status: 0, stdout });
    expect(await why('/usr/lib/library', 'tool')).toMatchObject({ status: 0, stdout });
  });

  it('looks in what an appliance asks for, and in names of packages', async () => {
    const appliance = scratchDirectory({ packages: 'tool\n' });
    expect(await why('library', appliance)).toMatchObject({ status: 0 });
    expect(await why('library', appliance, 'extra')).toMatchObject({ status: 0 });
    expect((await why('extra', appliance, 'extra')).stdout).toBe('extra 1.0 was asked for\n');
  });

  it('has status 1 if the package is not in; with --weak it may be', async () => {
    const { stdout, status } = await why('extra', 'tool');
    expect({ stdout, status }).toEqual({
      stdout: expect.stringMatching(/^extra: .*not in/),
      status: 1,
    });
    expect(await why('--weak', 'extra', 'tool')).toMatchObject({ status: 0 });
  });

  it('follows the rule that is chosen: to supermin 5 only the first alternative counts', async () => {
    expect(await why('library', 'either')).toMatchObject({ status: 0 });
    expect(await why('--resolver=supermin5', 'library', 'either')).toMatchObject({ status: 1 });
  });

  it('is JSON for programs', async () => {
    const { stdout } = await why('--json', 'library', 'tool');
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ supermin: 'why', asked: 'library', packages: 2 },
      chain: [{ id: 'tool' }, { id: 'library' }],
    });
    expect(stdout).toMatch(/^\{\n {2}"supermin"[\s\S]*\n\}\n$/);
  });

  it.runIf(HAS_TOOLS)('looks in the packages of a lock', async () => {
    const { appliance } = lockedAppliance();
    const { stdout, status } = await perform(whyCommand, contextOf('why', 'library', appliance));
    expect({ stdout, status }).toEqual({
      ...{ stdout: 'tool 1 was asked for\n└ needs library: library 1.5\n', status: 0 },
    });
  });
});

describe('what it refuses', () => {
  it.each([[[]], [['library']]])('%j is not all that it needs', async (words) => {
    await expect(why(...words)).rejects.toMatchObject({
      ...{ name: 'UsageError', command: 'why', hint: expect.stringContaining('supermin why ') },
      message: 'why needs a package or a path, then appliances or packages to look in',
    });
  });

  it('names that are neither an appliance nor a package', async () => {
    await expect(why('library', 'xyzzy', 'x\x1b')).rejects.toMatchObject({
      code: 'PACKAGES_MISSING',
      message: 'neither an appliance nor a package: xyzzy x\\x1b',
      hint: expect.stringContaining('names of packages'),
    });
  });

  it('an appliance that names no packages has nothing in it', async () => {
    const empty = scratchDirectory({ packages: '' });
    expect(await why('library', empty)).toMatchObject({ status: 1 });
  });

  it('a package that nobody knows, with the one that was meant', async () => {
    const error = { code: 'PACKAGES_MISSING' };
    await expect(why('libary', 'tool')).rejects.toMatchObject({
      ...{ ...error, message: 'no package is called libary, and none has such a file' },
      hint: 'did you mean library?',
    });
    await expect(why('xyzzy', 'tool')).rejects.toMatchObject({
      ...{
        ...error,
        hint: 'files that come with an appliance, and not from a package, are in no chain',
      },
    });
  });

  it('words in the wrong order', async () => {
    const appliance = scratchDirectory({ packages: 'tool\n' });
    await expect(why(appliance, 'tool')).rejects.toMatchObject({
      ...{
        code: 'PACKAGES_MISSING',
        hint: `the package comes first: supermin why tool ${appliance}`,
      },
    });
    const other = scratchDirectory({ packages: 'tool\n' });
    await expect(why(appliance, other)).rejects.toMatchObject({
      ...{ code: 'PACKAGES_MISSING', hint: expect.not.stringContaining('comes first') },
    });
  });
});
