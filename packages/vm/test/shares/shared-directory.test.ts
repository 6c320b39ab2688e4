import { mkdirSync, rmdirSync, symlinkSync } from 'node:fs';
import { toSystemPath } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it } from 'vitest';
import { directoryInVm, resolveShare } from '../../src/shares/shared-directory.ts';

const CWD = process.cwd();

afterEach(() => process.chdir(CWD));

it('a current directory that was removed is in no share', () => {
  const directory = scratchDirectory();
  process.chdir(directory);
  rmdirSync(directory);
  expect(directoryInVm(undefined, [])).toBe('/');
  expect(directoryInVm('/srv', [])).toBe('/srv');
});

describe('a directory to share', () => {
  it('is mounted under the name that it was given, though it is a link', () => {
    const top = scratchDirectory({ 'real/file': '' });
    symlinkSync('real', `${top}/link`);
    expect(resolveShare({ directory: `${top}/link` })).toEqual({
      ...{ directory: `${top}/real`, mount: `${top}/link`, readOnly: false },
    });
  });

  it('is mounted elsewhere, and read-only, if that is asked for', () => {
    const directory = scratchDirectory();
    const share = { directory, mount: '/mnt', readOnly: true };
    expect(resolveShare(share)).toEqual(share);
  });

  it.each(['packages', './packages/', 'x/../packages'])('%j is below the current one', (path) => {
    const top = scratchDirectory({ 'packages/file': '', 'x/file': '' });
    process.chdir(top);
    expect(resolveShare({ directory: path })).toMatchObject({
      ...{ directory: `${top}/packages`, mount: `${top}/packages` },
    });
  });

  it('that is not there is named, whatever its name holds', () => {
    expect(() => resolveShare({ directory: '/no/\x1bsuch' })).toThrow(
      expect.objectContaining({
        code: 'SHARE',
        message: '/no/\\x1bsuch: no such directory to share',
      }),
    );
  });

  it('need not have a name in UTF-8', () => {
    const path = `${scratchDirectory()}/caf\xe9`;
    mkdirSync(toSystemPath(path));
    expect(resolveShare({ directory: path })).toMatchObject({ directory: path, mount: path });
    symlinkSync(toSystemPath(path), `${path.slice(0, -5)}/link`);
    process.chdir(`${path.slice(0, -5)}/link`);
    expect(resolveShare({ directory: '.' })).toMatchObject({ directory: path, mount: path });
    expect(directoryInVm('src/../x', [])).toBe(`${path}/x`);
  });
});

describe('the working directory in the VM', () => {
  it('is where the current one is shared, if none is asked for; else /', () => {
    const here = scratchDirectory({ 'proj/src/file': '' });
    process.chdir(`${here}/proj/src`);
    expect(directoryInVm(undefined, [])).toBe('/');
    const share = { directory: `${here}/proj`, mount: '/srv' };
    expect(directoryInVm(undefined, [share])).toBe('/srv/src');
    const other = { directory: `${here}/pro`, mount: '/mnt' };
    expect(directoryInVm(undefined, [other])).toBe('/');
    const inner = { directory: `${here}/proj/src`, mount: '/inner' };
    expect(directoryInVm(undefined, [share, inner])).toBe('/inner');
    expect(directoryInVm('../doc', [share, inner])).toBe('/srv/doc');
    expect(directoryInVm('..', [{ directory: '/', mount: '/host' }])).toBe(`/host${here}/proj`);
  });

  it.each(['/', '/usr', '/caf\xe9/..'])('%j is one of the VM, whatever is here', (path) => {
    expect(directoryInVm(path, [])).toBe(path);
  });

  it.each(['proj', './proj/', '../proj', '.'])('%j is where a share of it is mounted', (path) => {
    const here = scratchDirectory({ 'proj/file': '', 'in/proj/file': '' });
    process.chdir(`${here}/in`);
    const share = resolveShare({ directory: path });
    for (const shares of [[], [share]]) expect(directoryInVm(path, shares)).toBe(share.mount);
  });
});
