import { cpioMember, cpioTrailer } from '@supermin/test-support/rpm';
import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../../src/repository/unpack/byte-reader.ts';
import { nextMember, type PayloadMember, padding } from '../../../src/repository/unpack/payload.ts';

const fault = (problem: string) => new Error(problem);

/** In pieces of a size. */
async function* pieces(bytes: Buffer, size = 7): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Members and their content, up to the end. */
async function read(bytes: Buffer): Promise<(PayloadMember & { content: string })[]> {
  const reader = new ByteReader(pieces(bytes), fault);
  const found = [];
  for (;;) {
    const member = await nextMember(reader, fault);
    if (member === undefined) return found;
    const content = (await reader.read(member.size ?? 0)).toString();
    await reader.skip(padding(member.size ?? 0));
    found.push({ ...member, content });
  }
}

const FILE = { name: './usr/a', mode: 0o100644 };

describe('a payload', () => {
  it('has members with names and content of any length, up to its trailer', async () => {
    const members = ['', 'x', 'xy', 'xyz', 'wxyz', 'x'.repeat(300)].map((content, at) => ({
      ...FILE,
      ...{ name: `./${'n'.repeat(at + 1)}`, content },
    }));
    const bytes = Buffer.concat([...members.map(cpioMember), cpioTrailer(), Buffer.from('rest')]);
    expect(await read(bytes)).toEqual(
      members.map(({ name, content }) => ({ name, size: content.length, content })),
    );
  });

  it('may have checksums, which say nothing', async () => {
    const member = cpioMember(FILE).toString('latin1').replace('070701', '070702');
    const bytes = Buffer.concat([Buffer.from(member, 'latin1'), cpioTrailer()]);
    expect(await read(bytes)).toEqual([{ name: './usr/a', size: 0, content: '' }]);
  });

  it('may have numbers of files in the place of names', async () => {
    const bytes = Buffer.concat([
      Buffer.from('07070X0000000a\0\0'),
      Buffer.from('07070X0000001F\0\0'),
    ]);
    const found = read(Buffer.concat([bytes, cpioTrailer()]));
    expect(await found).toEqual([
      { index: 10, content: '' },
      { index: 31, content: '' },
    ]);
  });

  it('has names of one byte at least, and of 4096 at most', async () => {
    const named = (length: number) => {
      const text = cpioMember({ ...FILE, name: 'n'.repeat(Math.max(0, length - 1)) }).toString(
        'latin1',
      );
      const size = length.toString(16).padStart(8, '0');
      return read(
        Buffer.from(`${text.slice(0, 94)}${size}${text.slice(102)}${cpioTrailer()}`, 'latin1'),
      );
    };
    expect(await named(1)).toEqual([{ name: '', size: 0, content: '' }]);
    expect((await named(4096))[0]!.name!.length).toBe(4095);
    await expect(named(4097)).rejects.toThrow('its payload has a name of 4097 bytes');
    await expect(named(0)).rejects.toThrow('its payload has a name of 0 bytes');
  });

  it.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'its payload ends too early'],
    ['no trailer', cpioMember(FILE), 'its payload ends too early'],
    [
      'less content than it says',
      cpioMember({ ...FILE, content: 'abcde' }).subarray(0, -4),
      'too early',
    ],
    ['another format', Buffer.from('070707'.padEnd(76, '0')), 'its payload is no cpio archive'],
    ['what is no number', Buffer.from(`070701${'0000000g'.repeat(13)}`), 'its payload is damaged'],
    ['no number of a file', Buffer.from('07070X-0000001\0\0'), 'its payload is damaged'],
  ])('is refused with %s', async (_, bytes, problem) => {
    await expect(read(bytes)).rejects.toThrow(problem);
  });
});

describe('padding', () => {
  it('goes up to a multiple of four', () => {
    expect([0, 1, 2, 3, 4, 5, 110].map(padding)).toEqual([0, 3, 2, 1, 0, 3, 2]);
  });
});

describe('a reader of bytes', () => {
  it('gives as many as are asked for, however they come', async () => {
    for (const size of [1, 3, 10, 100]) {
      const reader = new ByteReader(pieces(Buffer.from('0123456789'), size), fault);
      expect((await reader.read(4)).toString()).toBe('0123');
      expect((await reader.read(0)).length).toBe(0);
      await reader.skip(3);
      expect((await reader.read(3)).toString()).toBe('789');
      await expect(reader.read(1)).rejects.toThrow('its payload ends too early');
    }
  });

  it('ends what it reads from', async () => {
    let isOpen = true;
    const chunks = (async function* () {
      try {
        for (;;) yield Buffer.from('x');
      } finally {
        isOpen = false;
      }
    })();
    const reader = new ByteReader(chunks, fault);
    await reader.skip(2);
    await reader.close();
    expect(isOpen).toBe(false);
  });
});
