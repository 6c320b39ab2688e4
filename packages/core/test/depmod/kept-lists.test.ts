import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { available, hasProgram, output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { missingModuleLists } from '../../src/depmod/kept-lists.ts';
import { moduleInfo } from '../../src/depmod/module-info.ts';
import { moduleLists } from '../../src/depmod/module-lists.ts';
import { readModules } from '../../src/depmod/read-modules.ts';
import { localHost } from '../../src/host/local-host.ts';

const signal = new AbortController().signal;

interface Shape {
  wide: boolean;
  little: boolean;
}

/** A module with nothing in it but `.modinfo`: elf(5). */
function module(info: readonly string[], { wide, little }: Shape, signed = false): Buffer {
  const modinfo = Buffer.from(info.map((entry) => `${entry}\0`).join(''), 'latin1');
  const names = Buffer.from('\0.modinfo\0.shstrtab\0', 'latin1');
  const header = Buffer.alloc(wide ? 64 : 52);
  header.write('\x7fELF', 'latin1');
  header[4] = wide ? 2 : 1;
  header[5] = little ? 1 : 2;
  const half = (at: number, value: number) =>
    little ? header.writeUInt16LE(value, at) : header.writeUInt16BE(value, at);
  const entry = wide ? 64 : 40;
  const sections = Buffer.alloc(3 * entry);
  const word = (bytes: Buffer, at: number, value: number, size: number) => {
    if (size === 8)
      little
        ? bytes.writeBigUInt64LE(BigInt(value), at)
        : bytes.writeBigUInt64BE(BigInt(value), at);
    else little ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at);
  };
  const size = wide ? 8 : 4;
  const start = header.length;
  const section = (number: number, name: number, offset: number, length: number) => {
    word(sections, number * entry, name, 4);
    word(sections, number * entry + (wide ? 24 : 16), offset, size);
    word(sections, number * entry + (wide ? 32 : 20), length, size);
  };
  section(1, 1, start, modinfo.length);
  section(2, 10, start + modinfo.length, names.length);
  word(header, wide ? 40 : 32, start + modinfo.length + names.length, size);
  half(wide ? 58 : 46, entry);
  half(wide ? 60 : 48, 3);
  half(wide ? 62 : 50, 2);
  const signature = signed
    ? Buffer.from('signature~Module signature appended~\n')
    : Buffer.alloc(0);
  return Buffer.concat([header, modinfo, names, sections, signature]);
}

const SHAPES: Shape[] = [true, false].flatMap((wide) =>
  [true, false].map((little) => ({ wide, little })),
);

describe('moduleInfo', () => {
  it.each(SHAPES)('reads modules of any class and byte order: %j', (shape) => {
    const bytes = module(
      ['depends=a,b-c', 'alias=x', 'softdep=pre: y', 'name=m', 'alias=z'],
      shape,
    );
    expect(moduleInfo(bytes)).toEqual({
      depends: ['a', 'b-c'],
      aliases: ['x', 'z'],
      softdeps: ['pre: y'],
    });
    expect(moduleInfo(module(['depends='], shape))).toMatchObject({ depends: [] });
    expect(moduleInfo(bytes.subarray(0, -40))).toBeUndefined();
  });

  it('knows what is no module', () => {
    expect(moduleInfo(Buffer.from('text'))).toBeUndefined();
    expect(moduleInfo(Buffer.alloc(200))).toBeUndefined();
  });
});

describe('moduleLists', () => {
  it('lists what is needed, those that need others first', () => {
    const info = (...depends: string[]) => ({ depends, aliases: [], softdeps: [] });
    const lists = moduleLists(
      new Map([
        ['kernel/a.ko', info('b')],
        ['kernel/b.ko.xz', info('c_d', 'e')],
        ['kernel/c-d.ko', { ...info(), aliases: ['pci:*'], softdeps: ['pre: a'] }],
        ['kernel/e.ko', info('c_d', 'missing')],
      ]),
    );
    expect(lists['modules.dep']).toBe(
      [
        'kernel/a.ko: kernel/b.ko.xz kernel/e.ko kernel/c-d.ko',
        'kernel/b.ko.xz: kernel/e.ko kernel/c-d.ko',
        'kernel/c-d.ko:',
        'kernel/e.ko: kernel/c-d.ko',
        '',
      ].join('\n'),
    );
    expect(lists['modules.alias']).toContain('\nalias pci:* c_d\n');
    expect(lists['modules.softdep']).toContain('\nsoftdep c_d pre: a\n');
  });
});

describe('missingModuleLists', () => {
  it('reads modules however they are packed, several signed ones in one stream', async () => {
    const shape = { wide: true, little: true };
    const pack = (program: string, bytes: Buffer) => output(program, ['-c'], { input: bytes });
    const files: Record<string, Buffer> = {
      'kernel/a.ko': module(['depends=b'], shape),
      'kernel/b.ko.gz': gzipSync(module(['depends=c'], shape)),
    };
    for (const [at, name] of ['c', 'd', 'e'].entries()) {
      const bytes = module([`depends=${'def'[at]}`], shape, name !== 'd');
      files[`kernel/${name}.ko.xz`] = pack('xz', bytes);
    }
    files['kernel/f.ko.zst'] = pack('zstd', module(['depends='], shape, true));
    const top = scratchDirectory(
      Object.fromEntries(
        Object.entries(files).map(([path, bytes]) => [`lib/modules/6.1/${path}`, bytes]),
      ),
    );
    const options = { identity: 'x', cacheDirectory: scratchDirectory(), signal };
    const lists = await missingModuleLists(localHost(top), options);
    expect(lists.get('/lib/modules/6.1/modules.dep')?.split('\n')[0]).toBe(
      'kernel/a.ko: kernel/b.ko.gz kernel/c.ko.xz kernel/d.ko.xz kernel/e.ko.xz kernel/f.ko.zst',
    );
    expect([...lists.keys()].length).toBe(3);
  });

  it('leaves a kernel that has its lists alone', async () => {
    const top = scratchDirectory({
      'lib/modules/6.1/kernel/a.ko': '',
      'lib/modules/6.1/modules.dep': '',
    });
    const options = { identity: 'x', cacheDirectory: scratchDirectory(), signal };
    expect(await missingModuleLists(localHost(top), options)).toEqual(new Map());
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
        sets(readFileSync(`${directory}/modules.dep`, 'latin1').replace(/:$/gm, ':')),
      );
    },
    120_000,
  );
});
