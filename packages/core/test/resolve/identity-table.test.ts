import { describe, expect, it } from 'vitest';
import { IdentityTable } from '../../src/resolve/identity-table.ts';

const DEVICE = 65024;

const reread = (table: IdentityTable) => IdentityTable.decode(Buffer.from(table.encode()));

describe('IdentityTable', () => {
  it('device, inode and time have to be the same', () => {
    const table = IdentityTable.decode(undefined);
    table.add(DEVICE, 12, 1.5);
    table.add(1, 12, 2.5);
    for (const each of [table, reread(table)]) {
      expect(each.has(DEVICE, 12, 1.5)).toBe(true);
      expect(each.has(1, 12, 2.5)).toBe(true);
      expect(each.has(DEVICE, 12, 2.5)).toBe(false);
      expect(each.has(DEVICE, 13, 1.5)).toBe(false);
      expect(each.has(2, 12, 1.5)).toBe(false);
      expect(each.has(0, 0, 0)).toBe(false);
    }
  });

  it('a new time takes the place of the old one', () => {
    const table = IdentityTable.decode(undefined);
    table.add(DEVICE, 12, 1);
    table.add(DEVICE, 12, 2);
    expect(table.has(DEVICE, 12, 1)).toBe(false);
    expect(table.has(DEVICE, 12, 2)).toBe(true);
  });

  it('grows: the same as a map of random files, large inode numbers among them', () => {
    let table = IdentityTable.decode(undefined);
    const files = new Map<string, [number, number, number]>();
    for (let index = 0; index < 20_000; index++) {
      const ino = Math.floor(Math.random() * (index % 2 === 0 ? 5000 : 2 ** 52)) + 1;
      const file: [number, number, number] = [DEVICE + (index % 3), ino, index];
      files.set(`${file[0]}:${ino}`, file);
      table.add(...file);
      if (index % 5000 === 0) table = reread(table);
    }
    for (const [dev, ino, ctime] of files.values()) {
      expect(table.has(dev, ino, ctime)).toBe(true);
      expect(table.has(dev, ino, ctime + 1)).toBe(false);
    }
  });

  it('of what is no table, it is empty', () => {
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(7), Buffer.alloc(24 * 1000, 1)]) {
      expect(IdentityTable.decode(bytes).has(DEVICE, 12, 1)).toBe(false);
    }
  });
});
