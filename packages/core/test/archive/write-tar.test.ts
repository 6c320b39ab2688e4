import { describe, expect, it } from 'vitest';
import { encodeTar, type NewMember } from '../../src/archive/write-tar.ts';
import { run } from '../support/programs.ts';

const FILE: NewMember = {
  name: './etc/a',
  mode: 0o644,
  mtime: 1_000_000_000,
  content: Buffer.from('x'),
};

/** What GNU tar reads. */
function list(members: NewMember[]): string[] {
  const args = ['--quoting-style=escape', '--full-time', '-tvf', '-'];
  return run('tar', args, encodeTar(members)).toString().trim().split('\n');
}

describe('encodeTar', () => {
  it("writes what tar reads, all of it root's", () => {
    const link = { name: './l', linkname: 'etc/a', mode: 0o777, mtime: 0 };
    expect(list([FILE, link]).map((line) => line.replace(/ +/g, ' '))).toEqual([
      '-rw-r--r-- root/root 1 2001-09-09 01:46:40 ./etc/a',
      'lrwxrwxrwx root/root 0 1970-01-01 00:00:00 ./l -> etc/a',
    ]);
  });

  it('an archive of nothing is nothing but zeros', () => {
    const bytes = encodeTar([]);
    expect(bytes.length).toBeGreaterThanOrEqual(1024);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  });

  it.each([
    ['long', `./${'d'.repeat(120)}/${'f'.repeat(255)}`],
    ['UTF-8', './caf\xc3\xa9'],
    ['no UTF-8', './caf\xe9'],
  ])('a name that is %s', (_, name) => {
    const bytes = encodeTar([{ ...FILE, name }]);
    const listed = run('tar', ['--quoting-style=literal', '-tf', '-'], bytes).toString('latin1');
    expect(listed.trim()).toBe(name);
  });

  it.each([
    ['2100', 4_102_444_800],
    ['2400', 13_569_465_600],
    ['1965', -157_766_400],
  ])('a time in %s', (year, mtime) => {
    expect(list([{ ...FILE, mtime }])[0]).toContain(`${year}-01-01 00:00:00 ./etc/a`);
  });

  it('content of any length comes out as it went in', () => {
    for (const size of [0, 1, 511, 512, 513, 100_000]) {
      const content = Buffer.alloc(size, 'abc');
      const bytes = encodeTar([{ ...FILE, content }, FILE]);
      const out = run('tar', ['-xOf', '-', './etc/a'], bytes);
      expect(out.subarray(0, size).equals(content)).toBe(true);
    }
  });

  it('gives the same bytes for the same members', () => {
    expect(encodeTar([FILE]).equals(encodeTar([FILE]))).toBe(true);
  });
});
