import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readArchiveFiles } from '@supermin/core/backend';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { rpmMembers } from '../../src/pristine/archive.ts';
import { signal } from '../fixtures/open.ts';
import { buildRpms, hasProgram } from '../fixtures/rpm-tools.ts';
import { SHARED_DATA } from '../fixtures/shared-data.ts';

const readFiles = (rpm: string, ...paths: string[]) =>
  readArchiveFiles(rpmMembers, rpm, new Set(paths), signal);
const hasRpm2cpio = hasProgram('rpm2cpio');

describe.runIf(hasRpm2cpio && hasProgram('rpmbuild'))('the archive of an .rpm', () => {
  it('gives every hard link its content, whichever is wanted', async () => {
    const content = 'shared\n';
    const files = [
      { path: '/etc/a.conf', content },
      { path: '/etc/b.conf', content, hardLinkTo: '/etc/a.conf' },
      { path: '/etc/c.conf', content, hardLinkTo: '/etc/a.conf' },
      { path: '/etc/empty.conf', content: '' },
    ];
    const [rpm] = buildRpms(scratchDirectory(), [{ name: 'links', version: '1', files }]);
    for (const paths of [['/etc/a.conf'], ['/etc/c.conf'], ['/etc/a.conf', '/etc/b.conf']]) {
      const found = await readFiles(rpm!, ...paths);
      const contents = found.map(({ path, bytes }) => [path, Buffer.from(bytes!).toString()]);
      expect(contents).toEqual(paths.map((path) => [path, content]));
    }
    const [empty] = await readFiles(rpm!, '/etc/empty.conf');
    expect(empty!.bytes).toHaveLength(0);
  });
});

describe.runIf(hasRpm2cpio && existsSync(SHARED_DATA))('packages of others', () => {
  it('hard links of rpm\u2019s own tests', async () => {
    const rpm = join(SHARED_DATA, 'rpm-files/hlinktest-1.0-1.noarch.rpm');
    const found = await readFiles(rpm, '/foo/hello', '/foo/hello-bar');
    expect(found.map(({ path, bytes }) => [path, bytes!.length > 0])).toEqual([
      ['/foo/hello', true],
      ['/foo/hello-bar', true],
    ]);
  });
});
