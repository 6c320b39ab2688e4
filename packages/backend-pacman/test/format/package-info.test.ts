import { expect, it } from 'vitest';
import { parsePackageInfo } from '../../src/format/package-info.ts';

it('reads .PKGINFO', () => {
  const text = '# made by hand\npkgname = bash\npkgver = 1:5.3-1\narch = x86_64\ndepend = a = b\n';
  expect(parsePackageInfo(text)).toEqual({ name: 'bash', version: '1:5.3-1', arch: 'x86_64' });
});

it('has nothing of what is no .PKGINFO', () => {
  expect(parsePackageInfo('\0\xff')).toEqual({ name: '', version: '', arch: '' });
});
