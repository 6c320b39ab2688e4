import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { localHost } from '@supermin/core';
import { testBackend } from '@supermin/testkit';
import { backend } from './index.js';

const digest = (text) => createHash('sha256').update(text).digest('hex');

/** As opkg writes it. */
const STATUS = `Package: libc
Version: 1.2.4-r4
Depends: libgcc1
Status: install hold installed
Architecture: x86_64
Installed-Time: 1700000000

Package: libgcc1
Version: 12.3.0-r4
Depends: libc
Status: install hold installed
Architecture: x86_64

Package: busybox
Version: 1.36.1-r1
Depends: libc, gone | libgcc1 (>= 12)
Recommends: extra
Provides: sh
Status: install ok installed
Architecture: x86_64
Conffiles:
 /etc/profile ${digest('profile\n')}
 /etc/removed ${digest('removed\n')}

Package: extra
Version: 1
Status: install user installed
Architecture: all

Package: removed
Version: 1
Status: deinstall ok not-installed
Architecture: all

`;

const FILES = {
  'etc/os-release': 'ID="openwrt"\nID_LIKE="lede openwrt"\n',
  'etc/profile': 'profile\n',
  'etc/removed': 'removed\n',
  'bin/busybox': 'busybox',
  'usr/lib/opkg/status': STATUS,
  'usr/lib/opkg/info/libc.list':
    '/lib/ld-musl-x86_64.so.1\t0100755\n/lib/libc.so\t0120777\tld-musl-x86_64.so.1\n',
  'usr/lib/opkg/info/libgcc1.list': '/lib/libgcc_s.so.1\n',
  'usr/lib/opkg/info/busybox.list': '/bin\n/bin/busybox\n/bin/sh\n/etc/profile\n',
  'usr/lib/opkg/info/extra.list': '',
};

function makeRoot(directory) {
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(join(directory, dirname(path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  symlinkSync('/bin/busybox', join(directory, 'bin/sh'));
}

const arch = 'x86_64';

testBackend(
  { describe, it },
  {
    backend,
    package: new URL('.', import.meta.url),
    root: makeRoot,
    database: ['/usr/lib/opkg/status', '/usr/lib/opkg/info/busybox.list'],
    packages: [
      {
        name: 'busybox',
        version: '1.36.1-r1',
        arch,
        closure: ['busybox', 'libc', 'libgcc1'],
        alsoFoundBy: ['sh', '/bin/busybox', '/bin/sh'],
        files: ['/bin', '/bin/busybox', '/bin/sh', '/etc/profile'],
        config: ['/etc/profile'],
      },
      { name: 'libc', version: '1.2.4-r4', arch, closure: ['libc', 'libgcc1'] },
      { name: 'libgcc1', version: '12.3.0-r4', arch, closure: ['libc', 'libgcc1'] },
      { name: 'extra', version: '1', arch: 'all', closure: ['extra'], files: [] },
    ],
  },
);

describe('what only opkg has', () => {
  const open = async (work) => {
    const directory = mkdtempSync(join(tmpdir(), 'opkg-'));
    try {
      makeRoot(directory);
      const report = () => {};
      const { signal } = new AbortController();
      const context = { host: localHost(directory), signal, report, family: 'openwrt/opkg' };
      await work(await backend.open(context), directory);
    } finally {
      rmSync(directory, { recursive: true });
    }
  };

  it('a package that was removed is not installed', () =>
    open((database) => assert.deepEqual(database.find('removed'), [])));

  it('recommended packages come in with --weak', () =>
    open((database) => {
      const closure = (weak) =>
        database.closure(database.find('busybox'), { weak }).map(({ id }) => id);
      assert.deepEqual(closure(true), ['busybox', 'extra', 'libc', 'libgcc1']);
      assert.deepEqual(closure(false), ['busybox', 'libc', 'libgcc1']);
    }));

  it("Yocto's place is known, too", () =>
    open(async (_database, directory) => {
      const host = localHost(join(directory, 'yocto'));
      mkdirSync(join(directory, 'yocto/var/lib/opkg'), { recursive: true });
      writeFileSync(join(directory, 'yocto/var/lib/opkg/status'), STATUS);
      assert.deepEqual(backend.freshness(host), ['/var/lib/opkg/status']);
    }));
});
