import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { localHost } from '../../src/host/local-host.ts';
import { parseOsRelease, readOsRelease } from '../../src/host/os-release.ts';

describe('parseOsRelease', () => {
  it.each([
    ['ID=debian\nVERSION_ID="12"\n', 'debian', [], '12'],
    ['ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', 'opensuse-leap', ['suse', 'opensuse']],
    ["ID='rocky'\nID_LIKE='rhel  centos fedora'", 'rocky', ['rhel', 'centos', 'fedora']],
    ['NAME=x\r\nID=Ubuntu\r\nID_LIKE=debian\r\n', 'ubuntu', ['debian']],
    ['VERSION_ID=9\nID_LIKE=arch\n', 'linux', ['arch'], '9'],
    ['#ID=comment\nXID=other\n', 'linux', []],
    ['', 'linux', []],
    ['ID=\n', 'linux', []],
    ['\0\xff junk', 'linux', []],
  ])('%j', (text, id, idLike, versionId = '') => {
    expect(parseOsRelease(text)).toEqual({ id, idLike, versionId });
  });
});

describe('readOsRelease', () => {
  it('prefers /etc, then /usr/lib, then nothing', () => {
    const usr = { 'usr/lib/os-release': 'ID=fedora\n' };
    expect(
      readOsRelease(localHost(scratchDirectory({ ...usr, 'etc/os-release': 'ID=arch\n' }))).id,
    ).toBe('arch');
    expect(readOsRelease(localHost(scratchDirectory(usr))).id).toBe('fedora');
    expect(readOsRelease(localHost(scratchDirectory())).id).toBe('linux');
  });
});
