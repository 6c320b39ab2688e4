import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { describe, expect, it } from 'vitest';
import { supermin, superminSucceeds } from './support/installation.ts';
import { HAS_QEMU } from './support/qemu.ts';

const EXAMPLE = fileURLToPath(new URL('../examples/hello-appliance', import.meta.url));

describe.runIf(HAS_QEMU).each(USERS)('supermin run --appliance-package as $name', (user) => {
  const directory = scratchDirectory({}, user);
  // The checkout may lie where this user may not go.
  const box = join(directory, 'box');
  cpSync(EXAMPLE, box, { recursive: true });
  const options = {
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    env: { XDG_CACHE_HOME: join(directory, 'cache') },
  };

  it('runs /init, laid over packages of this machine', async () => {
    const argv = ['run', '--appliance-package', box];
    const { stdout } = await superminSucceeds(argv, options);
    expect(stdout).toMatch(/^Hello, world! This is hello-appliance, inside a VM\.\nLinux /);
  });

  it("runs another command, with another package; our own files are in place of the machine's", async () => {
    writeFileSync(join(box, 'files', 'init'), '#!/bin/bash\nread word; echo "$word"; exit 7\n');
    cpSync(join(box, 'files', 'init'), join(box, 'files', 'usr', 'bin', 'uname'));
    cpSync(join(box, 'files', 'init'), join(box, 'files', 'bin', 'sync'));
    const input = { ...options, input: 'from outside\n' };
    const package_ = ['--appliance-package', './box', '-p', 'mount'];
    const script = 'uname; sync; type mount >&2; stat -c "%U %a" /init';
    const { stdout, stderr } = await superminSucceeds(
      ['run', ...package_, '--', 'bash', '-c', script],
      {
        ...input,
        cwd: directory,
      },
    );
    expect(stdout).toBe('from outside\n\nroot 755\n');
    expect(stderr).toMatch(/^mount is /m);
    const own = await supermin(['run', '--appliance-package', './box'], {
      ...input,
      cwd: directory,
    });
    expect(own).toMatchObject({ status: 7, stdout: 'from outside\n' });
  });

  it('does not take a name from the current directory', async () => {
    const argv = ['run', '--appliance-package', 'box'];
    const { status, stderr } = await supermin(argv, { ...options, cwd: directory });
    expect(status).toBe(125);
    expect(stderr).toMatch(/box is not installed beside this command/);
  });
});
