import { expect, it } from 'vitest';
import type { Inventory } from '../../src/model/inventory.ts';
import { type SizeNode, sizeHierarchy } from '../../src/treemap/hierarchy.ts';
import { layOut, sumOf } from '../../src/treemap/layout.ts';
import { sizePage } from '../../src/treemap/page.ts';

const common = { mode: '0644', uid: 0, gid: 0, type: 'file' } as const;
const inventory: Inventory = {
  supermin: 'inventory',
  version: 1,
  kind: 'output',
  subject: ['<image>'],
  size: 104_096 + 3 * 5000 + 999,
  packages: [{ name: 'bash', version: '1', arch: 'all', id: 'bash', files: 4, size: 0, stored: 0 }],
  files: [
    { ...common, path: '/usr', type: 'directory', size: 0, stored: 4096, package: 0 },
    { ...common, path: '/usr/share/doc/a&b', size: 1, stored: 100_000, package: 0 },
    ...['a', 'b', 'c'].map((name) => ({ ...common, path: `/etc/${name}`, size: 1, stored: 5000 })),
  ],
  overhead: [{ name: 'free space', bytes: 999 }],
  notes: [],
};

it('not a byte is lost, however small the picture', () => {
  const root = sizeHierarchy(inventory);
  expect(sumOf(root)).toBe(inventory.size);
  for (const [width, height] of [
    [1280, 900],
    [60, 20],
    [2, 2],
  ] as const) {
    expect(layOut(root, { width, height }).value).toBe(inventory.size);
  }
});

it('directories with nothing but another one are one', () => {
  const names = (node: SizeNode): unknown => [node.name, ...node.children.map(names)];
  expect(sizeHierarchy(inventory).children.map(names)).toEqual([
    ['bash', ['usr/share/doc', ['a&b']]],
    ['other files', ['etc', ['a'], ['b'], ['c']]],
    ['free space'],
  ]);
});

it('a page without free space, and without a name that is markup', () => {
  const page = sizePage(inventory);
  expect(page).toContain('free space, not drawn: 999 B');
  expect(page).toContain('bash: /usr/share/doc/a&#38;b: 97.7 KiB (100000 bytes)');
  expect(page).not.toContain('<image>');
});
