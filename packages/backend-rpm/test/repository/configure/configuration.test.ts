import type { LayeredPackage } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { configuration } from '../../../src/repository/configure/configuration.ts';

function layered(name: string, version: string, ...paths: string[]): LayeredPackage {
  return {
    package: {
      ...{ name, version, arch: 'x86_64', id: name },
      ...{ source: 0, path: 'x', size: 0, sha256: '' },
    },
    notes: {},
    node: (path: string) => (paths.includes(path) ? { type: 'directory' } : undefined),
    paths: () => paths,
    read: () => undefined,
    newest: 7.5,
  } as unknown as LayeredPackage;
}

const TOOLS = ['/usr/bin/sh', '/usr/bin/rpm', '/usr/bin/mount', '/usr/bin/tar', '/var/lib/rpm'];
const PACKAGES = [layered('tools', '1-1', ...TOOLS), layered('bash', '2:5.2-1')];

describe('configuration', () => {
  const { steps, environment, install, culprits } = configuration(PACKAGES, 'x86_64');

  it('has rpm install all package files into another root, with its database where packages have it', () => {
    expect(steps.at(-1)!.argv.slice(2)).toEqual([
      'exec "$@" "$0"/* 2>&1',
      '/.supermin/packages',
      ...['rpm', '--install', '--root=/.supermin/root', '--dbpath=/var/lib/rpm'],
      ...['--nosignature', '--includedocs', '--define=_install_langs all'],
    ]);
    expect(environment.SOURCE_DATE_EPOCH).toBe('7');
  });

  it('needs programs', () => {
    expect(() => configuration(PACKAGES.slice(1), 'x86_64')).toThrow(
      expect.objectContaining({ code: 'CONFIGURE_TOOLS' }),
    );
  });

  it.each([
    ['warning: %post(bash-5.2-1.x86_64) scriptlet failed, exit status 3', ['bash']],
    ['error: %prein(bash-5.2-1.x86_64) scriptlet failed, signal 9', ['bash']],
    [
      'warning: %transfiletriggerin(other-1-1.noarch) scriptlet failed, exit status 1',
      ['other-1-1.noarch'],
    ],
    ['error: lua script failed: [string "%posttrans(bash-5.2-1.x86_64)"]:1: oops', ['bash']],
    ['error: invalid syntax in lua scriptlet: [string "%posttrans"]:1: near \'is\'', []],
  ])('knows that a script has failed: %s', (line, ids) => {
    expect(install!.isFailure(line)).toBe(true);
    expect(culprits(`${line}\nbye\n${line}\n`)).toEqual(ids);
  });

  it.each(['warning: /etc/x created as /etc/x.rpmnew', 'error: no idea', 'scriptlet failed'])(
    'takes no other line for that: %s',
    (line) => expect(install!.isFailure(line)).toBe(false),
  );

  it.each([
    ['/usr/lib/sysimage/rpm/rpmdb.sqlite', true],
    ['/var/lib/rpm/.rpm.lock', true],
    ['/var/lib/rpm', false],
    ['/var/lib/rpm/alternatives/awk', false],
    ['/var/lib/rpm/alternatives', false],
    ['/var/lib/rpmfoo/x', false],
  ])('%s stays as it was: %s', (path, expected) => {
    expect(install!.kept.some((each) => each.test(path))).toBe(expected);
  });
});
