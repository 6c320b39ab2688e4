import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { archive } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { ContentStore } from '../../src/appliance/content-store.ts';
import { type Appliance, readAppliance } from '../../src/appliance/reader.ts';
import type { SuperminEvent } from '../../src/events/event.ts';
import { FileTree } from '../../src/tree/file-tree.ts';
import { available, has, run } from '../support/programs.ts';

interface Reading {
  appliance: Appliance;
  tree: FileTree;
  messages: string[];
}

async function read(files: string[], signal = new AbortController().signal): Promise<Reading> {
  const tree = new FileTree();
  const messages: string[] = [];
  const report = (event: SuperminEvent) => 'text' in event && messages.push(event.text);
  const store = new ContentStore('/nowhere');
  const { appliance, archives } = await readAppliance(files, { signal, report });
  await archives({ tree, store });
  return { appliance, tree, messages };
}

const COMPRESSIONS = ['uncompressed', 'gzip', 'xz', 'zstd', 'lz4'].filter(
  (name) => name === 'uncompressed' || available(name, has(name)),
);

const CPIO = run('bash', [
  ...[
    '-c',
    'd=$(mktemp -d) && cd $d && mkdir etc && echo y > etc/x && find . | cpio -oH newc --quiet',
  ],
]);

const CONTENTS: Record<string, string | Buffer> = {
  packages: '\nbash\r\ncoreutils',
  hostfiles: '/etc/*\n',
  excludefiles: '-/usr/share/*\r\n-*.pyc',
  'base image (tar)': archive([{ name: './etc/x', content: 'y' }]),
  'base image (cpio)': CPIO,
  empty: '',
};

describe('text that expands', () => {
  const line = `/${'x'.repeat(62)}\n`;
  const mebibytes = (count: number) => line.repeat(count << 14);

  it('packed, ends with an error that names the file', async () => {
    const path = `${scratchDirectory({ input: gzipSync(mebibytes(17)) })}/input`;
    await expect(read([path])).rejects.toMatchObject({
      code: 'INPUT_SIZE',
      message: expect.stringMatching(/input: .* more than 16777216 bytes, unpacked$/),
    });
  });

  it('of several files counts together', async () => {
    const root = scratchDirectory({ a: mebibytes(9), b: mebibytes(6), c: mebibytes(2) });
    expect((await read([`${root}/a`, `${root}/b`])).appliance.hostfiles).toHaveLength(15 << 14);
    await expect(read(['a', 'b', 'c'].map((name) => `${root}/${name}`))).rejects.toThrow(
      `${root}/c: the text files`,
    );
  });
});

describe.each(COMPRESSIONS)('edge case 15: %s', (compression) => {
  const pack = (content: string | Buffer) =>
    compression === 'uncompressed' ? Buffer.from(content) : run(compression, ['-c'], content);

  it.each(Object.keys(CONTENTS))('%s', async (kind) => {
    const path = `${scratchDirectory({ input: pack(CONTENTS[kind]!) })}/input`;
    const { appliance, tree, messages } = await read([path]);
    expect(appliance).toEqual({
      packages: kind === 'packages' ? ['bash', 'coreutils'] : [],
      hostfiles: kind === 'hostfiles' ? ['/etc/*'] : [],
      excludes: kind === 'excludefiles' ? ['/usr/share/*', '*.pyc'] : [],
    });
    expect(tree.lookup('/etc/x')?.type).toBe(kind.startsWith('base') ? 'file' : undefined);
    expect(messages).toEqual([`build: visiting ${path} type ${compression} ${kind}`]);
  });

  it('an empty tar', async () => {
    const path = `${scratchDirectory({ input: pack(Buffer.alloc(10_240)) })}/input`;
    const { tree, messages } = await read([path]);
    expect([...tree.walk()]).toEqual([]);
    expect(messages[0]).toContain('base image (tar)');
  });

  it('a list that begins with a comment: the file and the line', async () => {
    const path = `${scratchDirectory({ input: pack('# all of them\nbash\n') })}/input`;
    await expect(read([path])).rejects.toMatchObject({
      code: 'INPUT_COMMENT',
      message: `${path}:1: '# all of them' looks like a comment`,
    });
  });

  it.each([
    ['an old cpio archive', '070707'.repeat(200), 'a cpio archive in the old portable format'],
    ['garbage', '\x01\x02\x03'.repeat(100_000), 'unknown file type'],
    ['a program', Buffer.from('\x7fELF'), 'unknown file type'],
  ])('%s is an error that names the file', async (_, content, what) => {
    const path = `${scratchDirectory({ input: pack(content) })}/input`;
    await expect(read([path])).rejects.toMatchObject({
      code: 'INPUT_KIND',
      message: expect.stringMatching(`^${path}: .*${what}`),
      hint: expect.any(String),
    });
  });

  it('a tar that is cut off names the file', async () => {
    const bytes = archive([{ name: 'x', content: 'y' }]).subarray(0, 1000);
    const path = `${scratchDirectory({ input: pack(bytes) })}/input`;
    await expect(read([path])).rejects.toMatchObject({
      code: 'ARCHIVE_DAMAGED',
      message: expect.stringContaining(`${path}: the archive is truncated`),
    });
  });
});

