import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { type RecordContent, RecordStore } from '../../src/cache/build-record.ts';

const CONTENT: RecordContent = {
  bootId: 'boot',
  builtAt: 1_700_000_000.5,
  synced: false,
  facts: { '--size': '4G', label: '日本 é' },
  writer: { facts: ['tool=1'], wrapped: { ext2: 'a@1' } },
  inputs: [['/in/caf\xe9', '1:2:3']],
  watched: [['/status', '-']],
  hostfiles: {
    patterns: ['/etc/*'],
    directories: [['/etc', '1:2:3']],
    misses: [],
    matches: [['/etc/a\n', '1:2:3']],
  },
  outputs: [['/out/root', '1:2']],
};

describe('RecordStore', () => {
  it('gives back what was saved, byte for byte, for this output only', () => {
    const top = scratchDirectory();
    const cache = `${top}/cache`;
    const [out, other] = [`${top}/out`, `${top}/caf\xe9`];
    for (const directory of [out, other]) mkdirSync(Buffer.from(directory, 'latin1'));
    const store = new RecordStore(cache);
    expect(store.load(out)).toBeUndefined();
    store.save(out, CONTENT);
    store.save(other, { ...CONTENT, bootId: 'other' });
    expect(new RecordStore(cache).load(out)).toMatchObject({ ...CONTENT, output: out });
    expect(store.load(other)).toMatchObject({ bootId: 'other' });
    expect(store.load(`${out}/`)).toBeUndefined();
    store.save(out, { ...CONTENT, bootId: 'next' });
    expect(store.load(out)).toMatchObject({ bootId: 'next' });
    expect(readdirSync(`${cache}/builds`)).toHaveLength(2);
    expect(statSync(`${cache}/builds`).mode & 0o777).toBe(0o700);
  });

  it('a damaged file is no record, and no error', () => {
    const cache = scratchDirectory();
    const store = new RecordStore(cache);
    store.save('/out', CONTENT);
    const file = `${cache}/builds/${readdirSync(`${cache}/builds`)[0]}`;
    const good = readFileSync(file, 'utf8');
    const record = JSON.parse(good);
    const damaged: unknown[] = [
      null,
      7,
      'x',
      [],
      {},
      { version: record.version },
      { ...record, version: 1 },
      { ...record, output: '/other' },
    ];
    for (const key of Object.keys(record)) {
      damaged.push(
        { ...record, [key]: null },
        { ...record, [key]: [[1]] },
        { ...record, [key]: undefined },
      );
    }
    for (const key of Object.keys(record.hostfiles)) {
      damaged.push({ ...record, hostfiles: { ...record.hostfiles, [key]: 'x' } });
    }
    damaged.push(
      { ...record, writer: undefined },
      { ...record, writer: { facts: [1], wrapped: {} } },
    );
    damaged.push({ ...record, writer: { facts: [], wrapped: { ext2: 1 } } });
    damaged.push({ ...record, facts: { a: 1 } }, { ...record, inputs: [['a', 'b', 'c']] });
    for (const value of damaged) {
      writeFileSync(file, JSON.stringify(value));
      expect(store.load('/out'), JSON.stringify(value)).toBeUndefined();
    }
    for (const text of ['', '{', '\0', good.slice(0, -10), `${good}}`]) {
      writeFileSync(file, text);
      expect(store.load('/out')).toBeUndefined();
    }
    writeFileSync(file, good);
    expect(store.load('/out')).toBeDefined();
  });

  it('forgets outputs that are gone, once another one is new', () => {
    const top = scratchDirectory();
    const store = new RecordStore(top);
    mkdirSync(`${top}/kept`);
    store.save(`${top}/kept`, CONTENT);
    store.save(`${top}/gone`, CONTENT);
    store.save(`${top}/kept`, CONTENT);
    expect(store.load(`${top}/gone`)).toBeDefined();
    store.save(`${top}/new`, CONTENT);
    expect(store.load(`${top}/gone`)).toBeUndefined();
    expect(store.load(`${top}/kept`)).toBeDefined();
  });

  it('where it cannot write: an error that names the place', () => {
    const cache = scratchDirectory();
    mkdirSync(`${cache}/x`);
    writeFileSync(`${cache}/x/builds`, '');
    expect(() => new RecordStore(`${cache}/x`).save('/out', CONTENT)).toThrow(
      'x/builds is not a directory',
    );
  });

  it('believes nothing where others may write, and puts nothing there', () => {
    const cache = scratchDirectory();
    const store = new RecordStore(cache);
    store.save('/out', CONTENT);
    chmodSync(`${cache}/builds`, 0o777);
    expect(store.load('/out')).toBeUndefined();
    expect(() => store.save('/other', CONTENT)).toThrow('may be written to by others');
    expect(readdirSync(`${cache}/builds`)).toHaveLength(1);
  });
});
