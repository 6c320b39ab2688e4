import { describe, expect, it } from 'vitest';
import { packageDatabase } from '../../src/backend/package-database.ts';
import type { PackageManager } from '../../src/backend/package-manager.ts';
import { localHost } from '../../src/host/local-host.ts';
import type { Package } from '../../src/plugin/contract.ts';

const { signal } = new AbortController();
const found: Package = { name: 'a', version: '1', arch: 'all', id: 'a' };

function open(parts: Partial<PackageManager<Package, never>> = {}) {
  const listed: string[] = [];
  const context = { host: localHost('/nonexistent'), signal, report: () => {}, family: 'x/x' };
  const database = packageDatabase<Package, never>(context, {
    name: 'apk',
    packages: [found],
    findByName: (name) => (name === 'a' ? found : undefined),
    findByPath: (path) => (path === '/bin/a' ? found : undefined),
    dependencies: {
      required: () => [],
      recommended: () => [],
      need: () => undefined,
      choose: ([first]) => first!,
      spell: () => '',
    },
    closureOfSupermin5: () => [],
    contents: (packages) => (each) => {
      listed.push(`${each.id} of ${packages.length}`);
      return [{ path: '/bin/a', config: false }];
    },
    configFiles: {
      configFiles: () => [],
      download: async () => new Map(),
      async *members() {},
    },
    listEntry: ({ name }) => `${name}!`,
    ...parts,
  });
  return { database, listed };
}

describe('the database of a package manager', () => {
  it('finds by name, or by path', () => {
    const { database } = open();
    expect(database.find('a')).toEqual([found]);
    expect(database.find('/bin/a')).toEqual([found]);
    expect(database.find('b')).toEqual([]);
    expect(database.find('/bin/b')).toEqual([]);
  });

  it('has essential packages where its package manager has, in byte order', () => {
    expect(open().database.essential).toBeUndefined();
    const other = { ...found, id: 'B' };
    expect(open({ essential: () => [found, other] }).database.essential!()).toEqual([other, found]);
  });

  it('takes packages back as plain values, and none of another database', async () => {
    const { database } = open();
    const copy = { ...found };
    const stranger = { ...found, id: 'b' };
    const error = expect.objectContaining({
      code: 'PACKAGE_UNKNOWN',
      message: 'package b is not in this apk database',
    });
    expect(database.closure([copy], { resolver: 'default' })).toEqual([found]);
    expect(database.listEntry(copy)).toBe('a!');
    expect(() => database.closure([stranger], { resolver: 'default' })).toThrow(error);
    await expect(database.contents([stranger], signal)).rejects.toThrow(error);
  });

  it('lists files when they are asked for', async () => {
    const { database, listed } = open();
    const [contents] = await database.contents([found], signal);
    expect(listed).toEqual([]);
    expect(contents!.files).toEqual([{ path: '/bin/a', config: false }]);
    expect(listed).toEqual(['a of 1']);
    await expect(database.contents([found], AbortSignal.abort())).rejects.toThrow('aborted');
  });

  it("has supermin 5's closure on request", () => {
    const { database } = open({ closureOfSupermin5: () => [found, found] });
    expect(database.closure([found], { resolver: 'supermin5' })).toHaveLength(2);
  });
});
