import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { testBackend } from '@supermin/testkit';
import { DATABASE } from './database.js';
import { backend } from './index.js';

const digest = (text) => createHash('sha256').update(text).digest('hex');

/** A small system, with two packages that need each other, a name that is provided, and a config file. */
const FILES = {
  'etc/os-release': 'ID={{NAME}}\n',
  'etc/shellrc': 'prompt\n',
  'usr/bin/shell': 'program',
  'usr/lib/libc.so': 'library',
  [DATABASE.slice(1)]: `package libc 2.0 x86_64
needs libc-data
file /usr/lib/libc.so
package libc-data 2.0 any
needs libc
package shell 5.2-1 x86_64
essential
needs libc
provides sh
file /usr/bin
file /usr/bin/shell
file /usr/bin/sh
config /etc/shellrc ${digest('prompt\n')}
`,
};

function makeRoot(directory) {
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(join(directory, dirname(path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  symlinkSync('shell', join(directory, 'usr/bin/sh'));
}

// A test for every promise of the plugin contract.
testBackend(
  { describe, it },
  {
    backend,
    package: new URL('.', import.meta.url),
    root: makeRoot,
    database: [DATABASE],
    packages: [
      {
        name: 'shell',
        version: '5.2-1',
        arch: 'x86_64',
        alsoFoundBy: ['sh', '/usr/bin/shell'],
        closure: ['libc', 'libc-data', 'shell'],
        files: ['/etc/shellrc', '/usr/bin', '/usr/bin/sh', '/usr/bin/shell'],
        config: ['/etc/shellrc'],
      },
      { name: 'libc', version: '2.0', arch: 'x86_64', closure: ['libc', 'libc-data'] },
      { name: 'libc-data', version: '2.0', arch: 'any', closure: ['libc', 'libc-data'], files: [] },
    ],
    essential: ['shell'],
  },
);
