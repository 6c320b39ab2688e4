import { mkdirSync, symlinkSync } from 'node:fs';
import { toSystemPath } from '@supermin/core';
import { afterEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/arguments/usage-error.ts';
import { parseShare, pathHere } from '../../src/run/share.ts';
import { temporary } from '../support/temp.ts';

function directory(name: string): string {
  const path = `${temporary()}/${name}`;
  mkdirSync(path);
  return path;
}

describe('DIR[:MOUNT][:ro|:rw]', () => {
  it.each([
    ['', '', false],
    [':ro', '', true],
    [':rw', '', false],
    [':/mnt', '/mnt', false],
    [':/mnt:ro', '/mnt', true],
    [':/mnt:rw', '/mnt', false],
  ])('DIR%s', (rest, mount, readOnly) => {
    const path = directory('d');
    expect(parseShare(path + rest)).toEqual({ directory: path, mount: mount || path, readOnly });
  });

  it.each(['', ':/mnt', 'd:mnt', 'd:/a:/b', 'd:/a:wo', 'd::ro', 'd:'])('%j is an error', (text) => {
    expect(() => parseShare(text)).toThrow(UsageError);
    expect(() => parseShare(text)).toThrow(`not '${text}'`);
  });

  it("a ':' in a name is written '\\:', and a backslash before one '\\\\'", () => {
    for (const [name, written] of [
      ['a:b', 'a\\:b'],
      ['a:ro', 'a\\:ro'],
      ['a\\', 'a\\\\'],
      ['a\\b', 'a\\b'],
    ] as const) {
      const path = directory(name);
      const text = path.slice(0, -name.length) + written;
      expect(parseShare(`${text}:/mnt\\:x:ro`)).toEqual({
        ...{ directory: path, mount: '/mnt:x', readOnly: true },
      });
      expect(parseShare(text)).toMatchObject({ directory: path, mount: path, readOnly: false });
    }
  });

  it('is mounted under the name that it was given, though it is a link', () => {
    const path = directory('real');
    symlinkSync(path, `${path}-link`);
    expect(parseShare(`${path}-link`)).toMatchObject({ directory: path, mount: `${path}-link` });
  });

  it('names a directory that is not there, whatever its name holds', () => {
    expect(() => parseShare('/no/\x1bsuch')).toThrow('/no/\\x1bsuch: no such directory to share');
  });
});

describe('a name that is not UTF-8', () => {
  const CWD = process.cwd();
  afterEach(() => process.chdir(CWD));

  function odd(): string {
    const path = `${temporary()}/caf\xe9`;
    mkdirSync(toSystemPath(path));
    return path;
  }

  it('is shared and mounted byte for byte', () => {
    const path = odd();
    expect(parseShare(path)).toEqual({ directory: path, mount: path, readOnly: false });
  });

  it('of the current directory is in the names of what lies there', () => {
    const path = odd();
    symlinkSync(toSystemPath(path), `${path.slice(0, -5)}/link`);
    process.chdir(`${path.slice(0, -5)}/link`);
    expect(parseShare('.')).toEqual({ directory: path, mount: path, readOnly: false });
    expect(pathHere('src/../x')).toBe(`${path}/x`);
  });
});

it('a relative directory is where --share has it, and -w', () => {
  const here = process.cwd();
  expect(parseShare('packages').mount).toBe(`${here}/packages`);
  expect(['packages', './packages/', 'x/../packages'].map(pathHere)).toEqual(
    Array(3).fill(`${here}/packages`),
  );
});
