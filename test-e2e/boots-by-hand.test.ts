import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fsck, uuidOf } from '@supermin/test-support/images';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { PseudoTerminal } from '@supermin/test-support/terminals';
import { USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { superminSucceeds } from './support/installation.ts';
import { type Bus, bootByHand, HAS_QEMU } from './support/qemu.ts';

// The README's appliance, but for its end: the shell would wait for somebody to type.
const INIT = `#!/bin/bash
echo "Welcome to supermin 6"
mount -t proc none /proc
stat -c 'owner of %n: %u:%g' /usr/bin/bash /init
# With -no-reboot, QEMU ends.
echo b > /proc/sysrq-trigger
sleep 60
`;

describe.runIf(HAS_QEMU).each(USERS)("the README's appliance, built as $name", (user) => {
  const directory = scratchDirectory({}, user);
  const appliance = join(directory, 'appliance');
  const uid = user.uid === undefined ? {} : { uid: user.uid };

  beforeAll(async () => {
    const input = join(directory, 'appliance.d');
    const packages = ['bash', 'coreutils', 'util-linux', 'mount'];
    await superminSucceeds(['prepare', '--use-installed', ...packages, '-o', input], uid);
    const scratch = join(directory, 'scratch');
    mkdirSync(scratch);
    writeFileSync(join(scratch, 'init'), INIT);
    chmodSync(join(scratch, 'init'), 0o755);
    await succeed('tar', [
      ...['--owner=0', '--group=0', '-czf', join(directory, 'init.tar.gz')],
      ...['-C', scratch, './init'],
    ]);
    await superminSucceeds(
      ['build', '-f', 'ext2', input, join(directory, 'init.tar.gz'), '-o', appliance],
      uid,
    );
    await fsck(join(appliance, 'root'));
  });

  it.each<[string, Bus]>([
    ['/dev/sda', 'virtio-scsi'],
    ['/dev/sda', 'ide'],
    ['/dev/vda', 'virtio-blk'],
  ])('boots with root=%s on %s', async (root, bus) => {
    expectWelcome(await bootByHand(appliance, root, bus, uid));
  });

  it('boots with root=UUID=, also in upper case', async () => {
    const uuid = await uuidOf(join(appliance, 'root'));
    expect(uuid).toMatch(/^[0-9a-f-]{36}$/);
    const said = await bootByHand(appliance, `UUID=${uuid.toUpperCase()}`, 'virtio-scsi', uid);
    expectWelcome(said);
  });
});

describe.runIf(HAS_QEMU)("the README's example as it is written", () => {
  const directory = scratchDirectory();

  it('boots, and exit leaves it', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const [, init] = /^\$ cat > init <<'EOF'\n(.*?)^EOF$/ms.exec(readme)!;
    const [, qemu] = /^\$ (qemu-system-x86_64 .*?'\n)/ms.exec(readme)!;
    const input = join(directory, 'appliance.d');
    const packages = ['bash', 'coreutils'];
    await superminSucceeds(['prepare', '--use-installed', ...packages, '-o', input]);
    writeFileSync(join(directory, 'init'), init!, { mode: 0o755 });
    await succeed('tar', ['-C', directory, '-czf', join(input, 'init.tar.gz'), './init']);
    const output = join(directory, 'appliance');
    await superminSucceeds(['build', '-f', 'ext2', input, '-o', output]);
    const terminal = new PseudoTerminal(`cd ${directory} && ${qemu}`, {});
    await terminal.until(/Welcome to supermin 6[\s\S]*# /);
    terminal.type('exit\n');
    await terminal.ended;
  });
});

/** The appliance's own words, and the lines that boot analysers look for. */
function expectWelcome(console: string): void {
  expect(console).toContain('supermin: ext2 mini initrd starting up');
  expect(console).toMatch(/supermin: internal insmod \S+/);
  expect(console).toMatch(/supermin: picked .* as root device/);
  expect(console).toContain('supermin: mounting new root on /root');
  expect(console).toContain('supermin: chroot');
  expect(console).toContain('Welcome to supermin 6');
  expect(console).toContain('owner of /usr/bin/bash: 0:0');
  expect(console).toContain('owner of /init: 0:0');
}
