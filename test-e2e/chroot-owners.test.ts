import { chmodSync, chownSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SmallRoot } from '@supermin/test-support/debian';
import { run } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { describe, expect, inject, it } from 'vitest';

const top = scratchDirectory();
const root = new SmallRoot(join(top, 'root'));
root.install('tiny', ['/usr/bin/tiny', '/usr/bin/other', '/usr/bin/setuid']);
symlinkSync('tiny', join(root.directory, 'usr/bin/link'));
writeFileSync(join(top, 'packages'), 'tiny\n');
writeFileSync(join(top, 'hostfiles'), '/usr/bin/link\n');
chmodSync(top, 0o755);

/** Ways to be root and not to be allowed to give files to others. */
const WAYS: [string, string[], RegExp][] = [
  ['in a user namespace of one id', ['unshare', '-Ur'], /hint: a user namespace with more ids/],
  ['without CAP_CHOWN', ['setpriv', '--bounding-set=-chown', '--inh-caps=-chown'], /$/],
];

describe.runIf(IS_ROOT)('-f chroot by root that may not set owners', () => {
  const path = (name: string) => join(root.directory, 'usr/bin', name);
  chownSync(path('other'), 5, 5);
  chownSync(path('setuid'), 5, 0);
  chmodSync(path('setuid'), 0o4755);

  it.each(WAYS)('%s: a warning that counts them', async (name, [program, ...args], hint) => {
    const output = join(top, name.replaceAll(' ', '-'));
    const build = ['build', '--root', root.directory, '-f', 'chroot', '-o', output];
    const argv = [...args, inject('supermin'), ...build, 'packages', 'hostfiles'];
    const env = { XDG_CACHE_HOME: join(top, 'cache') };
    const { status, stderr } = await run(program!, argv, { cwd: top, env });
    expect(stderr).toMatch(
      /^supermin: warning: chroot: 2 entries lack their owner or group, 1 file lacks its setuid or setgid bit\n/,
    );
    expect(stderr).toMatch(hint);
    expect(status).toBe(0);
    const made = (file: string) => {
      const { uid, gid, mode } = statSync(join(output, 'usr/bin', file));
      return [uid, gid, (mode & 0o7777).toString(8)];
    };
    expect(made('tiny')).toEqual([0, 0, '644']);
    expect(made('other')).toEqual([0, 0, '644']);
    expect(made('setuid')).toEqual([0, 0, '755']);
  });
});
