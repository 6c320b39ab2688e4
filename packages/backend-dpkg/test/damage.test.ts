import { existsSync, readFileSync } from 'node:fs';
import { isSuperminError } from '@supermin/core';
import { randomNumbers } from '@supermin/test-support/random';
import { describe, expect, it } from 'vitest';
import { sayMissing, sharedData } from './support/judges.ts';
import { memoryHost } from './support/memory-host.ts';
import { open } from './support/open.ts';
import { statusText } from './support/status.ts';

const DIGEST = '0123456789abcdef0123456789abcdef';

const DATABASE: Record<string, string> = {
  '/var/lib/dpkg/status': statusText(
    { Package: 'a', Depends: 'b (>= 1) | x, c:any, v', Conffiles: `\n /etc/a ${DIGEST}` },
    { Package: 'b', 'Pre-Depends': 'd', Recommends: 'e' },
    { Package: 'c', 'Multi-Arch': 'allowed', Depends: 'a' },
    { Package: 'd', 'Multi-Arch': 'same', Provides: 'v (= 2), w' },
    { Package: 'd', 'Multi-Arch': 'same', Provides: 'v (= 2)', Architecture: 'i386' },
    { Package: 'e', Status: 'deinstall ok config-files' },
  ),
  '/var/lib/dpkg/arch': 'amd64\ni386\n',
  '/var/lib/dpkg/diversions': '/usr/bin/a\n/usr/bin/a.real\nb\n/etc/a\n/etc/b\n:\n',
  '/var/lib/dpkg/info/a.list': '/.\n/usr\n/usr/bin\n/usr/bin/a\n/etc\n/etc/a\n',
  '/var/lib/dpkg/info/b.list': '/.\n/usr\n/usr/bin\n/usr/bin/a\n',
  '/var/lib/dpkg/info/c.list': '/.\n/etc\n/etc/c\n',
  '/var/lib/dpkg/info/d:amd64.list': '/.\n/usr\n/usr/lib\n',
  '/var/lib/dpkg/info/d:i386.list': '/.\n/usr\n/usr/lib\n',
};

/** All that supermin asks of a database. A damaged one must give an answer or an error of ours that names a file. */
async function use(files: Record<string, string>): Promise<'answer' | string> {
  const { signal } = new AbortController();
  try {
    const { database } = await open(
      memoryHost({ ...files, '/etc/a': 'a', '/etc/b': 'b', '/etc/c': 'c' }),
    );
    const roots = ['a', 'd:i386', '/usr/bin/a', 'w'].flatMap((name) => database.find(name));
    for (const resolver of ['default', 'supermin5'] as const) {
      const closure = await database.closure(roots, { resolver, weak: true });
      const contents = await database.contents(closure, signal);
      for (const { files } of contents) {
        for (const { path } of files) expect(path).toMatch(/^(?:\/(?!\.{0,2}(?:\/|$))[^/]+)+$/s);
      }
      await database.pristine(contents, { useInstalled: true, temporaryDirectory: '/nowhere' });
    }
    return 'answer';
  } catch (error) {
    if (!isSuperminError(error)) throw error;
    return error.message;
  }
}

describe('a damaged database', () => {
  it('is none as it stands', async () => {
    expect(await use(DATABASE)).toBe('answer');
  });

  it('with 1,000 random changes: an answer, or an error that names the file', async () => {
    const choose = randomNumbers(1);
    // By byte: the status file, which is most of the text, is hit most.
    const places = Object.entries(DATABASE).flatMap(([name, text]) =>
      Array.from(text, (_, at) => ({ name, at })),
    );
    let errors = 0;
    for (let round = 0; round < 1000; round++) {
      const { name, at } = places[choose(places.length)]!;
      const bytes = Buffer.from(DATABASE[name]!, 'latin1');
      bytes[at]! ^= 1 << choose(8);
      const result = await use({ ...DATABASE, [name]: bytes.toString('latin1') });
      if (result === 'answer') continue;
      errors++;
      expect(result).toMatch(/^\/var\/lib\/dpkg\/\S+: /);
    }
    expect(errors).toBeGreaterThan(100);
    expect(process.resourceUsage().maxRSS).toBeLessThan(300 * 1024);
  });

  it.each(Object.keys(DATABASE))('with %s cut at 20 places: the same', async (name) => {
    const whole = DATABASE[name]!;
    for (let cut = 0; cut < 20; cut++) {
      const length = Math.floor((whole.length * cut) / 20);
      const result = await use({ ...DATABASE, [name]: whole.slice(0, length) });
      if (result !== 'answer') expect(result).toContain('/var/lib/dpkg/');
      else if (length > 0) expect(whole[length - 1]).toBe('\n');
    }
  });

  it.each(Object.keys(DATABASE))('with %s made of zeros: an error that names it', async (name) => {
    expect(await use({ ...DATABASE, [name]: '\0'.repeat(4096) })).toContain(
      `${name}: line 1: zero byte`,
    );
  });
});

const ubuntu = `${sharedData}/ubuntu-20.04-base/var/lib/dpkg/status`;
const FLIPS = 1000;

describe.runIf(sayMissing(ubuntu, existsSync(ubuntu)))('the status file of Ubuntu, damaged', () => {
  const path = '/var/lib/dpkg/status';
  const outcome = async (status: string) => {
    try {
      const { database } = await open(memoryHost({ [path]: status }));
      const closure = await database.closure(database.find('systemd'), { resolver: 'default' });
      return String(closure.length);
    } catch (error) {
      if (!isSuperminError(error)) throw error;
      return error.message;
    }
  };

  it(`in ${FLIPS} bytes, one at a time: an answer, or an error that names it`, async () => {
    const bytes = readFileSync(ubuntu);
    const choose = randomNumbers(2);
    for (let round = 0; round < FLIPS; round++) {
      const at = choose(bytes.length);
      const original = bytes[at]!;
      bytes[at] = original ^ (1 + choose(255));
      expect(await outcome(bytes.toString('latin1'))).toMatch(/^(\d+$|\/var\/lib\/dpkg\/status: )/);
      bytes[at] = original;
    }
    expect(process.resourceUsage().maxRSS).toBeLessThan(300 * 1024);
  });

  it('cut at 20 places: an error that names it', async () => {
    const text = readFileSync(ubuntu, 'latin1');
    for (let cut = 1; cut < 20; cut++) {
      const part = text.slice(0, Math.floor((text.length * cut) / 20));
      expect(await outcome(part)).toMatch(/^\/var\/lib\/dpkg\/status: /);
    }
  });
});
