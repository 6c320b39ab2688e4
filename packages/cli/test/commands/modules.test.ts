import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { SmallRoot } from '@supermin/test-support/debian';
import { fsck } from '@supermin/test-support/images';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { asOrdinaryUser } from '@supermin/test-support/users';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { modulesCommand } from '../../src/commands/modules.ts';
import { contextOf, ownPlaces, perform } from '../support/in-process.ts';

const root = new SmallRoot(scratchDirectory());
for (const version of ['6.1.0', '6.9.0']) {
  root.kernel(`/lib/modules/${version}/vmlinuz`, version);
  root.modules(version, { 'kernel/fs/ext2.ko': '', [`kernel/only-${version}.ko`]: '' });
}

let top: string;
let file: string;

beforeEach(() => {
  ({ top } = ownPlaces());
  for (const name of ['SUPERMIN_KERNEL', 'SUPERMIN_KERNEL_VERSION', 'SUPERMIN_MODULES']) {
    vi.stubEnv(name, undefined);
  }
  mkdirSync(`${top}/o`);
  file = `${top}/o/modules.ext2`;
});
afterEach(() => void vi.unstubAllEnvs());

const modules = (...words: string[]) =>
  perform(modulesCommand, contextOf('modules', '--root', root.directory, ...words));

/** The one module that no other kernel of the root has. */
function ownModule(): string | undefined {
  return /only-[\d.]+\d/.exec(readFileSync(file, 'latin1'))?.[0];
}

describe('modules', () => {
  it('puts the modules of the newest kernel into one file, whole, and leaves nothing beside it', async () => {
    expect(await modules('-o', file)).toMatchObject({ status: 0, stdout: '', warnings: [] });
    await fsck(file);
    expect(ownModule()).toBe('only-6.9.0');
    expect(readdirSync(`${top}/o`)).toEqual(['modules.ext2']);
  });

  it.each([
    ['a version', ['6.1.0']],
    ['a kernel', ['--kernel=6.1.0']],
    ['a variable', [], '6.1.0'],
  ])('of %s that is named, instead', async (_, words, variable?: string) => {
    vi.stubEnv('SUPERMIN_KERNEL', variable && `/lib/modules/${variable}/vmlinuz`);
    vi.stubEnv('SUPERMIN_KERNEL_VERSION', variable);
    await modules(...words, '-o', file);
    expect(ownModule()).toBe('only-6.1.0');
  });

  it('is the same file with the same time', async () => {
    vi.stubEnv('SOURCE_DATE_EPOCH', '1700000000');
    await modules('-o', file);
    const first = readFileSync(file);
    await modules('-o', file);
    expect(readFileSync(file).equals(first)).toBe(true);
    vi.stubEnv('SOURCE_DATE_EPOCH', '1800000000');
    await modules('-o', file);
    expect(readFileSync(file).equals(first)).toBe(false);
  });

  it('a version or a kernel that there is not is an error', async () => {
    await expect(modules('9.9.9', '-o', file)).rejects.toMatchObject({
      code: expect.stringMatching(/^(KERNEL|MODULES)_/),
    });
    const words = ['--root', scratchDirectory({ none: '' }), '--host-cpu=riscv64'];
    await expect(modules(...words, '-o', file)).rejects.toMatchObject({
      ...{ code: 'KERNEL_MISSING', message: expect.stringContaining('host_cpu=riscv64') },
    });
    expect(readdirSync(`${top}/o`)).toEqual([]);
  });

  it.each(['kernel', 'host-cpu'])(
    '--%s has nothing to choose where VERSION is named',
    async (name) => {
      await expect(modules(`--${name}=x`, '6.1.0', '-o', file)).rejects.toMatchObject({
        ...{ name: 'UsageError', command: 'modules' },
        message: `option '--${name}' has no effect with VERSION`,
      });
    },
  );
});

describe('what is there', () => {
  it('is replaced if it is such a file, or empty', async () => {
    writeFileSync(file, '');
    await modules('6.1.0', '-o', file);
    await modules('6.9.0', '-o', file);
    expect(ownModule()).toBe('only-6.9.0');
  });

  it('is kept if it is another file, but with --force', async () => {
    writeFileSync(file, 'precious');
    await expect(modules('-o', file)).rejects.toMatchObject({
      code: 'OUTPUT_OCCUPIED',
      message: `${file} is there, and not a file of 'supermin modules'`,
      hint: 'choose another file with -o, or replace this one with --force',
    });
    expect(readFileSync(file, 'utf8')).toBe('precious');
    await modules('--force', '-o', file);
    expect(ownModule()).toBe('only-6.9.0');
  });

  it('is refused if it is no file, even with --force', async () => {
    const hint = 'specify the file to write with -o';
    await expect(modules('--force', '-o', `${top}/o`)).rejects.toMatchObject({
      ...{ code: 'MODULES_FILE', message: `${top}/o: is a directory`, hint },
    });
    execFileSync('mkfifo', [file]);
    for (const argv of [[], ['--force']]) {
      await expect(modules(...argv, '-o', file)).rejects.toMatchObject({
        ...{ code: 'MODULES_FILE', message: `${file}: is not a regular file`, hint },
      });
    }
  });

  it('a directory that is not there, or not to be written to, is told of before the work', async () => {
    await expect(modules('-o', `${top}/none/m`)).rejects.toMatchObject({
      code: 'MODULES_FILE',
      message: `${top}/none/m: cannot be made in ${top}/none (ENOENT)`,
    });
    chmodSync(`${top}/o`, 0o555);
    const refused = asOrdinaryUser(() => modules('-o', file));
    // Where root has become that user, access(2) still answers for root.
    await expect(refused).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:MODULES_FILE|TMPDIR_DENIED)$/),
    });
    expect(existsSync(file)).toBe(false);
  });

  it('a link is replaced by the file', async () => {
    writeFileSync(`${top}/other`, '');
    symlinkSync(`${top}/other`, file);
    await modules('6.1.0', '-o', file);
    expect(readFileSync(`${top}/other`, 'utf8')).toBe('');
    expect(ownModule()).toBe('only-6.1.0');
  });
});
