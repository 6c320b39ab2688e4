import { readdirSync, rmSync, symlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { output } from '@supermin/test-support/programs';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { type KeptListsOptions, missingModuleLists } from '../../src/depmod/kept-lists.ts';
import { localHost } from '../../src/host/local-host.ts';
import { kernelModule } from '../support/modules.ts';

const of = (name: string) => kernelModule([`depends=${name}`]);

function options(more: Partial<KeptListsOptions> = {}): KeptListsOptions {
  const { signal } = new AbortController();
  return { identity: 'x', cacheDirectory: scratchDirectory(), signal, ...more };
}

const listed = async (root: string, more: Partial<KeptListsOptions> = {}) => [
  ...(await missingModuleLists(localHost(root), options(more))).entries(),
];
const paths = async (root: string) => (await listed(root)).map(([path]) => path);

describe('missingModuleLists', () => {
  it('reads modules however they are packed, several signed ones in one stream', async () => {
    const pack = (program: string, bytes: Buffer) => output(program, ['-c'], { input: bytes });
    const files: Record<string, Buffer> = {
      'kernel/a.ko': of('b'),
      'kernel/b.ko.gz': gzipSync(of('c')),
    };
    for (const [at, name] of ['c', 'd', 'e'].entries()) {
      const bytes = kernelModule([`depends=${'def'[at]}`], undefined, name !== 'd');
      files[`kernel/${name}.ko.xz`] = pack('xz', bytes);
    }
    files['kernel/f.ko.zst'] = pack('zstd', kernelModule(['depends='], undefined, true));
    const top = scratchDirectory(
      Object.fromEntries(
        Object.entries(files).map(([path, bytes]) => [`lib/modules/6.1/${path}`, bytes]),
      ),
    );
    const lists = await missingModuleLists(localHost(top), options());
    expect(lists.get('/lib/modules/6.1/modules.dep')?.split('\n')[0]).toBe(
      'kernel/a.ko: kernel/b.ko.gz kernel/c.ko.xz kernel/d.ko.xz kernel/e.ko.xz kernel/f.ko.zst',
    );
    expect([...lists.keys()]).toEqual(
      ['dep', 'alias', 'softdep'].map((name) => `/lib/modules/6.1/modules.${name}`),
    );
  });

  it('makes those of each kernel that has none', async () => {
    const root = scratchDirectory({
      'usr/lib/modules/6.1/kernel/a.ko': of('b'),
      'usr/lib/modules/6.2/kernel/a.ko': of('b'),
      'usr/lib/modules/6.2/modules.dep': '',
      'usr/lib/modules/6.3/kernel/a.ko': of('b'),
      'usr/lib/modules/extra/a.ko': of('b'),
      'usr/lib/modules/kernel': '',
    });
    const directories = (await paths(root)).map((path) => path.slice(0, path.lastIndexOf('/')));
    expect([...new Set(directories)]).toEqual(['/usr/lib/modules/6.1', '/usr/lib/modules/6.3']);
  });

  it('none where there are no modules', async () => {
    expect(await paths(scratchDirectory({ 'lib/x': '' }))).toEqual([]);
    expect(await paths(scratchDirectory({ 'lib/modules': '' }))).toEqual([]);
  });

  it('in /usr/lib, which /lib leads to', async () => {
    const root = scratchDirectory({ 'usr/lib/modules/6.1/kernel/a.ko': of('b') });
    symlinkSync('usr/lib', `${root}/lib`);
    expect((await paths(root))[0]).toBe('/usr/lib/modules/6.1/modules.dep');
  });

  it('are kept: modules are not read again for packages with the same digests', async () => {
    const root = scratchDirectory({ 'lib/modules/6.1/kernel/a.ko': of('') });
    const cacheDirectory = scratchDirectory();
    const first = await listed(root, { cacheDirectory });
    writeFiles(root, { 'lib/modules/6.1/kernel/b.ko': of('a') });
    expect(await listed(root, { cacheDirectory })).toEqual(first);
    expect(readdirSync(`${cacheDirectory}/depmod`)).toHaveLength(1);
    const other = new Map(await listed(root, { cacheDirectory, identity: 'y' }));
    expect(other.get('/lib/modules/6.1/modules.dep')).toContain('kernel/b.ko');
    rmSync(`${cacheDirectory}/depmod`, { recursive: true });
    const again = new Map(await listed(root, { cacheDirectory }));
    expect(again.get('/lib/modules/6.1/modules.dep')).toContain('kernel/b.ko');
  });
});
