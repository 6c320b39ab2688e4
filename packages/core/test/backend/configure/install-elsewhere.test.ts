import { output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import {
  PACKAGE_FILES,
  requirePrograms,
  withPackageFiles,
} from '../../../src/backend/configure/install-elsewhere.ts';
import type { LayeredPackage } from '../../../src/plugin/repository-contract.ts';

function packageWith(path: string): LayeredPackage {
  const node = (at: string) => (at === path ? { type: 'file' } : undefined);
  return { node } as unknown as LayeredPackage;
}

describe('withPackageFiles', () => {
  it('gives a command all files of the directory, and its own arguments as they are', () => {
    const directory = scratchDirectory({ aa: '', bb: '' });
    const { argv } = withPackageFiles(['printf', '<%s>', 'a b', '$x*']);
    const [program, ...args] = argv.map((each) => (each === PACKAGE_FILES ? directory : each));
    const expected = `<a b><$x*><${directory}/aa><${directory}/bb>`;
    expect(output(program!, args).toString()).toBe(expected);
  });

  it('has both outputs in one, in the order in which they were written', () => {
    const script = 'for each in 1 2 3; do echo $each; echo $each >&2; done';
    const { argv } = withPackageFiles(['sh', '-c', script]);
    expect(output(argv[0]!, argv.slice(1)).toString()).toBe('1\n1\n2\n2\n3\n3\n');
  });
});

describe('requirePrograms', () => {
  const programs = [['rpm', 'rpm'] as const, ['mount', 'util-linux'] as const];

  it.each(['/usr/bin', '/usr/sbin', '/bin', '/sbin'])('finds programs in %s', (directory) => {
    const packages = [packageWith('/usr/bin/rpm'), packageWith(`${directory}/mount`)];
    expect(() => requirePrograms(packages, 'x86_64', programs)).not.toThrow();
  });

  it('says which one is missing, and which package has it', () => {
    const packages = [packageWith('/usr/bin/rpm'), packageWith('/opt/mount')];
    expect(() => requirePrograms(packages, 'x86_64', programs)).toThrow(
      expect.objectContaining({
        code: 'CONFIGURE_TOOLS',
        message: 'packages of x86_64 cannot be configured: none of them has the program mount',
        hint: expect.stringContaining('add the package util-linux'),
      }),
    );
  });
});
