import { existsSync } from 'node:fs';
import { type Host, localHost } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { FileLists } from '../../src/database/file-lists.ts';
import { readIndex as readWith } from '../../src/database/read-index.ts';
import { readStatus } from '../../src/database/read-status.ts';
import { sayMissing, sharedData } from '../support/judges.ts';
import { memoryHost } from '../support/memory-host.ts';
import { statusText } from '../support/status.ts';

const ignore = () => {};
const readIndex = (host: Host) =>
  readWith(host, new FileLists(host, ignore), readStatus(host), ignore);
const STATUS = '/var/lib/dpkg/status';
const ids = (files: Record<string, string>) =>
  readIndex(memoryHost(files)).packages.map((each) => `${each.id} ${each.version}`);

describe('readIndex', () => {
  it('edge case 9: no status file is an error that says so', () => {
    expect(() => readIndex(memoryHost({}))).toThrow(`${STATUS}: there is no dpkg database`);
  });

  it('takes what dpkg has not merged into the status file yet for the truth, in order', () => {
    expect(
      ids({
        [STATUS]: statusText({ Package: 'a' }, { Package: 'b' }, { Package: 'c' }),
        '/var/lib/dpkg/updates/0000': statusText({ Package: 'b', Version: '2' }),
        '/var/lib/dpkg/updates/0001': statusText({ Package: 'b', Version: '3' }, { Package: 'd' }),
        '/var/lib/dpkg/updates/0002': statusText({
          Package: 'c',
          Status: 'deinstall ok config-files',
        }),
        '/var/lib/dpkg/updates/tmp.i': 'half',
      }),
    ).toEqual(['a 1', 'b 3', 'd 1']);
  });

  it("reads the native architecture from dpkg's list", () => {
    const host = memoryHost({
      [STATUS]: statusText({ Package: 'a', Architecture: 'i386' }),
      '/var/lib/dpkg/arch': 'i386\namd64\n',
    });
    expect(readIndex(host).native).toBe('i386');
    expect(readIndex(host).packages[0]!.id).toBe('a');
  });

  it('names a damaged file other than the status file too', () => {
    const files = { [STATUS]: '', '/var/lib/dpkg/updates/0000': 'Package: a\nVer' };
    expect(() => ids(files)).toThrow('/var/lib/dpkg/updates/0000: line 2: ');
    expect(() => ids({ [STATUS]: '', '/var/lib/dpkg/arch': 'amd' })).toThrow(
      '/var/lib/dpkg/arch: line 1: ',
    );
  });
});

const ubuntu = `${sharedData}/ubuntu-20.04-base`;
describe.runIf(sayMissing(ubuntu, existsSync(ubuntu)))(
  'Ubuntu 20.04 of another architecture',
  () => {
    it('is native armhf', () => {
      const index = readIndex(localHost(ubuntu));
      expect(index.native).toBe('armhf');
      expect(index.packages).toHaveLength(221);
      expect(index.packages.some((each) => each.id.includes(':'))).toBe(false);
    });
  },
);
