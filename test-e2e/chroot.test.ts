import { join } from 'node:path';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, USERS } from '@supermin/test-support/users';
import { describe, expect, it } from 'vitest';
import { superminSucceeds } from './support/installation.ts';

describe.each(USERS)('build -f chroot as $name', (user) => {
  const directory = scratchDirectory({}, user);
  const options = user.uid === undefined ? {} : { uid: user.uid };

  it.each(['chroot', 'fs', 'filesystem'])('by the name %s', async (format) => {
    const input = join(directory, `${format}.d`);
    const output = join(directory, format);
    await superminSucceeds(['--prepare', '--use-installed', 'coreutils', '-o', input], options);
    await superminSucceeds(['--build', '-f', format, input, '-o', output], options);
    const { stdout } = await succeed(join(output, 'usr/bin/env'), ['--version'], options);
    expect(stdout).toContain('GNU coreutils');
    if (!IS_ROOT) return;
    const inside = await succeed('chroot', [output, '/bin/stat', '-c', '%F %a', '/bin/env']);
    expect(inside.stdout).toBe('regular file 755\n');
  });
});
