import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { toSystemPath } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { locatePackage } from '../../src/appliance-package/locate.ts';

function codeOf(specification: string, roots: string[] = []): string {
  try {
    return locatePackage(specification, roots);
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('locatePackage', () => {
  it('finds names in the roots, the first one first, by real path', () => {
    const top = scratchDirectory({
      'one/node_modules/x': '',
      'two/node_modules/box/package.json': '{}',
    });
    mkdirSync(`${top}/store/box`, { recursive: true });
    mkdirSync(`${top}/one/node_modules/@me`);
    symlinkSync(`${top}/store/box`, `${top}/one/node_modules/@me/box`);
    symlinkSync(`${top}/store/box`, `${top}/one/node_modules/box`);
    const roots = [`${top}/none`, `${top}/one/node_modules`, `${top}/two/node_modules`];
    expect(locatePackage('box', roots)).toBe(`${top}/store/box`);
    expect(locatePackage('@me/box', roots)).toBe(`${top}/store/box`);
    expect(codeOf('x', roots)).toBe('APPLIANCE_PACKAGE_MISSING');
  });

  it('takes a path for a path', () => {
    const top = scratchDirectory({ 'd\u00e9/box/x': '' });
    const bytes = `${top}/d\xc3\xa9/box`;
    expect(locatePackage(bytes, [])).toBe(bytes);
    expect(locatePackage('.', [])).toBe(process.cwd());
    expect(codeOf(`${top}/none`)).toBe('APPLIANCE_PACKAGE_MISSING');
    expect(codeOf(`${bytes}/x`)).toBe('APPLIANCE_PACKAGE_MISSING');
  });

  it('keeps bytes that are not UTF-8', () => {
    const path = `${scratchDirectory()}/caf\xe9`;
    mkdirSync(toSystemPath(path));
    expect(locatePackage(path, [])).toBe(path);
  });

  it('does not look into the current directory for a name', () => {
    // There is a `packages` directory where the tests are run.
    expect(codeOf('packages')).toBe('APPLIANCE_PACKAGE_MISSING');
  });

  it.each(['', 'Box', 'a/b', '@a', '@a/b/c', '.box', '..box/x', 'a b', 'a\0b', '-a'.repeat(200)])(
    'refuses %j',
    (name) => {
      const root = scratchDirectory();
      writeFileSync(`${root}/.box`, '');
      expect(codeOf(name, [root])).toBe('APPLIANCE_PACKAGE_NAME');
    },
  );
});
