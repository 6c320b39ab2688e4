import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { archive, type Member } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { readDatabase } from '../../../src/repository/index/read-database.ts';

const FILE = `${scratchDirectory()}/core.db`;
const MIB = 1 << 20;

function desc(name: string, version = '1-1', more = ''): string {
  return `%FILENAME%\n${name}.pkg.tar.zst\n\n%NAME%\n${name}\n\n%VERSION%\n${version}\n\n${more}`;
}

function entry(name: string, version = '1-1', content = desc(name, version)): Member {
  return { name: `${name}-${version}/desc`, content };
}

/** What is read, by name and version; an error as the problem that it is. */
async function read(bytes: Buffer): Promise<string[] | string> {
  writeFileSync(FILE, bytes);
  const fault = (problem: string) => new Error(`fault: ${problem}`);
  try {
    const entries = await readDatabase(FILE, new AbortController().signal, fault);
    return entries.map(({ name, version }) => `${name} ${version}`);
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a database of a repository', () => {
  it('has its packages sorted by name, packed or not', async () => {
    const bytes = archive([
      entry('b'),
      entry('a-c', '2:1.0-3', desc('a-c', '2:1.0-3')),
      entry('B'),
    ]);
    const sorted = ['B 1-1', 'a-c 2:1.0-3', 'b 1-1'];
    expect(await read(bytes)).toEqual(sorted);
    expect(await read(gzipSync(bytes))).toEqual(sorted);
  });

  it('has what lies in a desc, and nothing else', async () => {
    const members = [
      ...[
        entry('a'),
        { name: 'a-1-1/files', content: '%FILES%\n' },
        { name: 'desc', content: 'x' },
      ],
      ...[
        { name: 'b-1-1/x/desc', content: 'x' },
        { name: 'b-1-1/desc.old', content: 'x' },
      ],
      ...[
        { name: './c-1-1/desc', content: desc('c') },
        { name: 'd-1-1/xdesc', content: 'x' },
      ],
      { name: 'e-1-1/desc', type: '5' } as Member,
    ];
    expect(await read(archive(members))).toEqual(['a 1-1', 'c 1-1']);
  });

  it('of one name has the package that comes first', async () => {
    const members = [entry('b'), entry('a', '2-1'), entry('a', '3-1'), entry('a', '1-1')];
    expect(await read(archive(members))).toEqual(['a 2-1', 'b 1-1']);
  });

  it('may be empty', async () => {
    expect(await read(archive([]))).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['another name', desc('b'), 'a-1-1: it is not what its name says'],
    ['NUL', desc('a', '1-1', '%DESC%\nx\0\n'), 'a-1-1: its desc has control characters'],
    ['a separator', desc('a', '1-1', '%DESC%\nx\x1f\n'), 'a-1-1: its desc has control characters'],
    ['a record\u2019s end', desc('a', '1-1', '\x1e'), 'a-1-1: its desc has control characters'],
    [
      'carriage return',
      desc('a').replaceAll('\n', '\r\n'),
      'a-1-1: its desc has control characters',
    ],
    ['one byte too many', desc('a').padEnd(MIB + 1, '\n'), 'a-1-1: its desc has 1048577 bytes'],
  ])('is refused with a desc that has %s', async (_, content, problem) => {
    expect(await read(archive([entry('a', '1-1', content)]))).toBe(`fault: ${problem}`);
  });

  it('is refused as a whole with more text, or dependencies, than its packages can have', async () => {
    const wordy = Array.from({ length: 129 }, (_, at) =>
      entry(`p${at}`, '1-1', desc(`p${at}`).padEnd(MIB, '\n')),
    );
    expect(await read(gzipSync(archive(wordy)))).toBe(
      'fault: its packages have more than 134217728 bytes of text',
    );
    const depends = `%DEPENDS%\n${'x\n'.repeat(500_001)}`;
    const needy = Array.from({ length: 4 }, (_, at) =>
      entry(`p${at}`, '1-1', desc(`p${at}`, '1-1', depends)),
    );
    expect(await read(archive(needy))).toBe(
      'fault: its packages have more than 2000000 dependencies',
    );
  });

  it('may have a desc of 1 MiB', async () => {
    const content = desc('a').padEnd(MIB, '\n');
    expect(await read(archive([entry('a', '1-1', content)]))).toEqual(['a 1-1']);
  });

  it('is refused as a whole if it is no archive, or cut off', async () => {
    expect(await read(Buffer.from('<html>log in</html>'.repeat(100)))).toBe(
      'fault: it is no archive that can be read',
    );
    const whole = archive([entry('a')]);
    expect(await read(whole.subarray(0, 700))).toBe('fault: it is no archive that can be read');
    expect(await read(gzipSync(whole).subarray(0, 60))).toMatch(/^fault: /);
  });
});
