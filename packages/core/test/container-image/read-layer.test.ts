import { archive, type Member } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { ContentStore } from '../../src/appliance/content-store.ts';
import { readLayerEntries } from '../../src/container-image/read-layer.ts';
import type { SuperminEvent } from '../../src/events/event.ts';

interface Limits {
  maximum?: number;
  maximumNames?: number;
}

/** What is read of a layer, and what was said meanwhile. */
async function read(members: readonly Member[] | Buffer, limits: Limits = {}) {
  async function* chunks() {
    yield Buffer.isBuffer(members) ? members : archive(members);
  }
  const events: SuperminEvent[] = [];
  const entries = await readLayerEntries(chunks(), {
    ...{ name: 'layer', maximum: 100, maximumNames: 10_000, ...limits },
    store: new ContentStore(scratchDirectory()),
    report: (event) => void events.push(event),
  });
  return { entries, events };
}

/** Path, type and, of what needs the tree to be understood, the target. */
const marks = async (...members: Member[]) =>
  (await read(members)).entries.map((entry) => (entry.length > 3 ? entry.slice(0, 2) : [...entry]));

describe('the entries of a layer', () => {
  it('are what its members say, in their order', async () => {
    const { entries } = await read([
      { name: 'b/', type: '5', mode: 0o750, uid: 7 },
      { name: './a', content: 'text' },
      { name: 'a', type: '2', linkname: '../x' },
    ]);
    expect(entries).toEqual([
      ['/b', 'd', 0o750, 7, 0, 1e9, 0],
      ['/a', 'f', 0o644, 0, 0, 1e9, 0, 4, 0],
      ['/a', 'l', 0o644, 0, 0, 1e9, 0, '../x'],
    ]);
  });

  it('have hard links by the path that they lead to, whether it is there or not', async () => {
    expect(await marks({ name: 'a', type: '1', linkname: './b/c' })).toEqual([['/a', 'h', '/b/c']]);
  });

  it('have the root, which is a directory', async () => {
    expect(await marks({ name: './', type: '5' })).toEqual([['/', 'd']]);
    for (const type of ['0', '2', '6']) {
      await expect(read([{ name: '.', type, linkname: 'x' }])).rejects.toMatchObject({
        code: 'ARCHIVE_MEMBER',
        message: expect.stringContaining('is no directory, and stands for the root'),
      });
    }
  });

  it('are within limits, and those of what comes before this layer', async () => {
    const members = [{ name: 'a' }, { name: 'b' }];
    expect((await read(members, { maximum: 2 })).entries).toHaveLength(2);
    const code = 'ARCHIVE_SIZE';
    await expect(read(members, { maximum: 1 })).rejects.toMatchObject({ code });
    await expect(read(members, { maximumNames: 5 })).rejects.toMatchObject({ code });
  });

  it('come with warnings that name the layer', async () => {
    const cut = archive([{ name: 'a', content: 'x' }]).subarray(0, 1024);
    const { events } = await read(cut);
    for (const event of events) {
      expect(event).toMatchObject({ kind: 'warning', text: expect.stringMatching(/^layer: /) });
    }
    expect(events).not.toEqual([]);
  });
});

describe('a whiteout', () => {
  it('takes a name of lower layers away', async () => {
    expect(await marks({ name: 'a/.wh.b' }, { name: '.wh.c' }, { name: 'a/.wh..hidden' })).toEqual([
      ['/a/b', 'w'],
      ['/c', 'w'],
      ['/a/.hidden', 'w'],
    ]);
  });

  it('of its kind takes all of a directory away', async () => {
    expect(await marks({ name: 'a/.wh..wh..opq' }, { name: '.wh..wh..opq' })).toEqual([
      ['/a', 'o'],
      ['/', 'o'],
    ]);
  });

  it('is its name and no more: whatever type of file it is', async () => {
    expect(await marks({ name: '.wh.a', type: '1', linkname: 'x' })).toEqual([['/a', 'w']]);
    expect(await marks({ name: '.wh.a', type: '6' })).toEqual([['/a', 'w']]);
  });

  it('is at the beginning of a name', async () => {
    expect(await marks({ name: 'a/b.wh.c' }, { name: '.who' }, { name: 'x.wh.' })).toEqual([
      ['/a/b.wh.c', 'f'],
      ['/.who', 'f'],
      ['/x.wh.', 'f'],
    ]);
  });

  it.each([
    ['a/.wh.', 'takes away no name'],
    ['a/.wh..', 'takes away no name'],
    ['a/.wh...', 'takes away no name'],
    ['.wh.a/b', 'lies below a whiteout'],
    ['.wh.a/.wh.b', 'lies below a whiteout'],
    ['x/.wh.a/b/c', 'lies below a whiteout'],
  ])('is not %s', async (name, why) => {
    await expect(read([{ name }])).rejects.toMatchObject({
      code: 'ARCHIVE_MEMBER',
      message: expect.stringContaining(why),
    });
  });

  it('of more dots takes such a name away', async () => {
    expect(await marks({ name: '.wh....' })).toEqual([['/...', 'w']]);
  });
});
