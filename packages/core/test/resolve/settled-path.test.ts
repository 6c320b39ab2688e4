import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { localHost } from '../../src/host/local-host.ts';
import { settledPath } from '../../src/resolve/settled-path.ts';

function host() {
  const root = scratchDirectory({ 'etc/hosts': '', 'usr/lib/release': '', 'run/x': '' });
  for (const [target, name] of [
    ['usr/bin', 'bin'],
    ['/usr/lib', 'lib'],
    ['../run', 'var/run'],
    ['hosts', 'etc/link'],
  ] as const) {
    mkdirSync(`${root}/usr/bin`, { recursive: true });
    mkdirSync(`${root}/var`, { recursive: true });
    symlinkSync(target, `${root}/${name}`);
  }
  return localHost(root);
}

describe('the place of a hostfile that goes up on its way', () => {
  it.each([
    ['/etc/../etc/hosts', '/etc/hosts'],
    ['/../etc/hosts', '/etc/hosts'],
    ['/etc/../../../etc/hosts', '/etc/hosts'],
    ['/usr/lib/../lib/./release', '/usr/lib/release'],
    // Links on the way are followed before it goes up.
    ['/bin/../lib/release', '/usr/lib/release'],
    ['/lib/../../etc/hosts', '/etc/hosts'],
    ['/var/run/../etc/hosts', '/etc/hosts'],
    // The last one is what is meant.
    ['/etc/../etc/link', '/etc/link'],
    ['/etc/..', '/'],
  ])('%s: %s', (path, place) => {
    expect(settledPath(host(), path)).toBe(place);
  });

  it('is where the kernel finds it', () => {
    const { root } = host();
    for (const path of ['/bin/../../etc/hosts', '/var/run/../etc/hosts']) {
      expect(root + settledPath(localHost(root), path)).toBe(realpathSync.native(root + path));
    }
  });

  it('links in a circle come to an end', () => {
    const root = scratchDirectory();
    symlinkSync('b', `${root}/a`);
    symlinkSync('a', `${root}/b`);
    expect(settledPath(localHost(root), '/a/../x')).toMatch(/^\//);
  });

  it('asks nothing about other paths', () => {
    expect(settledPath({} as never, '/etc/hosts')).toBe('/etc/hosts');
  });
});
