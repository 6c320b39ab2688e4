import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type Host, localHost } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { readStatus, updates } from '../../src/database/read-status.ts';
import { memoryHost } from '../support/memory-host.ts';
import { statusText } from '../support/status.ts';

const STATUS = '/var/lib/dpkg/status';
const UPDATES = '/var/lib/dpkg/updates';
const packages = (host: Host) =>
  readStatus(host).map((each) => `${each.value('package')} ${each.value('version')}`);

describe('readStatus', () => {
  it('reads what dpkg writes first of a package: no Description, no blank line (cases/dpkg-at-work)', () => {
    const record =
      'Package: zz\nStatus: install reinstreq half-installed\nArchitecture: all\nVersion: 1\n';
    const host = memoryHost({
      [STATUS]: statusText({ Package: 'a' }),
      [`${UPDATES}/0000`]: record,
      [`${UPDATES}/tmp.i`]: '#padding\n#pad',
    });
    expect(packages(host)).toEqual(['a 1', 'zz 1']);
  });

  it('takes the newest of what is in updates, and nothing whose name is more than digits', () => {
    const version = (value: string) => statusText({ Package: 'a', Version: value });
    const names = ['0000', '0001', '0001.tmp', 'x0002', '9x9'];
    const host = memoryHost({
      [STATUS]: version('1'),
      ...Object.fromEntries(names.map((name, at) => [`${UPDATES}/${name}`, version(`2.${at}`)])),
    });
    expect(packages(host)).toEqual(['a 2.1']);
    expect(updates(host)).toEqual(['0000', '0001']);
  });

  it('reads again what dpkg has merged between the two looks', () => {
    const root = scratchDirectory();
    mkdirSync(root + UPDATES, { recursive: true });
    const local = localHost(root);
    let reads = 0;
    const readFile = (path: string) => {
      const content = local.readFile(path);
      if (path === STATUS && reads++ === 0) {
        // What was read lacks the change, and now it is not in updates/ either.
        writeFileSync(`${root}${STATUS}-new`, statusText({ Package: 'a', Version: '2' }));
        renameSync(`${root}${STATUS}-new`, root + STATUS);
        rmSync(`${root}${UPDATES}/0000`);
      }
      return content;
    };
    writeFileSync(root + STATUS, statusText({ Package: 'a' }));
    writeFileSync(`${root}${UPDATES}/0000`, statusText({ Package: 'a', Version: '2' }));
    expect(packages({ ...local, readFile })).toEqual(['a 2']);
    expect(reads).toBe(2);
  });

  it('ends although the status file is another one each time', () => {
    const host = memoryHost({ [STATUS]: statusText({ Package: 'a' }) });
    let size = 0;
    const stat = (path: string) => ({ ...host.stat(path)!, size: size++ });
    expect(packages({ ...host, stat })).toEqual(['a 1']);
  });

  it('a status file that is cut off is an error, though one of its records would do', () => {
    const whole = statusText({ Package: 'a' }, { Package: 'b' });
    const host = memoryHost({ [STATUS]: whole.slice(0, whole.lastIndexOf('Description')) });
    expect(() => readStatus(host)).toThrow('the file is cut off');
  });
});
