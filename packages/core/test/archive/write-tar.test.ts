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
async function list(members: NewMember[]): Promise<string[]> {
  const args = ['--quoting-style=escape', '--full-time', '--numeric-owner', '-tvf', '-'];
  return run('tar', args, await encodeTar(members))
    .toString()
    .trim()
    .split('\n');
}

describe('encodeTar', () => {
  it("writes what tar reads, all of it root's", async () => {
    const link = { name: './l', linkname: 'etc/a', mode: 0o777, mtime: 0 };
    expect((await list([FILE, link])).map((line) => line.replace(/ +/g, ' '))).toEqual([
      '-rw-r--r-- 0/0 1 2001-09-09 01:46:40 ./etc/a',
      'lrwxrwxrwx 0/0 0 1970-01-01 00:00:00 ./l -> etc/a',
    ]);
  });

  it('an archive of nothing is nothing but zeros', async () => {
    const bytes = await encodeTar([]);
    expect(bytes.length).toBeGreaterThanOrEqual(1024);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  });

  it.each([
    ['long', `./${'d'.repeat(120)}/${'f'.repeat(255)}`],
    ['UTF-8', './caf\xc3\xa9'],
  ])('a name that is %s', async (_, name) => {
    const bytes = await encodeTar([{ ...FILE, name }]);
    const listed = run('tar', ['--quoting-style=literal', '-tf', '-'], bytes).toString('latin1');
    expect(listed.trim()).toBe(name);
  });

  it.each([
    ['2100', 4_102_444_800],
    ['2400', 13_569_465_600],
    ['1965', -157_766_400],
  ])('a time in %s', async (year, mtime) => {
    expect((await list([{ ...FILE, mtime }]))[0]).toContain(`${year}-01-01 00:00:00 ./etc/a`);
  });

  it.each([{ name: './caf\xe9' }, { linkname: 'caf\xe9' }])(
    'what is not UTF-8 is an error, not another name: %j',
    async (more) => {
      await expect(encodeTar([{ ...FILE, ...more }])).rejects.toMatchObject({
        code: 'ARCHIVE_NAME',
        message: expect.stringContaining('caf\\xe9'),
      });
    },
  );

  it('content of any length comes out as it went in', async () => {
    for (const size of [0, 1, 511, 512, 513, 100_000]) {
      const content = Buffer.alloc(size, 'abc');
      const bytes = await encodeTar([{ ...FILE, content }, FILE]);
      const out = run('tar', ['-xOf', '-', './etc/a'], bytes);
      expect(out.subarray(0, size).equals(content)).toBe(true);
    }
  });

  it('gives the same bytes for the same members', async () => {
    expect((await encodeTar([FILE])).equals(await encodeTar([FILE]))).toBe(true);
  });
});
