import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { localHost } from '@supermin/core';
import { testBackend } from '@supermin/testkit';
import { backend } from './index.js';

const digest = (text) => `Q1${createHash('sha1').update(text).digest('base64')}`;

/** As `apk` writes it. */
const INSTALLED = `P:musl
V:1.2.4-r2
A:x86_64
D:musl-utils !uclibc
p:so:libc.musl-x86_64.so.1=1
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755

P:busybox
V:1.36.1-r5
A:x86_64
D:so:libc.musl-x86_64.so.1
p:/bin/sh cmd:busybox=1.36.1-r5 cmd:sh=1.36.1-r5
k:100
F:bin
R:busybox
a:0:0:755
Z:${digest('busybox')}
R:sh
a:0:0:777
F:etc
M:0:0:755
R:securetty
Z:${digest('tty1\n')}

P:musl-utils
V:1.2.4-r2
A:x86_64
D:/bin/sh musl>=1.2 so:libc.musl-x86_64.so.1
p:cmd:ldd=1.2.4-r2
F:usr
F:usr/bin
R:ldd

P:yash
V:2.55-r0
A:x86_64
p:/bin/sh
k:60

P:ssl_client
V:1.36.1-r5
A:x86_64
i:busybox musl-utils

`;

const FILES = {
  'etc/os-release': 'ID=alpine\n',
  'etc/apk/world': 'busybox\nyash@testing\n!uclibc\n',
  'etc/securetty': 'tty1\n',
  'lib/apk/db/installed': INSTALLED,
  'bin/busybox': 'busybox',
};

function makeRoot(directory) {
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(join(directory, dirname(path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  symlinkSync('/bin/busybox', join(directory, 'bin/sh'));
}

const common = { arch: 'x86_64', closure: ['musl', 'musl-utils', 'busybox'] };

testBackend(
  { describe, it },
  {
    backend,
    package: new URL('.', import.meta.url),
    root: makeRoot,
    database: ['/lib/apk/db/installed'],
    packages: [
      {
        name: 'busybox',
        version: '1.36.1-r5',
        ...common,
        alsoFoundBy: ['/bin/busybox', '/bin/sh', 'cmd:sh', 'busybox-1.36.1-r5'],
        files: ['/bin', '/bin/busybox', '/bin/sh', '/etc', '/etc/securetty'],
        config: ['/etc/securetty'],
      },
      { name: 'musl', version: '1.2.4-r2', alsoFoundBy: ['so:libc.musl-x86_64.so.1'], ...common },
      { name: 'musl-utils', version: '1.2.4-r2', alsoFoundBy: ['cmd:ldd'], ...common },
      { name: 'yash', version: '2.55-r0', arch: 'x86_64', closure: ['yash'], files: [] },
    ],
  },
);

describe('what only apk has', () => {
  const open = async (work) => {
    const directory = mkdtempSync(join(tmpdir(), 'apk-'));
    try {
      makeRoot(directory);
      await work(await backend.open({ host: localHost(directory), report: () => {} }), directory);
    } finally {
      rmSync(directory, { recursive: true });
    }
  };
  const names = (packages) => packages.map(({ name }) => name);

  it('@world is what the user asked for', () =>
    open((database) => assert.deepEqual(names(database.find('@world')), ['busybox', 'yash'])));

  it('of several providers the one of the highest priority is taken', () =>
    open((database) => assert.deepEqual(names(database.find('/bin/sh')), ['busybox'])));

  it('install_if is a weak dependency', () =>
    open((database) => {
      const roots = database.find('busybox');
      const closure = (weak) => names(database.closure(roots, { weak }));
      assert.deepEqual(closure(false), ['busybox', 'musl', 'musl-utils']);
      assert.deepEqual(closure(true), ['busybox', 'musl', 'musl-utils', 'ssl_client']);
    }));

  it("Wolfi's place is known, too", () =>
    open(async (_database, directory) => {
      const host = localHost(join(directory, 'wolfi'));
      const path = join(directory, 'wolfi/usr/lib/apk/db/installed');
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, INSTALLED);
      assert.deepEqual(backend.freshness(host), ['/usr/lib/apk/db/installed']);
    }));
});
