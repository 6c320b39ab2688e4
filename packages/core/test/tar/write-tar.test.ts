import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { encodeTar, type NewMember } from '../../src/tar/write-tar.ts';
import { run } from '../support/programs.ts';
import { temporary } from '../support/temp.ts';

const FILE: NewMember = {
  name: './etc/a',
  mode: 0o644,
  mtime: 1_000_000_000,
  content: Buffer.from('x'),
};

/** What GNU tar reads. */
function list(members: NewMember[]): string[] {
  const args = ['--quoting-style=escape', '--full-time', '--numeric-owner', '-tvf', '-'];
  return run('tar', args, encodeTar(members)).toString().trim().split('\n');
}

describe('encodeTar', () => {
  it('writes what tar reads', () => {
    expect(
      list([FILE, { name: './l', type: '2', linkname: 'etc/a', mode: 0o777, mtime: 0 }]).map(
        (line) => line.replace(/ +/g, ' '),
      ),
    ).toEqual([
      '-rw-r--r-- 0/0 1 2001-09-09 01:46:40 ./etc/a',
      'lrwxrwxrwx 0/0 0 1970-01-01 00:00:00 ./l -> etc/a',
    ]);
  });

  it('an archive of nothing is 10 KiB of zeros', () => {
    expect(encodeTar([]).equals(Buffer.alloc(10_240))).toBe(true);
  });

  it.each([
    ['2100', 4_102_444_800],
    ['2400', 13_569_465_600],
    ['1965', -157_766_400],
  ])('a time in %s', (year, mtime) => {
    expect(list([{ ...FILE, mtime }])[0]).toContain(`${year}-01-01 00:00:00 ./etc/a`);
  });

  it.each([
    ['long', `./${'d'.repeat(120)}/${'f'.repeat(255)}`],
    ['not UTF-8', './caf\xe9'],
    ['not UTF-8 and long', `./${'\xe9'.repeat(200)}`],
    ['UTF-8', './caf\xc3\xa9'],
  ])('a name that is %s, a link target likewise', (_, name) => {
    const directory = temporary();
    const members = [
      { ...FILE, name },
      { name: './l', type: '2', linkname: name, mode: 0o777, mtime: 0 },
    ];
    writeFileSync(`${directory}/t.tar`, encodeTar(members));
    const listed = run('tar', ['--quoting-style=literal', '-tvf', `${directory}/t.tar`]).toString(
      'latin1',
    );
    const [file, link] = listed.trim().split('\n');
    expect(file!.endsWith(` ${name}`)).toBe(true);
    expect(link!.endsWith(` ./l -> ${name}`)).toBe(true);
  });

  it('content of any length comes out as it went in', () => {
    for (const size of [0, 1, 511, 512, 513, 100_000]) {
      const content = Buffer.alloc(size, 'abc');
      const out = run('tar', ['-xOf', '-', './etc/a'], encodeTar([{ ...FILE, content }, FILE]));
      expect(out.subarray(0, size).equals(content)).toBe(true);
    }
  });
});
