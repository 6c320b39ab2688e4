import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasDpkg, run, sayMissing } from '../support/judges.ts';
import { open } from '../support/open.ts';
import { RealRoot } from '../support/real-root.ts';

describe.runIf(sayMissing('dpkg', hasDpkg))('the owner of a path', () => {
  const root = new RealRoot(scratchDirectory());
  beforeAll(() => {
    // A merged /usr, as Debian 12 has it, before anything is installed.
    mkdirSync(join(root.path, 'usr/bin'), { recursive: true });
    symlinkSync('usr/bin', join(root.path, 'bin'));
    symlinkSync('/usr/bin', join(root.path, 'absolute'));
    root.divert('--package', 'dash', '--divert', '/bin/sh.distrib', '/bin/sh');
    root.divert('--local', '--divert', '/usr/bin/man.REAL', '/usr/bin/man');
    root.install(
      { fields: { Package: 'bash' }, files: { 'bin/sh': 'bash\n', 'bin/bash': '' } },
      { fields: { Package: 'dash' }, files: { 'bin/sh': 'dash\n', 'usr/bin/dash': '' } },
      { fields: { Package: 'man-db' }, files: { 'usr/bin/man': '' } },
      { fields: { Package: 'mawk' }, files: { 'usr/bin/mawk': '', 'etc/mawk/bin/x': '' } },
      {
        fields: { Package: 'base-files', Essential: 'yes' },
        files: { 'usr/share/doc/x': '', 'usr/share/a b': '', 'usr/bin/link': { link: 'nowhere' } },
      },
    );
    writeFileSync(join(root.path, 'usr/bin/man'), "the administrator's own\n");
    writeFileSync(join(root.path, 'usr/bin/local'), '');
    mkdirSync(join(root.path, 'etc/alternatives'), { recursive: true });
    symlinkSync('/etc/alternatives/awk', join(root.path, 'usr/bin/awk'));
    symlinkSync('/usr/bin/mawk', join(root.path, 'etc/alternatives/awk'));
    symlinkSync('loop', join(root.path, 'usr/bin/loop'));
  });

  it.each([
    ['/usr/bin/mawk', 'mawk'],
    ['/bin/mawk', 'mawk'],
    ['/absolute/mawk', 'mawk'],
    ['/usr//bin/./mawk', 'mawk'],
    ['/usr/bin/bash', 'bash'],
    ['/bin/dash', 'dash'],
    ['/usr/share/a b', 'base-files'],
    ['/usr/bin/link', 'base-files'],
    ['/usr', 'base-files'],
    ['/usr/', 'base-files'],
    ['/usr/bin/awk', 'mawk'],
    ['/bin/awk', 'mawk'],
  ])('%s belongs to %s', async (path, id) => {
    const { database } = await open(root.path);
    expect(database.find(path).map((each) => each.id)).toEqual([id]);
  });

  it.each([
    ['/bin/sh', 'dash'],
    ['/usr/bin/sh', 'dash'],
    ['/usr/bin/sh.distrib', 'bash'],
    ['/bin/man.REAL', 'man-db'],
    ['/usr/bin/man', 'man-db'],
  ])('edge case 14: the diverted %s belongs to %s', async (path, id) => {
    const { database } = await open(root.path);
    expect(database.find(path).map((each) => each.id)).toEqual([id]);
  });

  it.each(['/usr/bin/local', '/bin/loop', '/nowhere/x', '/', '//', '/etc/mawk/bin/mawk'])(
    '%s belongs to nobody',
    async (path) => {
      const { database } = await open(root.path);
      expect(database.find(path)).toEqual([]);
    },
  );
});

describe.runIf(sayMissing('dpkg', hasDpkg))('owners on this host', () => {
  it.each(['/usr/bin/reset', '/bin/bash', '/usr/bin/dpkg', '/sbin/ldconfig'])(
    '%s is owned by whom dpkg-query says',
    async (path) => {
      // dpkg-query compares spellings: the file stands in its list with or without /usr.
      const spellings = [path, path.startsWith('/usr/') ? path.slice(4) : `/usr${path}`];
      const theirs = spellings
        .map((spelling) => run('dpkg-query', ['-S', spelling]))
        .find(({ status }) => status === 0)!.output;
      const { database } = await open('/');
      expect(`${database.find(path)[0]?.name}`).toBe(theirs.split(':')[0]);
    },
  );
});
