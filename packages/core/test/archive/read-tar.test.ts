import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { archive, type Member } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import type { ArchiveMember } from '../../src/archive/member.ts';
import { readTar } from '../../src/archive/read-tar.ts';
import { available, has, run } from '../support/programs.ts';

async function* inChunks(bytes: Buffer, size = 1000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

type Read = Omit<ArchiveMember, 'content'> & { bytes: string };

async function read(bytes: Buffer, chunk?: number, warn?: (text: string) => void): Promise<Read[]> {
  const members: Read[] = [];
  for await (const { content, ...rest } of readTar(inChunks(bytes, chunk), warn && { warn })) {
    let text = '';
    for await (const part of content) text += Buffer.from(part).toString('latin1');
    members.push({ ...rest, bytes: text });
  }
  return members;
}

/** A directory with one of everything that every format knows. */
function sample(): string {
  const directory = scratchDirectory();
  mkdirSync(`${directory}/dir`);
  writeFileSync(`${directory}/dir/file`, 'content\n');
  writeFileSync(`${directory}/empty`, '');
  linkSync(`${directory}/dir/file`, `${directory}/hard`);
  symlinkSync('dir/file', `${directory}/soft`);
  spawnSync('mkfifo', [`${directory}/fifo`]);
  for (const name of ['dir/file', 'empty', 'dir']) utimesSync(`${directory}/${name}`, 1000, 1000);
  return directory;
}

function tar(directory: string, ...options: string[]): Buffer {
  return run('tar', ['-C', directory, '--sort=name', ...options, '-cf', '-', '.']);
}

describe('what GNU tar writes', () => {
  it.each(['v7', 'oldgnu', 'gnu', 'ustar', 'posix'])('in its format %s', async (format) => {
    const options = ['--owner=7', '--group=8', ...(format === 'v7' ? ['--exclude=fifo'] : [])];
    const members = await read(tar(sample(), `--format=${format}`, ...options));
    const found = members.map(({ name, type, bytes, linkname }) => [name, type, bytes, linkname]);
    expect(found).toEqual([
      ['./', 'directory', '', ''],
      ['./dir/', 'directory', '', ''],
      ['./dir/file', 'file', 'content\n', ''],
      ['./empty', 'file', '', ''],
      ...(format === 'v7' ? [] : [['./fifo', 'fifo', '', '']]),
      ['./hard', 'link', '', './dir/file'],
      ['./soft', 'symlink', '', 'dir/file'],
    ]);
    expect(members.every(({ uid, gid }) => uid === 7 && gid === 8)).toBe(true);
    expect(members[2]).toMatchObject({ mtime: 1000, size: 8 });
  });

  it.each(['gnu', 'posix'])('long names and link targets in its format %s', async (format) => {
    const directory = scratchDirectory();
    const deep = `${'d'.repeat(200)}/${'e'.repeat(200)}`;
    mkdirSync(`${directory}/${deep}`, { recursive: true });
    writeFileSync(`${directory}/${deep}/${'f'.repeat(255)}`, 'x');
    symlinkSync('t'.repeat(1000), `${directory}/link`);
    const members = await read(tar(directory, `--format=${format}`));
    expect(members.map(({ name }) => name)).toContain(`./${deep}/${'f'.repeat(255)}`);
    expect(members.find(({ name }) => name === './link')?.linkname).toBe('t'.repeat(1000));
  });

  it.each(['gnu', 'ustar', 'posix'])(
    'names that are not UTF-8 in its format %s',
    async (format) => {
      const directory = scratchDirectory();
      const name = `caf\xe9-${'x'.repeat(format === 'ustar' ? 10 : 200)}`;
      writeFileSync(Buffer.from(`${directory}/${name}`, 'latin1'), 'x');
      const members = await read(tar(directory, `--format=${format}`));
      expect(members.map((member) => member.name)).toEqual(['./', `./${name}`]);
    },
  );

  it.each([
    ['gnu', 3_000_000],
    ['posix', 3_000_000],
    ['gnu', 4_294_967_294],
    ['posix', 4_294_967_294],
  ])('format %s: owner ids over 2^21: %d', async (format, id) => {
    const [member] = await read(
      tar(sample(), `--format=${format}`, `--owner=:${id}`, `--group=:${id}`),
    );
    expect(member).toMatchObject({ uid: id, gid: id });
  });

  it.each([
    ['posix', '1965-01-02 00:00:00', -157680000],
    ['gnu', '1965-01-02 00:00:00', -157680000],
    ['gnu', '1969-12-31 23:59:59', -1],
    ['posix', '1969-12-31 23:59:58.75', -1.25],
    ['gnu', '2400-01-01 00:00:00', 13569465600],
    ['posix', '2400-01-01 00:00:00', 13569465600],
    ['posix', '2001-01-01 00:00:00.25', 978307200.25],
  ])('format %s: the time %s', async (format, date, expected) => {
    const [member] = await read(tar(sample(), `--format=${format}`, `--mtime=${date}`));
    expect(member?.mtime).toBe(expected);
  });

  it('a global header', async () => {
    const members = await read(tar(sample(), '--format=posix', '--pax-option=gid=99'));
    expect(members.every(({ gid }) => gid === 99)).toBe(true);
  });

  it.each([
    ['oldgnu', '0.0'],
    ['gnu', '0.0'],
    ['posix', '0.0'],
    ['posix', '0.1'],
    ['posix', '1.0'],
  ])('sparse files in its format %s, version %s', async (format, version) => {
    const directory = scratchDirectory();
    run('truncate', ['-s', '10M', `${directory}/holes`]);
    // More ranges than a header holds, and than a block that continues it.
    for (let n = 0; n < 40; n++) {
      run(
        'dd',
        [`of=${directory}/holes`, 'conv=notrunc', 'bs=8k', `seek=${n * 2}`, 'status=none'],
        `part ${n}`,
      );
    }
    writeFileSync(`${directory}/next`, 'x');
    const options = [`--format=${format}`, '--sparse', `--sparse-version=${version}`];
    const [, holes, next] = await read(tar(directory, ...options));
    expect(next).toMatchObject({ name: './next', bytes: 'x' });
    expect(holes).toMatchObject({ name: './holes', type: 'sparse', size: 10 << 20 });
    expect(expand(holes!).equals(readFileSync(`${directory}/holes`))).toBe(true);
    expect(holes!.bytes.length).toBeLessThan(1 << 19);
  });

  it.each(['gnu', 'posix'])('a label and an incremental archive, format %s', async (format) => {
    const directory = sample();
    const options = [`--format=${format}`, '--label=LABEL', `--listed-incremental=${directory}.s`];
    const members = await read(tar(directory, ...options));
    expect(members.filter(({ type }) => type === 'directory').map(({ name }) => name)).toEqual([
      './',
      './dir/',
    ]);
    expect(members.map(({ bytes }) => bytes)).toContain('content\n');
    expect(members.map(({ name }) => name)).not.toContain('LABEL');
  });

  it.each(['gnu', 'posix'])('a later volume is refused, format %s', async (format) => {
    const directory = scratchDirectory();
    writeFileSync(`${directory}/large`, Buffer.alloc(30_000, 'large'));
    const volumes = ['one', 'two'].map((name) => `--file=${directory}/${name}`);
    const options = ['-C', directory, `--format=${format}`, '-ML20', ...volumes, '-c', 'large'];
    run('tar', options);
    const later = readFileSync(`${directory}/two`);
    await expect(read(later)).rejects.toMatchObject({
      code: 'ARCHIVE_VOLUME',
      message: expect.stringContaining("'large'"),
    });
    const first = readFileSync(`${directory}/one`);
    await expect(read(first)).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' });
  });
});

it.runIf(available('bsdtar', has('bsdtar')))('sparse files of bsdtar', async () => {
  const directory = scratchDirectory();
  run('truncate', ['-s', '3M', `${directory}/holes`]);
  run('dd', [`of=${directory}/holes`, 'conv=notrunc', 'bs=1', 'seek=2M', 'status=none'], 'tail');
  const argv = ['-C', directory, '--format=pax', '--read-sparse', '-cf', '-', 'holes'];
  const [holes] = await read(run('bsdtar', argv));
  expect(holes).toMatchObject({ name: 'holes', type: 'sparse', size: 3 << 20 });
  expect(expand(holes!).equals(readFileSync(`${directory}/holes`))).toBe(true);
});

function expand({ size, bytes, dataRanges }: Read): Buffer {
  const whole = Buffer.alloc(size);
  let at = 0;
  for (let index = 0; index < dataRanges!.length; index += 2) {
    const [start, end] = [dataRanges![index]!, dataRanges![index + 1]!];
    whole.write(bytes.slice(at, at + end - start), start, 'latin1');
    at += end - start;
  }
  return whole;
}

const FILES: Member[] = [
  { name: 'a', content: 'A'.repeat(700) },
  { name: 'b/', type: '5' },
  { name: 'b/c', content: 'C'.repeat(512) },
];

describe('readTar', () => {
  it.each([1, 100, 511, 512, 513, 1 << 20])('whatever the size of chunks: %d', async (chunk) => {
    const members = await read(archive(FILES), chunk);
    expect(members.map(({ bytes }) => bytes.length)).toEqual([700, 0, 512]);
  });

  it('goes on when content is left unread', async () => {
    const names: string[] = [];
    for await (const { name } of readTar(inChunks(archive(FILES), 100))) names.push(name);
    expect(names).toEqual(['a', 'b/', 'b/c']);
  });

  it('asks for nothing more when its reader has seen enough', async () => {
    let asked = 0;
    let closed = false;
    async function* blocks(): AsyncGenerator<Buffer> {
      try {
        for await (const block of inChunks(archive(FILES), 512)) {
          asked++;
          yield block;
        }
      } finally {
        closed = true;
      }
    }
    for await (const { name } of readTar(blocks())) {
      expect(name).toBe('a');
      break;
    }
    await new Promise((resolve) => setImmediate(resolve));
    // The first header, and the content that comes after it.
    expect({ asked, closed }).toEqual({ asked: 2, closed: true });
  });

  it('an empty tarball: 10 KiB of zeros', async () => {
    expect(await read(Buffer.alloc(10_240))).toEqual([]);
  });

  it('cut off anywhere, it says so', async () => {
    const bytes = archive(FILES);
    const content = bytes.length - 1024;
    // Between two members it is only likely: such archives are written, too.
    const betweenMembers = [1536, 2048, 3072];
    for (let length = 0; length <= content; length += 256) {
      const warnings: string[] = [];
      const error = await read(bytes.subarray(0, length), undefined, (text) =>
        warnings.push(text),
      ).catch((reason) => reason);
      if (betweenMembers.includes(length)) {
        expect(warnings).toEqual(['the archive has no end mark; it may be truncated']);
        continue;
      }
      expect(error, `cut at ${length}`).toMatchObject({
        code: 'ARCHIVE_DAMAGED',
        message: expect.stringContaining('truncated or corrupt'),
      });
    }
  });

  it.each<[string, Buffer]>([
    ['text', Buffer.from('garbage\n')],
    ['another archive', archive(FILES)],
    ['a block', Buffer.alloc(512, 'x')],
  ])('says that what follows the end mark is left out: %s', async (_, behind) => {
    const warnings: string[] = [];
    const bytes = Buffer.concat([archive(FILES), Buffer.alloc(70_000), behind]);
    const members = await read(bytes, undefined, (text) => warnings.push(text));
    expect(members).toHaveLength(3);
    expect(warnings).toEqual(['what follows the end mark of the archive is left out']);
  });

  it('cut off inside of long names', async () => {
    const bytes = archive([{ name: 'n', content: 'x', pax: { path: 'p'.repeat(2000) } }]);
    for (let length = 512; length < bytes.length - 1024; length += 512) {
      await expect(read(bytes.subarray(0, length))).rejects.toMatchObject({
        code: 'ARCHIVE_DAMAGED',
      });
    }
  });

  it.each<[string, Member]>([
    ['a size that is not there', { name: 'x', fields: { size: '77777777777\0' } }],
    ['an endless name', { name: 'x', type: 'L', fields: { size: '77777777777\0' } }],
    ['a wrong size in a pax header', { name: 'x', pax: { size: '-5' } }],
    ['a wrong uid in a pax header', { name: 'x', pax: { uid: 'nobody' } }],
    ['a wrong mtime in a pax header', { name: 'x', pax: { mtime: 'tomorrow' } }],
  ])('%s', async (_, member) => {
    await expect(read(archive([member]))).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' });
  });

  it('junk instead of a header', async () => {
    await expect(read(Buffer.alloc(2048, 'junk'))).rejects.toMatchObject({
      code: 'ARCHIVE_DAMAGED',
    });
  });

  it('random damage is an error or nothing, never a crash or a hang', async () => {
    const bytes = archive([...FILES, { name: 'n', content: 'x', pax: { path: 'p'.repeat(300) } }]);
    for (let at = 0; at < bytes.length; at += 29) {
      const damaged = Buffer.from(bytes);
      damaged[at]! ^= 0x81;
      const error = await read(damaged).then(
        () => undefined,
        (reason) => reason,
      );
      if (error !== undefined) expect(error).toMatchObject({ code: 'ARCHIVE_DAMAGED' });
    }
  });

  it('passes on the error of what it reads from, also after the end mark', async () => {
    async function* torn(): AsyncGenerator<Buffer> {
      yield archive(FILES);
      throw new Error('torn');
    }
    const names: string[] = [];
    const reading = (async () => {
      for await (const { name } of readTar(torn())) names.push(name);
    })();
    await expect(reading).rejects.toThrow('torn');
    expect(names).toHaveLength(3);
  });
});
