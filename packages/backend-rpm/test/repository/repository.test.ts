import { mkdirSync, writeFileSync } from 'node:fs';
import { encodeLock, parseLock } from '@supermin/core';
import { available, hasProgram, output } from '@supermin/test-support/programs';
import { describe, expect, it } from 'vitest';
import { backend } from '../../src/backend.ts';
import { Fixture, PACKAGES } from './fixtures/fixture.ts';

const HAS_TOOLS = ['gpg', 'gpgv', 'createrepo_c'].every((name) =>
  available(name, hasProgram(name)),
);
const HAS_RPM = ['rpm', 'sqlite3'].every((name) => available(name, hasProgram(name)));

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

  it('has no database of a package, nor what sqlite would read as part of ours', async () => {
    const content = 'evil';
    const wal = '/usr/lib/sysimage/rpm/rpmdb.sqlite-wal';
    const hostile = {
      ...{ name: 'hostile', version: '1', arch: 'noarch' },
      files: [
        { path: wal, content, user: 'tooluser' },
        { path: '/var/lib/rpm/Packages', content },
      ],
    };
    const fixture = new Fixture({}, [...PACKAGES, hostile]);
    const { host } = await fixture.root(await fixture.lock('gpgcheck=0', ['hostile', 'setup']));
    expect(host.readdir('/usr/lib/sysimage/rpm')).toEqual(['rpmdb.sqlite']);
    expect(host.readdir('/var/lib/rpm')).toEqual([]);
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
