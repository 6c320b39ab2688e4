import { mkdirSync, writeFileSync } from 'node:fs';
import {
  type BytePath,
  createLock,
  encodeLock,
  type Lock,
  lockedRoot,
  parseLock,
} from '@supermin/core';
import { available, hasProgram, output } from '@supermin/test-support/programs';
import {
  type PackageDescription,
  RpmRepository,
  type RpmRepositoryOptions,
} from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { backend } from '../../src/backend.ts';

const PACKAGES: readonly PackageDescription[] = [
  {
    ...{
      name: 'tool',
      version: '1',
      arch: 'x86_64',
      requires: ['library >= 1', '/usr/share/data'],
    },
    files: [
      {
        path: '/usr/bin/tool',
        content: '#!/bin/sh\n',
        mode: 0o755,
        capabilities: 'cap_net_raw=ep',
      },
      { path: '/usr/bin/same', hardLinkTo: '/usr/bin/tool' },
      { path: '/etc/tool.conf', content: 'a=1\n', marks: ['config', 'noreplace'] },
      { path: '/usr/bin/link', linkTo: 'tool' },
      { path: '/var/lib/tool', directory: true, mode: 0o750, user: 'tooluser', group: 'tool' },
      { path: '/var/log/tool.log', marks: ['ghost'] },
    ],
  },
  {
    name: 'library',
    version: '1.5',
    epoch: 1,
    files: [{ path: '/usr/lib64/library.so', content: 'elf' }],
  },
  {
    name: 'data',
    version: '2',
    files: [{ path: '/usr/share/data', content: '' }],
    provides: ['thing = 3'],
  },
  {
    ...{ name: 'setup', version: '3' },
    files: [
      {
        path: '/etc/passwd',
        content: 'root:x:0:0::/root:/bin/sh\ntooluser:x:77:78::/:/bin/false\n',
      },
      { path: '/etc/group', content: 'root:x:0:\ntool:x:88:\n' },
    ],
  },
];

const HAS_TOOLS = ['gpg', 'gpgv', 'createrepo_c'].every((name) =>
  available(name, hasProgram(name)),
);
const HAS_RPM = ['rpm', 'sqlite3'].every((name) => available(name, hasProgram(name)));

export class Fixture {
  readonly top = scratchDirectory();
  readonly repository: RpmRepository;

  constructor(
    readonly options: RpmRepositoryOptions = {},
    packages: readonly PackageDescription[] = PACKAGES,
  ) {
    this.repository = new RpmRepository(`${this.top}/m`, packages, options);
  }

  get support() {
    return { backend, cacheDirectory: `${this.top}/cache` as BytePath };
  }

  lock(text = 'gpgcheck=0', packages: readonly string[] = ['tool', 'setup']): Promise<Lock> {
    const file = `${this.top}/my.repo`;
    writeFileSync(file, `[my]\nbaseurl=file://${this.top}/m\n${text}\n`);
    const family = 'fedora/rpm';
    return createLock({ ...this.support, family, from: [file], arch: 'x86_64', packages });
  }

  root(lock: Lock) {
    return lockedRoot(lock, this.support);
  }
}

describe.runIf(HAS_TOOLS)('a repository of rpm packages', () => {
  it('gives a lock, and a root that is as the packages have it', async () => {
    const fixture = new Fixture();
    const lock = await fixture.lock();
    expect(lock.packages.map(({ name, version }) => `${name} ${version}`)).toEqual([
      ...['data 2-1', 'library 1:1.5-1', 'setup 3-1', 'tool 1-1'],
    ]);
    expect(parseLock(encodeLock(lock), 'x')).toEqual(lock);
    const { host, packages } = await fixture.root(lock);
    expect(packages).toEqual(['data', 'library', 'setup', 'tool']);
    expect(host.readFile('/etc/tool.conf').toString()).toBe('a=1\n');
    expect(host.readlink('/usr/bin/link')).toBe('tool');
    expect(host.lstat('/var/lib/tool')).toMatchObject({ mode: 0o750, uid: 77, gid: 88 });
    expect(host.lstat('/usr/bin/same')).toMatchObject({
      ino: host.lstat('/usr/bin/tool')!.ino,
      mode: 0o755,
    });
    expect(host.stat('/var/log/tool.log')).toBeUndefined();
    const signal = new AbortController().signal;
    const context = { host, signal, report: () => {}, family: 'fedora/rpm' };
    const database = await backend.open(context);
    const found = database.find('tool');
    expect(found).toMatchObject([{ name: 'tool', arch: 'x86_64' }]);
    const closure = await database.closure(found, { resolver: 'default' });
    expect(closure.map(({ id }) => id)).toEqual(['data', 'library', 'tool']);
  });

  it.runIf(HAS_RPM)('has a database that sqlite and rpm find right', async () => {
    const fixture = new Fixture();
    const { host } = await fixture.root(await fixture.lock());
    const directory = `${fixture.top}/db`;
    mkdirSync(directory);
    writeFileSync(`${directory}/rpmdb.sqlite`, host.readFile('/usr/lib/sysimage/rpm/rpmdb.sqlite'));
    const check = ['PRAGMA integrity_check', 'PRAGMA foreign_key_check'];
    expect(output('sqlite3', [`${directory}/rpmdb.sqlite`, check.join(';')]).toString()).toBe(
      'ok\n',
    );
    const rpm = (...args: string[]) => output('rpm', ['--dbpath', directory, ...args]).toString();
    expect(rpm('-qa').split('\n').sort()).toEqual([
      '',
      'data-2-1.noarch',
      'library-1.5-1.noarch',
      'setup-3-1.noarch',
      'tool-1-1.x86_64',
    ]);
    expect(rpm('-q', '--whatprovides', 'thing')).toBe('data-2-1.noarch\n');
    expect(rpm('-qf', '/usr/bin/tool')).toBe('tool-1-1.x86_64\n');
    expect(rpm('-q', '--whatrequires', 'library')).toBe('tool-1-1.x86_64\n');
    // What rpm writes itself of the same headers has the same rows.
    const rows = () =>
      output('sqlite3', [`${directory}/rpmdb.sqlite`, '.dump'])
        .toString()
        .split('\n')
        .filter((line) => line.startsWith('INSERT') && !line.includes('Packages'))
        .map((line) => line.replace('INTO "', 'INTO ').replace('" VALUES', ' VALUES'))
        .sort();
    const ours = rows();
    output('rpmdb', ['--dbpath', directory, '--define', '_db_backend sqlite', '--rebuilddb']);
    expect(ours).toEqual(rows());
  });
});
