import { symlinkSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { readAppliancePackage } from '../../src/appliance-package/read-package.ts';

const NAMED = { name: 'box', version: '1.2.3' };

function packageOf(manifest: unknown, files: Record<string, string> = {}): string {
  return scratchDirectory({
    'package.json': JSON.stringify(manifest),
    'appliance/packages': 'bash\n',
    ...files,
  });
}

describe('readAppliancePackage', () => {
  it('needs no more than a folder by the usual name', () => {
    const directory = packageOf(NAMED);
    expect(readAppliancePackage(directory)).toEqual({
      ...NAMED,
      directory,
      appliance: `${directory}/appliance`,
      files: undefined,
    });
  });

  it('finds folders by other names', () => {
    const supermin = { contract: 1, appliance: { directory: './vm/a', files: 'vm/\u00e9' } };
    const directory = packageOf({ ...NAMED, supermin }, { 'vm/a/p': '', 'vm/\u00e9/init': '' });
    expect(readAppliancePackage(directory)).toMatchObject({
      appliance: `${directory}/vm/a`,
      files: `${directory}/vm/\xc3\xa9`,
    });
  });

  it.each<[string, unknown, string]>([
    ['no name', { version: '1.0.0' }, 'APPLIANCE_PACKAGE_MANIFEST'],
    ['a list', [], 'APPLIANCE_PACKAGE_MANIFEST'],
    ['null', null, 'APPLIANCE_PACKAGE_MANIFEST'],
    ['another contract', { ...NAMED, supermin: { contract: 2 } }, 'APPLIANCE_PACKAGE_MANIFEST'],
    ['a word', { ...NAMED, supermin: 'x' }, 'APPLIANCE_PACKAGE_MANIFEST'],
    ['a word within', { ...NAMED, supermin: { appliance: 'x' } }, 'APPLIANCE_PACKAGE_MANIFEST'],
    ...[7, '', '.', '..', '/etc', 'link', 'none', 'package.json', 'a\0b'].map(
      (directory): [string, unknown, string] => [
        `the folder ${JSON.stringify(directory)}`,
        { ...NAMED, supermin: { appliance: { directory } } },
        directory === 7 ? 'APPLIANCE_PACKAGE_MANIFEST' : 'APPLIANCE_PACKAGE_FOLDER',
      ],
    ),
    [
      'files that are not there',
      { ...NAMED, supermin: { appliance: { files: 'none' } } },
      'APPLIANCE_PACKAGE_FOLDER',
    ],
  ])('refuses %s', (_, manifest, code) => {
    const directory = packageOf(manifest);
    symlinkSync('/usr', `${directory}/link`);
    expect(() => readAppliancePackage(directory)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(directory) }),
    );
  });

  it.each([
    ['no package.json', {}],
    ['no JSON', { 'package.json': '{' }],
    ['a package.json without end', { 'package.json': ' '.repeat((1 << 20) + 1) }],
  ])('refuses %s', (_, files) => {
    expect(() => readAppliancePackage(scratchDirectory(files))).toThrow(
      expect.objectContaining({ code: 'APPLIANCE_PACKAGE_MANIFEST' }),
    );
  });

  it('refuses a package without an appliance', () => {
    const directory = scratchDirectory({ 'package.json': JSON.stringify(NAMED) });
    expect(() => readAppliancePackage(directory)).toThrow(/it has no directory appliance/);
  });
});
