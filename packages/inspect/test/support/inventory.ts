import type { Inventory, InventoryFile, InventoryPackage } from '../../src/model/inventory.ts';

/** An output of which nothing is known but `more`. */
export function inventoryOf(more: Partial<Inventory> = {}): Inventory {
  return {
    supermin: 'inventory',
    version: 1,
    kind: 'output',
    subject: ['out'],
    format: 'ext2',
    size: 0,
    packages: [],
    files: [],
    overhead: [],
    notes: [],
    ...more,
  };
}

/** A file of root's that takes as many bytes as it has, and is no package's; `more` replaces any field. */
export function entryOf(path: string, bytes = 0, more: Partial<InventoryFile> = {}): InventoryFile {
  const common = { type: 'file', mode: '0644', uid: 0, gid: 0 } as const;
  return { path, ...common, size: bytes, stored: bytes, ...more };
}

/** A package without files. */
export function packageOf(id: string, more: Partial<InventoryPackage> = {}): InventoryPackage {
  return { name: id, version: '1', arch: 'all', id, files: 0, size: 0, stored: 0, ...more };
}
