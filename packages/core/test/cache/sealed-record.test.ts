import { chmodSync, existsSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { readRecord, writeRecord } from '../../src/cache/sealed-record.ts';

function given(name = 'files') {
  const cache = `${scratchDirectory()}/cache`;
  const record = { cache, directory: 'lists', name };
  const directory = `${cache}/lists`;
  const names = () => readdirSync(directory);
  return { record, directory, names, file: () => `${directory}/${names()[0]}` };
}

const text = (record: Parameters<typeof readRecord>[0]) => readRecord(record)?.toString();

describe('a sealed record', () => {
  it('is read as it was written, of its name only', () => {
    const { record, file } = given();
    expect(text(record)).toBeUndefined();
    writeRecord(record, Buffer.from('content'));
    expect(text(record)).toBe('content');
    expect(text({ ...record, name: 'file' })).toBeUndefined();
    expect(text({ ...record, directory: 'other' })).toBeUndefined();
    expect(file()).toMatch(/\/files\.[0-9a-f]{8}-\d+$/);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('replaces the one before, and no other', () => {
    const { record, names } = given();
    const other = { ...record, name: 'files.more' };
    writeRecord(other, Buffer.from('other'));
    for (const content of ['one', 'two', 'two', '']) {
      writeRecord(record, Buffer.from(content));
      expect(text(record)).toBe(content);
      expect(names()).toHaveLength(2);
    }
    expect(text(other)).toBe('other');
  });

  it('is none where it was damaged, until it is written again', () => {
    const { record, file, names } = given();
    writeRecord(record, Buffer.from('content'));
    truncateSync(file(), 3);
    expect(readRecord(record)).toBeUndefined();
    writeRecord(record, Buffer.from('again'));
    expect(text(record)).toBe('again');
    expect(names()).toHaveLength(1);
  });

  it('is the one that is whole, where another process has left a damaged one beside it', () => {
    const { record, directory } = given();
    writeRecord(record, Buffer.from('content'));
    writeFileSync(`${directory}/files.00000000-1`, 'x');
    writeFileSync(`${directory}/files.ffffffff-9999999999999`, 'x');
    expect(text(record)).toBe('content');
  });

  it('is neither read nor written where others may write, which is no error', () => {
    const { record, directory, names } = given();
    writeRecord(record, Buffer.from('content'));
    chmodSync(directory, 0o777);
    expect(readRecord(record)).toBeUndefined();
    writeRecord(record, Buffer.from('more content'));
    expect(names()).toHaveLength(1);
    chmodSync(directory, 0o700);
    expect(text(record)).toBe('content');
  });

  it('that cannot be written leaves nothing behind', () => {
    const { record, directory } = given(`long${'x'.repeat(250)}`);
    writeRecord(record, Buffer.from('content'));
    expect(existsSync(directory)).toBe(true);
    expect(readdirSync(directory)).toEqual([]);
  });
});
