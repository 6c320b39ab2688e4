import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { available, hasProgram, output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { moduleLists } from '../../src/depmod/module-lists.ts';
import { readModules } from '../../src/depmod/read-modules.ts';
import { localHost } from '../../src/host/local-host.ts';
import { kernelModule } from '../support/modules.ts';

const { signal } = new AbortController();
const of = (name: string) => kernelModule([`depends=${name}`]);
const pack = (program: string, bytes: Buffer) => output(program, ['-c'], { input: bytes });

async function found(files: Record<string, Buffer | string>): Promise<[string, string][]> {
  const root = scratchDirectory(files);
  const modules = await readModules(localHost(root), '/', signal);
  return [...modules].map(([path, { depends }]) => [path, depends.join()]);
}

afterEach(() => void vi.unstubAllEnvs());

describe('readModules', () => {
  it('finds them in all directories, however they are packed, in byte order', async () => {
    expect(
      await found({
        'b.ko': of('1'),
        'a/z.ko.xz': pack('xz', of('2')),
        'a/y.ko.zst': pack('zstd', of('3')),
        'a/b/c.ko.gz': gzipSync(of('4')),
        'a/x.ko.xz': pack('xz', of('5')),
        'c.ko.zst': pack('zstd', of('6')),
      }),
    ).toEqual([
      ['a/b/c.ko.gz', '4'],
      ['a/x.ko.xz', '5'],
      ['a/y.ko.zst', '3'],
      ['a/z.ko.xz', '2'],
      ['b.ko', '1'],
      ['c.ko.zst', '6'],
    ]);
  });

  it('passes over what is none, by its name or by what is in it', async () => {
    const module = of('1');
    expect(
      await found({
        'a.ko': module,
        'b.ko.old': module,
        'c.ko.bz2': module,
        'd.kox': module,
        ko: module,
        'empty.ko': '',
        'text.ko': 'text',
        'text.ko.gz': gzipSync('text'),
      }),
    ).toEqual([['a.ko', '1']]);
  });

  it('takes a module that is called `.gz` and is not packed for what it is', async () => {
    expect(await found({ 'a.ko.gz': of('1') })).toEqual([['a.ko.gz', '1']]);
  });

  it('follows no links', async () => {
    const root = scratchDirectory({ 'k/a.ko': of('1') });
    mkdirSync(`${root}/m`);
    symlinkSync('../k/a.ko', `${root}/m/a.ko`);
    symlinkSync('../k', `${root}/m/k`);
    expect(await readModules(localHost(root), '/m', signal)).toEqual(new Map());
  });

  it('says which program is missing that would unpack them', async () => {
    const packed = pack('xz', of('1'));
    vi.stubEnv('PATH', scratchDirectory());
    await expect(found({ 'a.ko.xz': packed })).rejects.toMatchObject({
      code: 'PROGRAM_MISSING',
      message: expect.stringContaining('xz'),
    });
  });

  it('fails where they cannot be unpacked', async () => {
    const cut = pack('zstd', of('1')).subarray(0, -3);
    await expect(found({ 'a.ko.zst': cut })).rejects.toMatchObject({ code: 'PROGRAM_FAILED' });
  });

  const kernels = existsSync('/lib/modules') ? readdirSync('/lib/modules') : [];
  const [version] = kernels.filter((name) => existsSync(`/lib/modules/${name}/modules.dep`));
  const canCompare = version !== undefined && hasProgram('xz');

  it.runIf(available("this machine's modules", canCompare))(
    'finds what depmod found',
    async () => {
      const directory = `/lib/modules/${version}`;
      const lists = moduleLists(await readModules(localHost(), directory, signal));
      const sets = (text: string) =>
        text
          .trim()
          .split('\n')
          .map((line) =>
            line
              .split(': ')
              .map((part) => part.split(' ').sort().join(' '))
              .join(': '),
          )
          .sort();
      expect(sets(lists['modules.dep'])).toEqual(
        sets(readFileSync(`${directory}/modules.dep`, 'latin1')),
      );
    },
    120_000,
  );
});
