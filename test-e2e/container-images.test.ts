import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { available, hasProgram, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { BUSYBOX, HAS_PODMAN, SAID, savedImage } from './support/container-images.ts';
import { supermin, superminSucceeds } from './support/installation.ts';
import { HAS_QEMU } from './support/qemu.ts';

const CAN_RUN = available(
  'images of podman in a VM',
  HAS_QEMU && HAS_PODMAN && existsSync(BUSYBOX),
);
const HAS_SKOPEO = available('images that skopeo copies', hasProgram('skopeo'));

let file = '';
beforeAll(async () => {
  if (!CAN_RUN) return;
  file = await savedImage();
  chmodSync(file, 0o644);
});

describe.runIf(CAN_RUN).each(USERS)('run --root docker-archive:FILE as $name', (user) => {
  const directory = scratchDirectory({}, user);
  const options = {
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    env: { XDG_CACHE_HOME: join(directory, 'cache') },
  };
  const run = async (...args: string[]) =>
    (await superminSucceeds(['run', '--root', `docker-archive:${file}`, ...args], options)).stdout;

  it('runs what the image says, as its user, in its directory, with its environment', async () => {
    expect(await run()).toBe(SAID);
  });

  it('gives COMMAND to the entry point', async () => {
    expect(await run('--', 'three', 'four')).toBe(SAID.replace('one two', 'three four'));
  });

  it('leaves all of that to who says otherwise', async () => {
    const argv = ['--entrypoint', '', '--user', '0', '-w', '/', '-e', 'GREETING=hello'];
    const script = 'echo $GREETING, $(pwd), $(id -u); ls';
    const [first, ...names] = (await run(...argv, '--', 'sh', '-c', script)).trim().split('\n');
    expect(first).toBe('hello, /, 0');
    expect(names).toEqual(expect.arrayContaining(['bin', 'first', 'second', 'work']));
  });

  it.runIf(HAS_SKOPEO)('needs no second appliance for the same image in a layout', async () => {
    const layout = join(directory, 'layout');
    await succeed('skopeo', ['copy', '-q', `docker-archive:${file}`, `oci:${layout}:1`], options);
    const argv = ['run', '-v', '--root', `oci:${layout}:1`];
    const { stdout, stderr } = await superminSucceeds(argv, options);
    expect(stdout).toBe(SAID);
    expect(stderr).toContain('output does not need rebuilding');
  });

  it.each([
    [['-p', 'bash'], "option '--package' has no effect"],
    [['--arch', 's390x'], 'no image for linux/s390x'],
  ])('says what is wrong with %j', async (more, text) => {
    const argv = ['run', '--root', `docker-archive:${file}`, ...more, 'x'];
    const { status, stderr } = await supermin(argv, options);
    expect(status).not.toBe(0);
    expect(stderr).toContain(text);
  });
});
