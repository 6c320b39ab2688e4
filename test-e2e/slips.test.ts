import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SmallRoot } from '@supermin/test-support/debian';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { describe, expect, it } from 'vitest';
import { supermin } from './support/installation.ts';

const top = scratchDirectory();
const root = new SmallRoot(join(top, 'root'));
root.install('tiny', ['/usr/bin/tiny']);
root.install('small', ['/usr/bin/small']);
root.kernel('/boot/vmlinuz-6.1', '6.1');
root.modules('6.1');
mkdirSync(join(top, 'app.d'));
writeFileSync(join(top, 'app.d/packages'), 'tiny\n');
mkdirSync(join(top, 'empty'));
writeFileSync(join(top, 'noise'), Buffer.from([0x93, 0, 1, 2, 3, 4, 5, 6, 7, 8]));
writeFileSync(join(top, 'variables'), 'NODE_OPTIONS=--no-such-option\n');

const env = { XDG_CACHE_HOME: join(top, 'cache'), XDG_RUNTIME_DIR: join(top, 'runtime') };
const H = `--root ${root.directory}`;

/** What a newcomer types, the status, and what the answer has to tell. */
const SLIPS: readonly (readonly [line: string, status: number, answer: RegExp])[] = [
  // Commands: misspelled, in the singular or the plural, of other programs.
  ['biuld', 2, /did you mean 'build'\?/],
  ['plugin', 2, /did you mean 'plugins'\?/],
  ['driver', 2, /did you mean 'drivers'\?/],
  ['help biuld', 2, /did you mean 'build'\?/],
  ['ls', 2, /'supermin ps' lists VMs/],
  ['rm web', 2, /'supermin stop NAME'/],
  ['shell', 2, /'supermin run'/],
  ['logs web', 2, /NAME\.log/],
  ['install tiny', 2, /'supermin prepare PACKAGE\.\.\. -o DIR'/],
  ['images', 2, /'supermin cache ls'/],
  ['--bulid app.d', 2, /did you mean '--build'\?/],
  // What a command cannot do without.
  ['prepare tiny', 2, /the output directory is missing: -o DIR/],
  [`prepare ${H} -o out`, 2, /no package names were given/],
  ['build app.d -o out', 2, /the format is missing: -f FORMAT\n.*ext2, chroot and cpio/],
  ['build -f ext2 -o out', 2, /no input was given/],
  ['build -f ext2 app.d -o', 2, /'-o' needs an argument/],
  ['stop', 2, /'supermin ps' lists/],
  ['exec', 125, /'supermin ps' lists/],
  ['cache', 2, /ls, prune, clear/],
  ['why tiny', 2, /supermin why libacl1 appliance\.d/],
  // In another order, or another thing.
  [`build -f ext2 ${H} tiny -o out`, 1, /'supermin prepare tiny -o DIR'/],
  [`build -f ext2 ${H} app.d/packages/ -o out`, 1, /is a file/],
  [`build -f ext2 ${H} app.d -o app.d`, 1, /choose another output directory/],
  [`build -f ext2 ${H} app.d -o app.d/packages`, 1, /is not a directory/],
  [`why ${H} app.d tiny`, 1, /the package comes first: supermin why tiny app\.d/],
  ['push app.d localhost/x', 2, /the name comes first: supermin push localhost\/x app\.d/],
  ['exec web -it sh', 125, /options come first: supermin exec -it web/],
  // Names that are misspelled or unknown.
  [`prepare ${H} tinny -o out`, 1, /did you mean tiny\?/],
  [`run ${H} -p smal -- tiny`, 125, /did you mean small\?/],
  [`why ${H} tinny small`, 1, /did you mean tiny\?/],
  ['build --sise 4G -f ext2 app.d -o out', 2, /did you mean '--size'\?/],
  ['build --dryrun -f ext2 app.d -o out', 2, /did you mean '--dry-run'\?/],
  [`build -f etx2 ${H} app.d -o out`, 1, /did you mean 'ext2'\?/],
  [`build -f ext4 ${H} app.d -o out`, 1, /did you mean 'ext2'\?/],
  [`build -f docker ${H} app.d -o out`, 1, /did you mean 'oci'\?/],
  [`build -f initrd ${H} app.d -o out`, 1, /did you mean 'cpio'\?/],
  [`build -f iso ${H} app.d -o out`, 1, /installed: chroot, cpio, ext2, oci/],
  ['inspect --sbom spx app.d', 2, /did you mean 'spdx'\?/],
  ['cache list', 2, /did you mean 'ls'\?/],
  ['cache prnue', 2, /did you mean 'prune'\?/],
  ['explain INPUT_MISING', 2, /did you mean 'INPUT_MISSING'\?/],
  ['stop web', 1, /there is no VM named 'web'\n.*supermin run --name NAME --detach/],
  // Distributions and releases.
  ['prepare --from debain:bookworm tiny -o out', 1, /did you mean debian:bookworm\?/],
  ['prepare --from Debian:Bookworm tiny -o out', 1, /did you mean debian:bookworm\?/],
  ['prepare --from bookworm tiny -o out', 1, /debian:RELEASE/],
  ['prepare --from debian tiny -o out', 1, /write debian:RELEASE/],
  ['prepare --from debian:12 tiny -o out', 1, /debian:RELEASE \(bookworm, .*not a number/],
  ['run debian:bookworm ls', 127, /--from debian:bookworm; of an image, --root docker:\/\/debian/],
  [`run --root debian:bookworm ls`, 125, /docker:\/\/NAME/],
  // Sizes and numbers.
  [`build -f ext2 ${H} --size 4GB app.d -o out`, 1, /\(b, K, M or G\) such as 4G/],
  [`build -f ext2 ${H} --size 4096 app.d -o out`, 1, /such as 4G/],
  [`build -f ext2 ${H} --size 1K app.d -o out`, 1, /does not fit .* use --size \d+|use --size/s],
  ['build -f chroot --size 4G app.d -o out', 2, /no effect with '-f chroot'/],
  ['run --memory 16 ls', 125, /from 64M/],
  ['run --cpus two ls', 125, /a whole number/],
  ['run --timeout 5sec ls', 125, /seconds, or a time such as 1\.5m/],
  // Kernels.
  [`build -f ext2 ${H} --kernel 9.9 app.d -o out`, 1, /installed: 6\.1/],
  [`build -f ext2 ${H} --kernel /boot app.d -o out`, 1, /not a regular file/],
  // What container engines are told.
  ['run -v /tmp:/mnt ls', 125, /write --share \/tmp:\/mnt/],
  ['run --rm ls', 125, /leave it out/],
  ['run -p 80:8080 -- ls', 125, /write --publish 80:8080/],
  ['run --publish 80 ls', 125, /HOST and GUEST are port numbers/],
  ['run --network host ls', 125, /did you mean '--net'\?/],
  ['run --privileged ls', 125, /COMMAND is root/],
  ['run --env-file variables ls', 125, /--env NAME=VALUE/],
  ['run -d ls', 125, /'--detach' needs '--name'/],
  ['ps -a', 2, /all are listed/],
  // Directories and files in each other's place.
  [`run ${H} app.d`, 127, /write --appliance app\.d/],
  ['run --share app.d/packages:/x -- true', 125, /share the directory that it is in/],
  ['run --share absent:/x -- true', 125, /absent: no such directory/],
  ['run --disk app.d -- true', 125, /it is a directory/],
  ['run --appliance app.d/packages ls', 125, /app\.d\/packages: not a directory/],
  ['inspect absent', 1, /names of packages need --from/],
  // Twenty more: in another order, paths for packages, misspelled sources, what is no appliance.
  [`run ${H} -p tiny -c tiny`, 125, /options of COMMAND come after it/],
  [`prepare ${H} tiny.deb -o out`, 1, /without version and ending/],
  [`prepare ${H} ./tiny_1_amd64.deb -o out`, 1, /without version and ending/],
  [`prepare ${H} tiny-1.x86_64.rpm -o out`, 1, /is a package file of rpm/],
  ['build app.d -f ext2', 2, /the output directory is missing: -o DIR/],
  ['prepare -- -o out tiny', 2, /the output directory is missing: -o DIR/],
  [`build -f qcow2 ${H} app.d -o out`, 1, /did you mean 'ext2'\?/],
  ['prepare --from debian/bookworm tiny -o out', 1, /did you mean debian:bookworm\?/],
  ['prepare --from absent.sources tiny -o out', 1, /there is no file absent\.sources/],
  ['prepare --from absent/my.list tiny -o out', 1, /my\.list: cannot be read/],
  ['run --appliance absent ls', 125, /absent: no such directory\n.*'supermin prepare' made/],
  ['run --appliance empty ls', 125, /there is no kernel in this appliance/],
  ['run --share tiny -- true', 125, /tiny: no such directory/],
  ['run --disk absent.img -- true', 125, /absent\.img cannot be used as a disk: no such file/],
  ['cache prune 1G', 2, /supermin cache prune --limit 1G/],
  ['cache prune --limit lots', 1, /such as 500M or 20G/],
  ['cache clear templates', 2, /'clear' everything/],
  ['inspect noise', 1, /noise: unknown file type/],
  ['inspect --sbom app.d', 2, /spdx or cyclonedx/],
  [`why ${H} tiny /absent`, 1, /neither an appliance nor a package: \/absent/],
  ['run --accel kvmm ls', 125, /did you mean 'kvm'\?/],
  ['fetch app.d', 1, /supermin prepare --from DISTRO:RELEASE/],
];

describe('a slip is answered in at most three lines', () => {
  it.each(SLIPS)('supermin %s', async (line, status, answer) => {
    const result = await supermin(line.split(' '), { cwd: top, env });
    expect(result.stderr).toMatch(answer);
    expect(result).toMatchObject({ status, stdout: '' });
    expect(result.stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
  });

  it('a COMMAND with its arguments in one word', async () => {
    const result = await supermin(['run', '--root', root.directory, '--', 'tiny -x'], {
      cwd: top,
      env,
    });
    expect(result.stderr).toMatch(/ no command 'tiny -x'.*\n.*arguments as words of their own/);
    expect(result.status).toBe(127);
  });

  it('a list of one short name is an appliance, and no archive that was cut off', async () => {
    const cwd = scratchDirectory({ list: 'tiny\n' });
    const line = `inspect --root ${root.directory} list`.split(' ');
    const { status, stdout } = await supermin(line, { cwd, env });
    expect([status, stdout]).toEqual([0, expect.stringContaining('small appliance')]);
  });

  it('a variable that is not set', async () => {
    const result = await supermin(['run', '--', ''], { cwd: top, env });
    expect(result.stderr).toMatch(/is it a variable of the shell that is not set\?/);
    expect(result.status).toBe(125);
  });

  it.runIf(IS_ROOT)('a kernel that only root may read', async () => {
    const closed = new SmallRoot(join(scratchDirectory(), 'root'));
    closed.install('tiny', ['/usr/bin/tiny']);
    closed.kernel('/boot/vmlinuz-6.1', '6.1');
    closed.modules('6.1');
    chmodSync(join(closed.directory, 'boot/vmlinuz-6.1'), 0o600);
    const user = { name: 'somebody', uid: 65534 };
    const cwd = scratchDirectory({ packages: 'tiny\n' }, user);
    const line = `build -f ext2 --root ${closed.directory} packages -o out`.split(' ');
    const cache = scratchDirectory({}, user);
    const result = await supermin(line, { cwd, uid: user.uid, env: { XDG_CACHE_HOME: cache } });
    expect(result.stderr).toMatch(/only root may read .*chmod 0644/);
    expect(result.stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
  });
});
