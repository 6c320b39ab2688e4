import { join } from 'node:path';
import type { OutputContents } from '@supermin/core';
import { file, hostFile, treeOf } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import type { Inventory } from '../../src/model/inventory.ts';
import { sbomDocument } from '../../src/sbom/document.ts';
import { entryOf, inventoryOf, packageOf } from '../support/inventory.ts';
import { digestsOf } from '../support/sbom.ts';

const created = new Date('2026-01-02T03:04:05.678Z');

/** The document, and the warnings of making it. */
async function documentOf(inventory: Inventory, contents?: OutputContents) {
  const warnings: string[] = [];
  const { signal } = new AbortController();
  const warn = (text: string) => void warnings.push(text);
  const options = { created, toolVersion: '6.0.0', signal, warn };
  return { document: await sbomDocument(inventory, contents, options), warnings };
}

/** Files with their own paths in them; those whose names begin with `gone` cannot be read. */
function contentsOf(...paths: string[]): OutputContents {
  const nodes = paths.map((path) => {
    const isGone = path.startsWith('/gone');
    return [path, isGone ? hostFile(join('/nowhere', path), 1) : file(path)];
  });
  const tree = treeOf(Object.fromEntries(nodes));
  return { tree, size: 0, stored: new Map(), overhead: [], notes: [] };
}

async function described(path: string) {
  return { path, ...(await digestsOf(path)) };
}

describe('sbomDocument', () => {
  it('has files with the packages whose they are, and by themselves where they are nobody’s', async () => {
    const [bash, empty, libc] = ['bash', 'empty', 'libc6'].map((id) => packageOf(id));
    const inventory = inventoryOf({
      subject: ['out', 'b'],
      packages: [bash!, empty!, libc!],
      files: [
        entryOf('/', 0, { type: 'directory' }),
        entryOf('/bash', 0, { package: 0 }),
        entryOf('/init'),
        entryOf('/libc', 0, { package: 2 }),
        entryOf('/rbash', 0, { package: 0 }),
      ],
    });
    const contents = contentsOf('/bash', '/init', '/libc', '/rbash');
    const { document, warnings } = await documentOf(inventory, contents);
    expect(document).toEqual({
      ...{ name: 'out b', created, toolVersion: '6.0.0', uuid: expect.anything() },
      packages: [
        { ...bash, contains: [await described('/bash'), await described('/rbash')] },
        { ...empty, contains: [] },
        { ...libc, contains: [await described('/libc')] },
      ],
      files: [await described('/init')],
    });
    expect(warnings).toEqual([]);
  });

  it('has packages without files, where no files are known', async () => {
    const packages = [packageOf('bash')];
    const { document, warnings } = await documentOf(inventoryOf({ packages, files: undefined }));
    expect(document.packages).toEqual([{ ...packages[0], contains: [] }]);
    expect(document.files).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it.each([
    [['/gone1'], '1 file cannot be read, and is left out: /gone1'],
    [
      ['/gone1', '/gone2', '/gone3'],
      '3 files cannot be read, and are left out: /gone1, /gone2, /gone3',
    ],
    [
      ['/gone1', '/gone2', '/gone3', '/gone4'],
      '4 files cannot be read, and are left out: /gone1, /gone2, /gone3, and 1 more',
    ],
  ])('leaves out what cannot be read, and says so: %j', async (gone, warning) => {
    const paths = [...gone, '/there'];
    const inventory = inventoryOf({ files: paths.map((path) => entryOf(path)) });
    const { document, warnings } = await documentOf(inventory, contentsOf(...paths));
    expect(document.files.map(({ path }) => path)).toEqual(['/there']);
    expect(warnings).toEqual([warning]);
  });

  it('has a UUID of version 8 that is the same for the same contents, and for these only', async () => {
    const files = [entryOf('/a'), entryOf('/b')];
    const packages = [packageOf('bash')];
    const uuidOf = async (more: Partial<Inventory>, ...paths: string[]) => {
      const inventory = inventoryOf({ files, packages, ...more });
      return (await documentOf(inventory, contentsOf(...paths))).document.uuid;
    };
    const uuid = await uuidOf({}, '/a', '/b');
    // RFC 9562: the version is 8, the variant 10xx.
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await uuidOf({}, '/a', '/b')).toBe(uuid);
    const others = [
      await uuidOf({ subject: ['other'] }, '/a', '/b'),
      await uuidOf({ packages: [packageOf('bash', { version: '2' })] }, '/a', '/b'),
      await uuidOf({}, '/a'),
      await uuidOf({ files: [entryOf('/a', 0, { package: 0 }), entryOf('/b')] }, '/a', '/b'),
    ];
    expect(new Set([uuid, ...others]).size).toBe(5);
  });
});
