import { describe, expect, it } from 'vitest';
import { splitModules } from '../../src/depmod/split-modules.ts';
import { kernelModule, SHAPES } from '../support/modules.ts';

const text = (bytes: Buffer) => bytes.toString('latin1');

async function split(bytes: Buffer, size = bytes.length): Promise<string[]> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const found: string[] = [];
  for await (const each of splitModules(chunks())) {
    found.push(text(each));
    if (found.length > 10) throw new Error('there is no end');
  }
  return found;
}

const WIDE = SHAPES[0]!;
const PLAIN = kernelModule(['depends=a'], WIDE);
const SIGNED = kernelModule(['depends=a', 'name=b'], WIDE, true);

describe('splitModules', () => {
  it.each([
    ['no signature', [PLAIN, PLAIN, PLAIN]],
    ['signatures', [SIGNED, SIGNED, SIGNED]],
    ['some signatures', [SIGNED, PLAIN, SIGNED, PLAIN]],
    ['one', [PLAIN]],
    ['one that is signed', [SIGNED]],
    ['of all classes and byte orders', SHAPES.map((shape) => kernelModule(['a=b'], shape, true))],
  ])('gives them back as they were, in chunks of any size: %s', async (_, modules) => {
    const stream = Buffer.concat(modules);
    for (const size of [1, 7, 64, PLAIN.length, PLAIN.length + 1, 1000, stream.length]) {
      expect(await split(stream, size)).toEqual(modules.map(text));
    }
  });

  it('gives nothing of nothing', async () => {
    expect(await split(Buffer.alloc(0))).toEqual([]);
  });

  it.each([
    ['no module', Buffer.from('text')],
    ['a long text', Buffer.alloc(100_000, 'text')],
    ['a module that is cut off', PLAIN.subarray(0, -1)],
    ['a signature that is cut off', SIGNED.subarray(0, -1)],
  ])('gives the rest in one piece, where no end is found: %s', async (_, rest) => {
    expect(await split(rest, 64)).toEqual([text(rest)]);
    expect(await split(Buffer.concat([SIGNED, rest]), 64)).toEqual([SIGNED, rest].map(text));
  });

  it('goes on to the end where a header says that a module has no bytes', async () => {
    const none = Buffer.from(PLAIN);
    // Offset, size and number of the section headers.
    none.fill(0, 40, 48);
    none.fill(0, 58, 62);
    expect(await split(Buffer.concat([none, PLAIN]))).toEqual([text(Buffer.concat([none, PLAIN]))]);
  });
});
