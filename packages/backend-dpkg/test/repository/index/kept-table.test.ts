import { readdirSync } from 'node:fs';
import { controlOf } from '@supermin/test-support/apt';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { keptTable } from '../../../src/repository/index/kept-table.ts';
import { readPackages } from '../../../src/repository/index/read-packages.ts';
import { TableBuilder } from '../../../src/repository/index/table-builder.ts';

async function* cut(text: string, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += size)
    yield Buffer.from(text.slice(at, at + size), 'latin1');
}

const TEXT = ['a', 'b', 'caf\u00e9']
  .map((name) => controlOf({ name, fields: { Provides: 'v', Essential: 'yes' } }))
  .join('\n');

async function parts(size: number) {
  const builder = new TableBuilder('amd64');
  await readPackages(cut(TEXT, size), { builder, source: 0 }, (problem) => new Error(problem));
  return builder.parts();
}

describe('keptTable', () => {
  it('reads a table again as it was made, however the index came in', async () => {
    const cache = scratchDirectory();
    const first = await keptTable(cache, ['x'], () => parts(7));
    const second = await keptTable(cache, ['x'], () => Promise.reject(new Error('made twice')));
    for (const table of [first, second]) {
      expect([...table.packageNames()]).toEqual(['a', 'b', 'caf\u00e9']);
      expect([...table.providers(table.id('v')!)]).toEqual([0, 1, 2]);
      expect(table.stanza(2).value('essential')).toBe('yes');
      expect(table.stanza(2).value('provides')).toBe('v');
    }
    expect(await parts(1)).toEqual(await parts(1e6));
    await keptTable(cache, ['y'], () => parts(100));
    expect(readdirSync(`${cache}/dpkg-packages`).length).toBe(2);
  });
});

describe('readPackages', () => {
  it('says what is wrong with a file that is none', async () => {
    const read = (text: string) =>
      readPackages(
        cut(text, 1 << 20),
        { builder: new TableBuilder('amd64'), source: 0 },
        (problem) => new Error(problem),
      );
    await expect(read('<html>\n\n')).rejects.toThrow('without Package and Version');
    await expect(read('x'.repeat(6e6))).rejects.toThrow('more than 4 MB');
    await expect(read('\n\n\n')).resolves.toBeUndefined();
  });
});
