import { execFileSync } from 'node:child_process';
import { symlinkSync, truncateSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { applianceFiles, isSmallAppliance } from '../../src/appliance/appliance-files.ts';

it('are named by the real path of their directory; the modules image may be missing', () => {
  const top = scratchDirectory({
    'out/kernel': '',
    'out/initrd': '',
    'out/root': '',
    'out/README': '',
  });
  symlinkSync('out', `${top}/link`);
  const [kernel, initrd, root] = ['kernel', 'initrd', 'root'].map((name) => `${top}/out/${name}`);
  expect(applianceFiles(`${top}/link`)).toEqual({ kernel, initrd, root });
});

it('have the modules image with them if there is one', () => {
  const top = scratchDirectory({ kernel: '', initrd: '', root: '', modules: '' });
  expect(applianceFiles(top).modules).toBe(`${top}/modules`);
});

it.each(['kernel', 'initrd', 'root'])('a directory without %s is none', (name) => {
  const files = ['kernel', 'initrd', 'root'].filter((other) => other !== name);
  const directory = scratchDirectory(Object.fromEntries(files.map((file) => [file, ''])));
  expect(() => applianceFiles(directory)).toThrow(
    expect.objectContaining({
      code: 'APPLIANCE_MISSING',
      message: `${directory}: there is no ${name} in this appliance`,
    }),
  );
});

it.each(['root', 'modules'])(
  'a truncated %s is refused by its name, and a whole one is not',
  (name) => {
    const top = scratchDirectory({ kernel: '', initrd: '', root: '', modules: '' });
    const image = `${top}/${name}`;
    truncateSync(image, 4 << 20);
    execFileSync('/sbin/mke2fs', ['-q', '-F', image]);
    expect(applianceFiles(top)).toHaveProperty(name, image);
    truncateSync(image, (4 << 20) - 1);
    expect(() => applianceFiles(top)).toThrow(
      expect.objectContaining({
        code: 'APPLIANCE_DAMAGED',
        message: `${image} is truncated: it has 4194303 bytes of a filesystem of 4194304`,
        exitStatus: 125,
      }),
    );
  },
);

it.each([
  ['packages and a base archive', { packages: 'bash', 'base.tar.gz': '' }, true],
  ['one file of a full one', { packages: 'bash', initrd: '' }, false],
  ['nothing', {}, false],
])('a directory with %s: small %s', (_, files, small) => {
  expect(isSmallAppliance(scratchDirectory(files as Record<string, string>))).toBe(small);
});

it('no directory is no small appliance', () => {
  expect(isSmallAppliance('/no/such/directory')).toBe(false);
});
