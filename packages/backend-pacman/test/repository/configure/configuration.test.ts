import type { LayeredPackage } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { configuration } from '../../../src/repository/configure/configuration.ts';

function layered(name: string, ...paths: string[]): LayeredPackage {
  return {
    package: {
      ...{ name, version: '1-1', arch: 'x86_64', id: name },
      ...{ source: 0, path: 'x', size: 0, sha256: '' },
    },
    notes: {},
    node: (path: string) => (paths.includes(path) ? { type: 'file' } : undefined),
    paths: () => paths,
    read: () => undefined,
    newest: 7.5,
  } as unknown as LayeredPackage;
}

const TOOLS = ['/usr/bin/sh', '/usr/bin/pacman', '/usr/bin/mount', '/usr/bin/tar'];
const PACKAGES = [layered('tools', ...TOOLS), layered('a'), layered('b')];
const FAILED = 'error: command failed to execute correctly';

describe('configuration', () => {
  const { steps, environment, files, install, culprits } = configuration(PACKAGES, 'x86_64');

  it('has pacman install all package files into another root, by a configuration of ours', () => {
    expect(steps.at(-1)!.argv.slice(2)).toEqual([
      'exec "$@" "$0"/* 2>&1',
      '/.supermin/packages',
      ...['pacman', '--upgrade', '--root=/.supermin/root', '--config=/.supermin/configuration'],
      ...['--noconfirm', '--noprogressbar'],
    ]);
    expect(files).toEqual([
      expect.objectContaining({ path: '/.supermin/configuration', mode: 0o644 }),
    ]);
    expect(environment.SOURCE_DATE_EPOCH).toBe('7');
  });

  it('needs programs', () => {
    expect(() => configuration(PACKAGES.slice(1), 'x86_64')).toThrow(
      expect.objectContaining({ code: 'CONFIGURE_TOOLS' }),
    );
  });

  it("knows that a package's script has failed, though pacman ends with status 0", () => {
    expect(install!.isFailure(FAILED)).toBe(true);
    expect(install!.isFailure('error: no idea')).toBe(false);
    expect(culprits(`installing a...\ntext\n${FAILED}\ninstalling b...\n`)).toEqual(['a']);
    expect(culprits(`installing b...\n${FAILED}\n:: Running hooks...\n${FAILED}\n`)).toEqual(['b']);
  });

  it('a hook is nobody in particular', () => {
    const output = `installing a...\n:: Running post-transaction hooks...\n${FAILED}\n`;
    expect(culprits(output)).toEqual([]);
  });

  it.each([
    ['/var/lib/pacman/local/a-1-1/desc', true],
    ['/var/lib/pacman/db.lck', true],
    ['/var/lib/pacman', false],
    ['/var/lib/pacmanx/y', false],
  ])('%s stays as it was: %s', (path, expected) => {
    expect(install!.kept.some((each) => each.test(path))).toBe(expected);
  });
});
