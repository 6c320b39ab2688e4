import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fsck, uuidOf } from '@supermin/test-support/images';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { NOBODY, USERS } from '@supermin/test-support/users';
import { describe, expect, it } from 'vitest';
import { superminSucceeds } from './support/installation.ts';
import { bootByHand, HAS_QEMU } from './support/qemu.ts';

const INIT = `#!/bin/bash
mount -t proc none /proc
echo "coreos-assembler's VM: $(cat /proc/cmdline)"
ls -l /etc/hosts.from.host
echo b > /proc/sysrq-trigger
sleep 60
`;

/** The calls that coreos-assembler makes, in any uid and without a home directory. */
describe.runIf(HAS_QEMU)("coreos-assembler's sequence", () => {
  const user = USERS.at(-1)!;
  const directory = scratchDirectory({}, user);
  const options = user.uid === undefined ? {} : { uid: user.uid };
  const input = join(directory, 'supermin.prepare');
  const output = join(directory, 'supermin.build');

  it('boots from virtio-blk by UUID', async () => {
    for (const existing of [input, output]) {
      mkdirSync(existing);
      if (user.uid !== undefined) chownSync(existing, NOBODY, NOBODY);
    }
    const names = ['bash', 'coreutils', 'mount', '/usr/bin/tset'];
    await superminSucceeds(['--prepare', '--use-installed', '-o', input, ...names], options);
    // The package that owns the file is meant.
    expect(readFileSync(join(input, 'packages'), 'latin1')).toBe(
      'bash\ncoreutils\nmount\nncurses-bin\n',
    );

    writeFileSync(join(input, 'hostfiles'), '/etc/hosts\n/usr/lib/os-releas?\n');
    const scratch = join(directory, 'scratch');
    mkdirSync(scratch);
    writeFileSync(join(scratch, 'init'), INIT.replace('/etc/hosts.from.host', '/etc/hosts'));
    chmodSync(join(scratch, 'init'), 0o755);
    await succeed('tar', [
      '-czf',
      join(input, 'init.tar.gz'),
      '--remove-files',
      '-C',
      scratch,
      'init',
    ]);

    await superminSucceeds(
      ['--build', input, '--size', '10G', '-f', 'ext2', '-o', output],
      options,
    );
    const root = join(output, 'root');
    await fsck(root);
    expect(statSync(root).size).toBe(10 * 1024 ** 3);
    const uuid = await uuidOf(root);
    const said = await bootByHand(output, `UUID=${uuid}`, 'virtio-blk', options);
    expect(said).toContain("coreos-assembler's VM");
    expect(said).toMatch(/0 0 .* \/etc\/hosts/);
  });
});