describe('readAppliance', () => {
  it('adds up what many files say, in their order', async () => {
    const root = scratchDirectory({ a: 'one\n', b: '/x\n', c: 'two\n', d: '/y\n', e: '-z\n' });
    const { appliance } = await read(['a', 'b', 'c', 'd', 'e'].map((name) => `${root}/${name}`));
    expect(appliance).toEqual({
      packages: ['one', 'two'],
      hostfiles: ['/x', '/y'],
      excludes: ['z'],
    });
  });

  it('keeps bytes that are not UTF-8', async () => {
    const root = scratchDirectory({ a: Buffer.from('/caf\xe9\n', 'latin1') });
    expect((await read([`${root}/a`])).appliance.hostfiles).toEqual(['/caf\xe9']);
  });

  it('a tar in a gzip that is cut off behind the end mark is damaged all the same', async () => {
    const packed = run('gzip', ['-c'], archive([{ name: 'x', content: 'y' }]));
    const root = scratchDirectory({ a: packed.subarray(0, packed.length - 5) });
    await expect(read([`${root}/a`])).rejects.toMatchObject({
      code: 'APPLIANCE_COMPRESSION',
      message: `${root}/a: the gzip data is truncated, corrupt or followed by other data`,
    });
  });

  it.each([
    ['plain, plain', ['none', 0, 'none']],
    ['plain, zeros, plain', ['none', 512, 'none']],
    ['plain, gzip', ['none', 0, 'gzip']],
    ['plain, zeros, xz', ['none', 512, 'xz']],
    ['gzip, gzip', ['gzip', 0, 'gzip']],
    ['gzip, zeros, plain', ['gzip', 8, 'none']],
    ['gzip, zeros, gzip', ['gzip', 8, 'gzip']],
    ['gzip, zeros, xz', ['gzip', 8, 'xz']],
  ] as const)('an initramfs of two segments: %s', async (_, [first, zeros, second]) => {
    const segment = (name: string, how: string) => {
      const root = scratchDirectory({ [name]: name });
      const cpio = run('cpio', ['-o', '-H', 'newc', '--quiet', '-D', root], `${name}\n`);
      return how === 'none' ? cpio : run(how, ['-c'], cpio);
    };
    const parts = [segment('early', first), Buffer.alloc(zeros), segment('main', second)];
    const { tree } = await read([`${scratchDirectory({ a: Buffer.concat(parts) })}/a`]);
    expect([...tree.walk()].map(({ path }) => path)).toEqual(['/early', '/main']);
  });

  it('says what of a tar is passed over, with its name', async () => {
    const bytes = Buffer.concat([archive([{ name: 'x' }]), Buffer.from('garbage')]);
    const path = `${scratchDirectory({ a: bytes })}/a`;
    const { messages } = await read([path]);
    expect(messages).toContain(`${path}: what follows the end mark of the archive is left out`);
  });

  it('half a million names', async () => {
    const root = scratchDirectory({ a: 'name\n'.repeat(500_000) });
    expect((await read([`${root}/a`])).appliance.packages).toHaveLength(500_000);
  });

  it('an error leaves no descriptor open, and no program running', async () => {
    const children = () => readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8');
    const open = () => [readdirSync('/proc/self/fd').length, children()];
    const garbage = randomBytes(8 << 20);
    for (const name of COMPRESSIONS) {
      const bytes = name === 'uncompressed' ? garbage : run(name, ['-c'], garbage);
      const path = `${scratchDirectory({ a: bytes })}/a`;
      const before = open();
      await expect(read([path])).rejects.toMatchObject({ code: 'INPUT_KIND' });
      await expect.poll(open).toEqual(before);
    }
  });

  it('an error in another file closes archives that were not read yet', async () => {
    const children = () => readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8');
    const open = () => [readdirSync('/proc/self/fd').length, children()];
    // Too large to be read ahead, and nothing to gzip; but quick for xz, as it repeats.
    const content = randomBytes(1 << 16)
      .toString('latin1')
      .repeat(17 << 4);
    const bytes = archive([{ name: 'x', content }]);
    for (const name of COMPRESSIONS) {
      const root = scratchDirectory({
        archive: name === 'uncompressed' ? bytes : run(name, ['-1', '-c'], bytes),
        garbage: '\x01\x02',
      });
      const before = open();
      const reading = read([`${root}/archive`, `${root}/garbage`]);
      await expect(reading).rejects.toMatchObject({ code: 'INPUT_KIND' });
      await expect.poll(open).toEqual(before);
    }
  });

  it('says all that the texts say before it has read an archive', async () => {
    const root = scratchDirectory({
      a: archive([{ name: 'etc/x', content: 'y' }]),
      b: run('gzip', ['-c'], archive([{ name: 'etc/y', content: 'y' }])),
      c: 'bash\n',
    });
    const paths = ['a', 'b', 'c'].map((name) => `${root}/${name}`);
    const signal = new AbortController().signal;
    const { appliance, archives } = await readAppliance(paths, { signal, report: () => {} });
    expect(appliance.packages).toEqual(['bash']);
    const tree = new FileTree();
    await archives({ tree, store: new ContentStore('/nowhere') });
    expect([...tree.walk()].map(({ path }) => path)).toEqual(['/etc', '/etc/x', '/etc/y']);
  });

  it("an abort is the abort's reason", async () => {
    const reason = new Error('enough');
    const root = scratchDirectory({ a: archive([{ name: 'x' }]) });
    await expect(read([`${root}/a`], AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
