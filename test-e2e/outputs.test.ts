import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SmallRoot } from '@supermin/test-support/debian';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { inCopyOfMachine, whyNoCopy } from './support/copy-of-machine.ts';
import { mountNew } from './support/filesystems.ts';
import { supermin, superminSucceeds } from './support/installation.ts';

const top = scratchDirectory();
const root = new SmallRoot(join(top, 'root'));
root.install('tiny', ['/usr/bin/tiny', '/etc/tiny.conf']);
root.kernel('/boot/vmlinuz-6.1', '6.1');
root.modules('6.1');
root.write('/init', '#!/bin/sh\n', 0o755);
writeFileSync(join(top, 'packages'), 'tiny\n');
writeFileSync(join(top, 'hostfiles'), '/init\n');

const HOST = ['--root', root.directory];
const INPUT = ['packages', 'hostfiles'];
const options = { cwd: top, env: { XDG_CACHE_HOME: join(top, 'cache') } };

/** Modes of a directory and of what is in it: `700 .`, `600 root`. */
function modes(directory: string): string[] {
  return ['.', ...readdirSync(directory).sort()].map((name) => {
    const mode = statSync(join(directory, name)).mode & 0o7777;
    return `${mode.toString(8)} ${name}`;
  });
}

describe.each([
  ['022', '755', '644', '444'],
  ['077', '700', '600', '400'],
  ['002', '775', '664', '444'],
])('umask %s', (mask, directory, file, readOnly) => {
  async function made(argv: string[]): Promise<string> {
    const output = join(top, `umask-${mask}`);
    const script = `umask ${mask}; exec "$0" "$@"`;
    const command = [inject('supermin'), argv[0]!, ...HOST, ...argv.slice(1), '-o', output];
    await succeed('sh', ['-c', script, ...command], options);
    return output;
  }

  it.each([
    ['prepare', ['prepare', '--use-installed', 'tiny'], ['base.tar.gz', 'packages']],
    ['ext2', ['build', '-f', 'ext2', '--copy-kernel', ...INPUT], ['initrd', 'kernel', 'root']],
    ['cpio', ['build', '-f', 'cpio', '--copy-kernel', ...INPUT], ['initrd', 'kernel']],
  ])('%s', async (_, argv, names) => {
    const output = await made(argv);
    expect(modes(output)).toEqual([`${directory} .`, ...names.map((name) => `${file} ${name}`)]);
    rmSync(output, { recursive: true });
  });

  // Twice: made, and taken from the cache.
  it.each([1, 2])('the modules image, which nobody may write to (%i)', async () => {
    const output = await made(['build', '-f', 'ext2', '--modules', 'image', ...INPUT]);
    expect(modes(output)).toContain(`${readOnly} modules`);
    rmSync(output, { recursive: true });
  });

  it('a file of modules', async () => {
    const output = await made(['modules']);
    expect(statSync(output).mode & 0o777).toBe(Number.parseInt(file, 8));
    rmSync(output);
  });

  it('a chroot: its members have their own modes', async () => {
    const output = await made(['build', '-f', 'chroot', ...INPUT]);
    expect(modes(output)).toEqual([`${directory} .`, '755 init', '755 usr']);
    expect(modes(join(output, 'usr/bin'))).toEqual(['755 .', '644 tiny']);
    rmSync(output, { recursive: true });
  });
});

describe('directories that are worth more than an output', () => {
  const SPELLINGS = [
    ['prepare', ['prepare', ...HOST, '--use-installed', 'tiny']],
    ['prepare --force', ['prepare', '--force', ...HOST, '--use-installed', 'tiny']],
    ['--prepare', ['--prepare', ...HOST, '--use-installed', 'tiny']],
    ['build', ['build', ...HOST, '-f', 'chroot', join(top, 'packages')]],
    ['build --force', ['build', '--force', ...HOST, '-f', 'ext2', join(top, 'packages')]],
    ['--build', ['--build', ...HOST, '-f', 'ext2', join(top, 'packages')]],
  ] as const;

  it.each(SPELLINGS)('%s', async (_, argv) => {
    const precious = join(top, 'precious');
    mkdirSync(join(precious, 'sub'), { recursive: true });
    writeFileSync(join(precious, 'mine'), 'mine');
    const cases: [string, string, string][] = [
      ['.', precious, '/nonexistent'],
      [precious, precious, '/nonexistent'],
      ['..', join(precious, 'sub'), '/nonexistent'],
      [precious, top, precious],
      ['precious/', top, join(precious, 'sub')],
    ];
    for (const [output, cwd, HOME] of cases) {
      const env = { ...options.env, HOME };
      const { status, stderr } = await supermin([...argv, '-o', output], { cwd, env });
      expect(stderr).toMatch(/^supermin: the output directory .*\nsupermin: hint: choose another/);
      expect(status).toBe(1);
      expect(readdirSync(precious).sort()).toEqual(['mine', 'sub']);
    }
  });
});

