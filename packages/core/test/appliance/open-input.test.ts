import { gzipSync } from 'node:zlib';
import { output } from '@supermin/test-support/programs';
import { openScratchFiles, scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { openInput } from '../../src/appliance/open-input.ts';
import { type Ahead, readAhead } from '../../src/appliance/read-ahead.ts';

const TEXT = '/etc/passwd\n'.repeat(1000);
const NONE: Ahead = new Map();
const signal = () => new AbortController().signal;

const fileOf = (content: string | Uint8Array) => `${scratchDirectory({ input: content })}/input`;

async function opened(file: string, ahead = NONE) {
  const { kind, compression, content, close } = await openInput(file, ahead, signal());
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  await close();
  return { kind, compression, text: Buffer.concat(chunks).toString(), chunks: chunks.length };
}

describe('openInput', () => {
  it.each([
    ['none', Buffer.from(TEXT)],
    ['gzip', gzipSync(TEXT)],
    ['xz', output('xz', ['-c'], { input: TEXT })],
  ])('tells the kind and gives all of it: %s', async (compression, bytes) => {
    const file = fileOf(bytes);
    const expected = { kind: 'hostfiles', compression, text: TEXT };
    expect(await opened(file)).toMatchObject(expected);
    expect(await opened(file, readAhead([file]))).toMatchObject(expected);
  });

  it.each(['', 'bash\n', '-/usr\n'])(
    'what is shorter than a look at it takes: %j',
    async (text) => {
      const kind = { '': 'empty', 'bash\n': 'packages', '-/usr\n': 'excludefiles' }[text];
      for (const bytes of [Buffer.from(text), gzipSync(text)]) {
        const file = fileOf(bytes);
        const expected = { kind, text, chunks: text === '' ? 0 : 1 };
        expect(await opened(file)).toMatchObject(expected);
        expect(await opened(file, readAhead([file]))).toMatchObject(expected);
      }
    },
  );

  it('looks at as much as it takes, in pieces as they come', async () => {
    // The kernel takes several, with zeros between them.
    const pieces = [gzipSync('\n'), Buffer.alloc(4), gzipSync('/etc/passwd\n')];
    const file = fileOf(Buffer.concat(pieces));
    expect(await opened(file)).toMatchObject({ kind: 'hostfiles', text: '\n/etc/passwd\n' });
  });

  it('reads again what could not be unpacked in one piece', async () => {
    // Two members: of the first one the last bytes tell nothing.
    const file = fileOf(Buffer.concat([gzipSync(TEXT), gzipSync('/etc/group\n')]));
    const ahead = readAhead([file]);
    expect(await opened(file, ahead)).toMatchObject({ text: `${TEXT}/etc/group\n` });
  });

  it('says what is wrong with a file, and leaves nothing open', async () => {
    const cut = fileOf(gzipSync(TEXT).subarray(0, -9));
    const refused = { code: 'APPLIANCE_COMPRESSION', message: expect.stringContaining(cut) };
    await expect(opened(cut)).rejects.toMatchObject(refused);
    await expect(opened(cut, readAhead([cut]))).rejects.toMatchObject(refused);
    await expect(opened('/no/input')).rejects.toMatchObject({
      code: 'INPUT_UNREADABLE',
      message: expect.stringContaining('/no/input'),
    });
    await expect.poll(openScratchFiles, { timeout: 30_000 }).toEqual([]);
  });

  it('can be closed without having been read', async () => {
    const large = fileOf(Buffer.alloc(4 << 20, TEXT));
    const input = await openInput(large, NONE, signal());
    await input.close();
    const rest: Buffer[] = [];
    for await (const chunk of input.content) rest.push(chunk);
    // The head was taken before.
    expect(Buffer.concat(rest).length).toBeLessThan(1 << 20);
    const ahead = readAhead([large]);
    const { content, close } = await openInput(large, ahead, signal());
    await close();
    for await (const _ of content) throw new Error('there is still something');
  });
});
