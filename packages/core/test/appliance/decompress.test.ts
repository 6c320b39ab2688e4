import { writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it } from 'vitest';
import { compressionOf, readDecompressed } from '../../src/appliance/decompress.ts';
import { available, has, run } from '../support/programs.ts';

const PROGRAMS = ['gzip', 'xz', 'zstd', 'lz4'] as const;
const PRESENT = PROGRAMS.filter((program) => available(program, has(program)));
const TEXT = Buffer.from(Array.from({ length: 60_000 }, (_, line) => `line ${line}\n`).join(''));

const never = new AbortController().signal;
const PATH = process.env.PATH;

afterEach(() => {
  process.env.PATH = PATH;
});

async function read(path: string, signal = never): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of readDecompressed(path, compressionOf(path), signal)) parts.push(part);
  return Buffer.concat(parts);
}

function file(bytes: Uint8Array): string {
  const path = `${scratchDirectory()}/input`;
  writeFileSync(path, bytes);
  return path;
}

describe.each(PRESENT)('%s', (program) => {
  const packed = run(program, ['-c'], TEXT);

  it('is known by its first bytes and unpacked', async () => {
    const path = file(packed);
    expect(compressionOf(path)).toBe(program);
    expect((await read(path)).equals(TEXT)).toBe(true);
  });

  it('nothing, compressed, is nothing', async () => {
    expect((await read(file(run(program, ['-c'], '')))).length).toBe(0);
  });

  it.each([10, 0.25, 0.5, 0.999])('cut off at %d, it names the file', async (where) => {
    const length = where > 1 ? where : Math.floor(packed.length * where);
    const path = file(packed.subarray(0, length));
    await expect(read(path)).rejects.toMatchObject({
      code: 'APPLIANCE_COMPRESSION',
      message: `${path}: the ${program} data is truncated, corrupt or followed by other data`,
    });
  });

  it('damaged in the middle, it names the file', async () => {
    const damaged = Buffer.from(packed);
    const middle = Math.floor(packed.length / 2);
    damaged.fill(0x55, middle, middle + 40);
    const path = file(damaged);
    await expect(read(path)).rejects.toMatchObject({
      code: 'APPLIANCE_COMPRESSION',
      message: expect.stringContaining(path),
    });
  });

  it('reads several, one behind the other', async () => {
    const twice = Buffer.concat([run(program, ['-c'], 'one '), run(program, ['-c'], 'two')]);
    expect((await read(file(twice))).toString()).toBe('one two');
  });

  it.each(['g', 'garbage behind it', '070701'])('refuses what follows it: %s', async (garbage) => {
    const path = file(Buffer.concat([packed, Buffer.from(garbage)]));
    await expect(read(path)).rejects.toMatchObject({
      code: 'APPLIANCE_COMPRESSION',
      message: expect.stringContaining('followed by other data'),
    });
  });

  it('may be left in the middle', async () => {
    for await (const _ of readDecompressed(file(packed), program, never)) break;
  });

  it("an abort is the abort's reason", async () => {
    const controller = new AbortController();
    const reading = readDecompressed(file(packed), program, controller.signal);
    await reading.next();
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(
      (async () => {
        for await (const _ of reading);
      })(),
    ).rejects.toBe(reason);
  });
});

describe('readDecompressed', () => {
  it('plain files', async () => {
    expect((await read(file(TEXT))).equals(TEXT)).toBe(true);
    expect((await read(file(Buffer.alloc(0)))).length).toBe(0);
    expect(compressionOf(file(Buffer.from('\x1f')))).toBe('none');
  });

  it('several gzip members in one file', async () => {
    const twice = Buffer.concat([run('gzip', ['-c'], 'one '), run('gzip', ['-c'], 'two')]);
    expect((await read(file(twice))).toString()).toBe('one two');
  });

  it.each([1, 8, 100_000])('gzip data behind %d zeros, as in an initramfs', async (zeros) => {
    const packed = [run('gzip', ['-c'], 'one '), Buffer.alloc(zeros), run('gzip', ['-c'], 'two')];
    expect((await read(file(Buffer.concat(packed)))).toString()).toBe('one two');
  });

  it('zeros that nothing follows', async () => {
    const padded = Buffer.concat([run('gzip', ['-c'], 'one'), Buffer.alloc(100_000)]);
    expect((await read(file(padded))).toString()).toBe('one');
  });

  it('a cpio archive behind gzip data and zeros, as it is', async () => {
    const cpio = Buffer.from('070701 and so on, \0\0 to the end');
    const bytes = Buffer.concat([run('gzip', ['-c'], 'one '), Buffer.alloc(4), cpio]);
    expect((await read(file(bytes))).toString()).toBe(`one ${cpio}`);
  });

  it.runIf(PRESENT.includes('xz'))('gzip data, zeros, and data of another kind', async () => {
    const packed = [run('gzip', ['-c'], 'one '), Buffer.alloc(8), run('xz', ['-c'], 'two')];
    expect((await read(file(Buffer.concat(packed)))).toString()).toBe('one two');
  });

  it('garbage behind gzip data and zeros is an error that says where', async () => {
    const packed = run('gzip', ['-c'], 'one');
    const path = file(Buffer.concat([packed, Buffer.alloc(8), Buffer.from('garbage')]));
    await expect(read(path)).rejects.toMatchObject({
      code: 'APPLIANCE_COMPRESSION',
      message: expect.stringContaining(`${path}: at offset ${packed.length + 8} something follows`),
    });
  });

  it.runIf(PRESENT.includes('lz4'))("lz4's legacy frames", async () => {
    const path = file(run('lz4', ['-lc'], TEXT));
    expect(compressionOf(path)).toBe('lz4');
    expect((await read(path)).equals(TEXT)).toBe(true);
  });

  it.each(['xz', 'zstd', 'lz4'] as const)('says what is missing: %s', async (program) => {
    const path = file(Buffer.from(TEXT));
    process.env.PATH = scratchDirectory();
    const reading = readDecompressed(path, program, never);
    await expect(reading.next()).rejects.toMatchObject({
      code: 'PROGRAM_MISSING',
      message: `${path}: the program '${program}' was not found`,
      hint: expect.stringContaining('install'),
    });
  });

  it('names what cannot be read', async () => {
    const root = scratchDirectory();
    expect(() => compressionOf(`${root}/none`)).toThrow(`${root}/none: cannot be read (ENOENT)`);
    expect(() => compressionOf(root)).toThrow(`${root}: cannot be read (EISDIR)`);
    for (const compression of ['none', 'gzip', 'xz'] as const) {
      const reading = readDecompressed(root, compression, never);
      await expect(reading.next()).rejects.toMatchObject({
        code: 'INPUT_UNREADABLE',
        message: `${root}: cannot be read (EISDIR)`,
      });
    }
  });

  it('an abort before the start', async () => {
    const reason = new Error('enough');
    await expect(read(file(TEXT), AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
