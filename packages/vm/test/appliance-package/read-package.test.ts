import { symlinkSync, writeFileSync } from 'node:fs';
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

  it('finds the files by their usual name', () => {
    const directory = packageOf(NAMED, { 'files/init': '' });
    expect(readAppliancePackage(directory).files).toBe(`${directory}/files`);
  });

  it.each<[string, unknown, RegExp]>([
    ['no name', { version: '1.0.0' }, /there is no name or no version/],
    ['no version', { name: 'box' }, /there is no name or no version/],
    ['a list', [], /it is not an object/],
    ['null', null, /it is not an object/],
    [
      'another contract',
      { ...NAMED, supermin: { contract: 2 } },
      /contract' is 2, this is version 1/,
    ],
    ...['x', [], null].flatMap((value): [string, unknown, RegExp][] => [
      [
        `supermin: ${JSON.stringify(value)}`,
        { ...NAMED, supermin: value },
        /'supermin' is not an object/,
      ],
      [
        `appliance: ${JSON.stringify(value)}`,
        { ...NAMED, supermin: { appliance: value } },
        /'supermin.appliance' is not an object/,
      ],
    ]),
    ...['directory', 'files'].map((key): [string, unknown, RegExp] => [
      `a number for the ${key}`,
      { ...NAMED, supermin: { appliance: { [key]: 7 } } },
      new RegExp(`'supermin.appliance.${key}' is not a string`),
    ]),
  ])('refuses the manifest: %s', (_, manifest, message) => {
    const directory = packageOf(manifest);
    expect(() => readAppliancePackage(directory)).toThrow(
      expect.objectContaining({
        code: 'APPLIANCE_PACKAGE_MANIFEST',
        message: expect.stringMatching(message),
      }),
    );
    expect(() => readAppliancePackage(directory)).toThrow(`${directory}/package.json: `);
  });

  it.each<[string, RegExp]>([
    ...['', '.', '..', 'link', 'a\0b'].map((folder): [string, RegExp] => [
      folder,
      /: the directory .* ?lies outside the package$/,
    ]),
    ['none', /: it has no directory none$/],
    ['/usr', /: it has no directory \/usr$/],
    ['package.json', /: it has no directory package\.json$/],
  ])('refuses the directory %j', (folder, message) => {
    for (const key of ['directory', 'files']) {
      const directory = packageOf({ ...NAMED, supermin: { appliance: { [key]: folder } } });
      symlinkSync('/usr', `${directory}/link`);
      expect(() => readAppliancePackage(directory)).toThrow(
        expect.objectContaining({
          code: 'APPLIANCE_PACKAGE_FOLDER',
          message: expect.stringMatching(message),
        }),
      );
    }
  });

  it('refuses a directory beside the package whose name begins as the package’s does', () => {
    const outer = scratchDirectory({
      'box/package.json': JSON.stringify({
        ...NAMED,
        supermin: { appliance: { directory: '../box-too' } },
      }),
      'box-too/packages': 'bash\n',
    });
    expect(() => readAppliancePackage(`${outer}/box`)).toThrow(
      `${outer}/box: the directory ../box-too lies outside the package`,
    );
  });

  const LARGEST = 1 << 20;

  it('reads a package.json of a MiB, and none that is larger', () => {
    const directory = packageOf(NAMED);
    const text = JSON.stringify(NAMED);
    writeFileSync(`${directory}/package.json`, text.padEnd(LARGEST));
    expect(readAppliancePackage(directory)).toMatchObject(NAMED);
    writeFileSync(`${directory}/package.json`, text.padEnd(LARGEST + 1));
    expect(() => readAppliancePackage(directory)).toThrow(
      /package\.json: it cannot be read \(it has 1048577 bytes\)$/,
    );
  });

  it.each([
    ['no package.json', {}, 'ENOENT'],
    ['no JSON', { 'package.json': '{' }, 'JSON'],
  ])('refuses %s, and says why it cannot be read', (_, files, reason) => {
    expect(() => readAppliancePackage(scratchDirectory(files))).toThrow(
      expect.objectContaining({
        code: 'APPLIANCE_PACKAGE_MANIFEST',
        message: expect.stringContaining(reason),
        cause: expect.any(Error),
      }),
    );
  });

  it('refuses a package without an appliance', () => {
    const directory = scratchDirectory({ 'package.json': JSON.stringify(NAMED) });
    expect(() => readAppliancePackage(directory)).toThrow(/it has no directory appliance$/);
  });
});
