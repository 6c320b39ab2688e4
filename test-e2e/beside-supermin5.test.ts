import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SmallRoot } from '@supermin/test-support/debian';
import { run } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { describe, expect, inject, it } from 'vitest';
import { SUPERMIN5 } from './support/installation.ts';

// Differences that docs/differences.md lists, as the real one shows them.

const directory = scratchDirectory();
const env = { XDG_CACHE_HOME: join(directory, 'cache') };
let count = 0;

const programs = () => ({ theirs: SUPERMIN5, ours: inject('supermin') });

/** Its kernels take the place of this machine's, as supermin 5 knows no other root. */
const WITH_KERNELS = `
mount --bind "$1/boot" /boot
mount --bind "$1/lib/modules" /lib/modules
shift
exec "$@"
`;

describe.runIf(IS_ROOT && existsSync(SUPERMIN5))('kernels of one version', () => {
  it.each([
    ['6.2.0', '6.2.0-rc3', { theirs: '6.2.0-rc3', ours: '6.2.0' }],
    ['6.2-amd64', '6.2-rc1-amd64', { theirs: '6.2-rc1-amd64', ours: '6.2-amd64' }],
    ['6.1-cloud-amd64', '6.1-rt-amd64', { theirs: '6.1-rt-amd64', ours: '6.1-cloud-amd64' }],
    ['6.1-1', '6.1-1.old', { theirs: '6.1-1.old', ours: '6.1-1' }],
    ['6.1-amd64', '6.1-amd64.old', { theirs: '6.1-amd64', ours: '6.1-amd64' }],
    ['6.1-amd64', '6.1-cloud-amd64', { theirs: '6.1-cloud-amd64', ours: '6.1-cloud-amd64' }],
    ['6.9.9', '6.10.0', { theirs: '6.10.0', ours: '6.10.0' }],
  ])('%s and %s', async (first, second, expected) => {
    const host = new SmallRoot(join(directory, `host-${count++}`));
    for (const version of [first, second]) {
      host.kernel(`/boot/vmlinuz-${version}`, version);
      host.modules(version);
    }
    const packages = join(directory, 'bash');
    writeFileSync(packages, 'bash\n');
    const picked = async (program: string) => {
      const argv = [program, '--build', '-v', '-f', 'ext2', packages, '-o', join(directory, 'out')];
      const enter = ['--mount', 'sh', '-ec', WITH_KERNELS, 'enter', host.directory];
      const { stdout } = await run('unshare', [...enter, ...argv], { env });
      return /picked vmlinuz \/boot\/vmlinuz-(.*)$/m.exec(stdout)?.[1];
    };
    const { theirs, ours } = programs();
    expect({ theirs: await picked(theirs), ours: await picked(ours) }).toEqual(expected);
  });
});

describe.runIf(existsSync(SUPERMIN5))('an output that is a link, and blanks in lists', () => {
  const build = (program: string, input: string, output: string) =>
    run(program, ['--build', '-f', 'chroot', input, '-o', output], { env });
  const list = (name: string, text: string) => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };

  it('-o LINK: theirs becomes a directory, ours stays a link', async () => {
    const { theirs, ours } = programs();
    for (const [name, program] of Object.entries({ theirs, ours })) {
      const real = join(directory, `real-${name}`);
      const link = join(directory, `link-${name}`);
      mkdirSync(real);
      symlinkSync(real, link);
      expect((await build(program, list('dash', 'dash\n'), link)).status).toBe(0);
      expect(lstatSync(link).isSymbolicLink()).toBe(program === ours);
      expect(readdirSync(link)).toContain('usr');
    }
    expect(readlinkSync(join(directory, 'link-ours'))).toBe(join(directory, 'real-ours'));
    expect(readdirSync(join(directory, 'real-theirs'))).toEqual([]);
  });

  it.each([
    ['a blank behind a name', 'dash \n'],
    ['CRLF', 'dash\r\n'],
    ['an empty line at the begin', '\ndash\n'],
  ])('%s: theirs finds no package', async (_, text) => {
    const { theirs, ours } = programs();
    const output = join(directory, `lists-${count++}`);
    await build(theirs, list('list', text), output);
    expect(existsSync(join(output, 'usr'))).toBe(false);
    expect((await build(ours, list('list', text), output)).status).toBe(0);
    expect(existsSync(join(output, 'usr'))).toBe(true);
  });
});
