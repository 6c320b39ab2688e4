import { CLOSURES, makeRoot } from '@supermin/test-support/pacman';
import { testBackend } from '@supermin/testkit';
import { describe, it } from 'vitest';
import { backend } from '../src/index.ts';

const LOCAL = '/var/lib/pacman/local';

testBackend(
  { describe, it },
  {
    backend,
    package: new URL('..', import.meta.url),
    root: (directory) => void makeRoot(directory),
    wholeDatabase: LOCAL,
    database: [
      ...['desc', 'files'].map((name) => `${LOCAL}/settings-1-1/${name}`),
      `${LOCAL}/clib-2.38+r7-3.1/desc`,
      `${LOCAL}/loop-b-1.0-1/desc`,
    ],
    packages: [
      {
        ...{ name: 'clib', version: '2.38+r7-3.1', arch: 'x86_64', closure: CLOSURES.clib! },
        alsoFoundBy: ['clib=2.38+r7', 'libclib.so=6-64', '/usr/lib/libclib.so.6'],
        files: ['/usr', '/usr/lib', '/usr/lib/libclib.so', '/usr/lib/libclib.so.6'],
        config: [],
      },
      {
        ...{ name: 'shell', version: '5.2-1', arch: 'x86_64', closure: CLOSURES.shell! },
        alsoFoundBy: ['sh', '/bin/sh', 'shell-5.2-1-x86_64'],
        config: ['/etc/shellrc'],
      },
      { name: 'settings', version: '1-1', arch: 'any', closure: CLOSURES.settings! },
      { name: 'loop-a', version: '1.0-1', arch: 'any', closure: CLOSURES['loop-a']! },
      { name: 'loop-b', version: '1.0-1', arch: 'any', closure: CLOSURES['loop-b']! },
      { name: 'meta', version: '1-1', arch: 'any', closure: CLOSURES.meta! },
    ],
  },
);