describe('a directory that holds something else', () => {
  const occupied = () => {
    const directory = join(top, 'occupied');
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory);
    writeFileSync(join(directory, 'mine'), 'mine');
    return directory;
  };
  const PREPARE = [...HOST, '--use-installed', 'tiny'];
  const BUILD = [...HOST, '-f', 'ext2', '--modules', 'none', 'packages'];

  it.each([
    ['prepare', PREPARE, ['base.tar.gz', 'mine', 'packages']],
    ['build', BUILD, ['initrd', 'kernel', 'root']],
  ])('%s refuses it, --force takes it', async (command, argv, made) => {
    const output = occupied();
    const { status, stderr } = await supermin([command, ...argv, '-o', output], options);
    expect(stderr).toBe(
      `supermin: the output directory ${output} is not an earlier output: it contains mine\n` +
        'supermin: hint: choose another one with -o, or take this one with --force\n',
    );
    expect(status).toBe(1);
    expect(readdirSync(output)).toEqual(['mine']);
    await superminSucceeds([command, '--force', ...argv, '-o', output], options);
    expect(readdirSync(output).sort()).toEqual(made);
    // Known from now on.
    await superminSucceeds([command, ...argv, '-o', output], options);
    expect(readdirSync(output).sort()).toEqual(made);
  });

  it.each([
    ['--prepare', PREPARE, ['base.tar.gz', 'packages']],
    ['--build', BUILD, ['initrd', 'kernel', 'root']],
  ])('%s replaces it, as supermin 5 does', async (command, argv, made) => {
    const output = occupied();
    await superminSucceeds([command, ...argv, '-o', output], options);
    expect(readdirSync(output).sort()).toEqual(made);
  });
});

describe("a directory of this machine's packages", () => {
  const SPELLINGS = [
    ['build', '--force', '-f', 'chroot', join(top, 'packages'), ...HOST],
    ['--build', '-f', 'chroot', join(top, 'packages'), ...HOST],
  ];

  it.each(SPELLINGS)('%s %s: never taken, not even from another root', async (...argv) => {
    const why = await whyNoCopy();
    if (why !== undefined) return console.log(`no copy of this machine: ${why}`);
    const script = '"$@" -o /usr/share/doc; echo "$?"; ls /usr/share/doc/dpkg';
    const { stdout, stderr } = await inCopyOfMachine([
      ...['sh', '-c', script, 'sh', inject('supermin'), ...argv],
    ]);
    expect(stderr).toMatch(
      /^supermin: the output directory \/usr\/share\/doc is a directory of the package \S+ and no earlier output: it holds .*\n/,
    );
    expect(stdout).toMatch(/^1\n(.*\n)*copyright\n/);
  });
});

describe('modules -o FILE', () => {
  const file = join(top, 'modules.ext2');
  const make = (...more: string[]) => supermin(['modules', ...HOST, ...more, '-o', file], options);

  it('replaces a modules image and an empty file, and anything else only with --force', async () => {
    writeFileSync(file, '');
    expect(await make()).toMatchObject({ status: 0 });
    expect(await make()).toMatchObject({ status: 0 });
    writeFileSync(file, 'mine');
    const { status, stderr } = await make();
    expect(stderr).toMatch(
      /^supermin: .*modules\.ext2 is there, and not a file of 'supermin modules'\n/,
    );
    expect(status).toBe(1);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(await make('--force')).toMatchObject({ status: 0 });
    expect(statSync(file).size).toBeGreaterThan(4);
  });

  it('never takes the place of a device or a fifo', async () => {
    rmSync(file, { force: true });
    await succeed('mkfifo', [file]);
    const { status, stderr } = await make('--force');
    expect(stderr).toMatch(/^supermin: .*modules\.ext2: is not a regular file\n/);
    expect(status).toBe(1);
    expect(statSync(file).isFIFO()).toBe(true);
    rmSync(file);
  });
});

describe('on XFS', () => {
  const disk = join(top, 'xfs');
  let missing: string | undefined = 'not mounted';

  afterAll(async () => {
    if (missing === undefined) await succeed('umount', [disk]);
  });

  it('an image takes what its data takes, and no more for what XFS reserves', async () => {
    missing = await mountNew('xfs', disk);
    if (missing !== undefined) return console.log(`no XFS here: ${missing}`);
    chmodSync(disk, 0o777);
    mkdirSync(join(top, 'elsewhere'));
    const build = async (output: string) => {
      await superminSucceeds(['build', '-f', 'ext2', 'packages', '-o', output], options);
      const { blocks } = statSync(join(output, 'root'));
      rmSync(output, { recursive: true });
      return blocks * 512;
    };
    writeFileSync(join(top, 'packages'), 'dash\n');
    const elsewhere = await build(join(top, 'elsewhere/out'));
    // Two of three did.
    for (let time = 0; time < 4; time++) {
      expect(await build(join(disk, 'out'))).toBeLessThan(elsewhere * 1.05);
    }
  });
});
