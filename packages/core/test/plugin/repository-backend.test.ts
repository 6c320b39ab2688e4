import { describe, expect, it } from 'vitest';
import { repositoryBackend } from '../../src/plugin/repository-backend.ts';
import { foundBackend } from '../support/plugins.ts';

const dpkg = foundBackend('@supermin/backend-dpkg', {
  families: [
    { name: 'debian/dpkg', ids: ['debian'] },
    { name: 'ubuntu/dpkg', ids: ['ubuntu'] },
  ],
  distributions: ['debian', 'ubuntu'],
  sourceFiles: ['.sources', '.list'],
});
const rpm = foundBackend('@supermin/backend-rpm', { name: 'rpm' });

describe('repositoryBackend', () => {
  it.each([
    ['debian:bookworm', 'debian/dpkg'],
    ['ubuntu:noble@x', 'ubuntu/dpkg'],
    ['/etc/apt/my.sources', 'debian/dpkg'],
    ['./a.list', 'debian/dpkg'],
    ['ubuntu', 'ubuntu/dpkg'],
    ['ubuntu@2026/01/01', 'ubuntu/dpkg'],
    ['./ubuntu@2026/a.list', 'debian/dpkg'],
  ])('%s', (from, family) => {
    const found = repositoryBackend([rpm, dpkg], from);
    expect(found.found).toBe(dpkg);
    expect(found.family.name).toBe(family);
  });

  it.each([
    ['debain:bookworm', 'did you mean debian:bookworm?'],
    ['Debian:Bookworm@20260101T000000Z', 'did you mean debian:bookworm@20260101T000000Z?'],
    ['debain@2026/01/01', 'did you mean debian@2026/01/01?'],
    [
      'arch:',
      'installed plugins know debian:RELEASE, ubuntu:RELEASE; files *.sources, *.list; and host',
    ],
    ['a.list', 'specify the path of a file that is there'],
    ['/home/me/debian/bookworm', 'did you mean debian:bookworm?'],
    ['/etc/yum.repos.d/a.repo', 'installed plugins know'],
  ])('is none of %s', (from, hint) => {
    expect(() => repositoryBackend([rpm, dpkg], from)).toThrow(
      expect.objectContaining({ code: 'FROM_UNKNOWN', hint: expect.stringContaining(hint) }),
    );
  });
});
