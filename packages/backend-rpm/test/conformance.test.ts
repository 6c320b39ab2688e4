import { CLOSURES, FORMATS, type Format, makeRoot } from '@supermin/test-support/rpm';
import { testBackend } from '@supermin/testkit';
import { describe, it } from 'vitest';
import { backend } from '../src/index.ts';

const DIRECTORY = '/usr/lib/sysimage/rpm';

describe.each(Object.keys(FORMATS) as Format[])('with a database in %s', (format) => {
  testBackend(
    { describe, it },
    {
      backend,
      package: new URL('..', import.meta.url),
      root: (directory) => void makeRoot(directory, { format }),
      family: 'fedora/rpm',
      database: [`${DIRECTORY}/${FORMATS[format].file}`],
      packages: [
        {
          ...{ name: 'clib', version: '2:2.38-7', arch: 'x86_64', closure: CLOSURES.clib! },
          alsoFoundBy: ['clib.x86_64', 'libclib.so.6()(64bit)', '/usr/lib64/libclib.so.6'],
          files: ['/usr/lib64/libclib.so.6'],
          config: [],
        },
        {
          ...{ name: 'clib-common', version: '2:2.38-7', arch: 'noarch' },
          closure: CLOSURES['clib-common']!,
          files: ['/etc/nss.conf'],
          config: ['/etc/nss.conf'],
        },
        {
          ...{ name: 'tools', version: '9.4~rc1-3^git1', arch: 'x86_64', closure: CLOSURES.tools! },
          alsoFoundBy: ['tools-9.4~rc1', '/usr/bin/tool'],
        },
        { name: 'rich', version: '1-1', arch: 'noarch', closure: CLOSURES.rich! },
        { name: 'meta', version: '1-1', arch: 'noarch', closure: CLOSURES.meta! },
      ],
    },
  );
});
