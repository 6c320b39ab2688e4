import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { testBackend } from '@supermin/testkit';
import { describe, it } from 'vitest';
import { backend } from '../src/index.ts';
import { makeAdminDirectory } from './support/judges.ts';
import { statusText } from './support/status.ts';

const digest = (text: string) => createHash('md5').update(text).digest('hex');

const INFO = '/var/lib/dpkg/info';
const FILES: Record<string, string> = {
  '/etc/os-release': 'ID=debian\n',
  '/etc/shell.conf': 'shell',
  '/usr/bin/shell': 'elf',
  '/usr/bin/caf\xc3\xa9 tool': 'elf',
  [`${INFO}/libc:amd64.list`]: '/.\n/usr\n/usr/lib\n/usr/lib/libc.so\n',
  [`${INFO}/shell.list`]: '/.\n/etc\n/etc/shell.conf\n/usr\n/usr/bin\n/usr/bin/shell\n',
  [`${INFO}/tool.list`]: '/.\n/usr\n/usr/bin\n/usr/bin/caf\xc3\xa9 tool\n',
};

function makeRoot(root: string): void {
  const status = statusText(
    { Package: 'libc', Version: '2:2.36-9', 'Multi-Arch': 'same', Depends: 'tool' },
    {
      Package: 'shell',
      'Pre-Depends': 'libc (>= 2:2.30)',
      Conffiles: `\n /etc/shell.conf ${digest('shell')}`,
      Provides: 'sh',
      Recommends: 'missing',
    },
    { Package: 'tool', Architecture: 'all', Essential: 'yes', Depends: 'libc, sh' },
  );
  makeAdminDirectory(root, status);
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(root + dirname(path), { recursive: true });
    writeFileSync(Buffer.from(root + path, 'latin1'), content, 'latin1');
  }
}

const ALL = ['libc', 'shell', 'tool'];

testBackend(
  { describe, it },
  {
    backend,
    package: new URL('..', import.meta.url),
    root: makeRoot,
    database: [
      '/var/lib/dpkg/status',
      ...Object.keys(FILES).filter((path) => path.startsWith(INFO)),
    ],
    essential: ['tool'],
    packages: [
      {
        ...{ name: 'libc', version: '2:2.36-9', arch: 'amd64', closure: ALL },
        alsoFoundBy: ['libc:amd64', '/usr/lib/libc.so'],
        files: ['/usr', '/usr/lib', '/usr/lib/libc.so'],
      },
      {
        ...{ name: 'shell', version: '1', arch: 'amd64', closure: ALL },
        alsoFoundBy: ['sh', '/usr/bin/shell'],
        files: ['/etc', '/etc/shell.conf', '/usr', '/usr/bin', '/usr/bin/shell'],
        config: ['/etc/shell.conf'],
      },
      {
        ...{ name: 'tool', version: '1', arch: 'all', closure: ALL },
        files: ['/usr', '/usr/bin', '/usr/bin/caf\xc3\xa9 tool'],
        config: [],
      },
    ],
  },
);
