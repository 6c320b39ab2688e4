import { type Lock, localHost } from '@supermin/core';
import { SmallRoot } from '@supermin/test-support/debian';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { chooseBackend, chooseRepository, lockBackend } from '../../src/plugins/choose-backend.ts';
import { findPlugins } from '../../src/plugins/find-plugins.ts';
import { contextOf, ownPlaces } from '../support/in-process.ts';

beforeEach(() => void ownPlaces());
afterEach(() => void vi.unstubAllEnvs());

const debian = new SmallRoot(scratchDirectory());
debian.install('tool', []);
const host = localHost(debian.directory);

function asked(...options: string[]) {
  const { invocation } = contextOf('prepare', ...options, 'tool', '-o', 'd');
  return { invocation, registry: findPlugins(invocation.options) };
}

it("is the one for the root's package manager, or the one that is named", async () => {
  const { registry, invocation } = asked();
  const chosen = chooseBackend(registry, host, invocation);
  expect(chosen).toMatchObject({
    ...{
      family: 'debian/dpkg',
      options: {},
      identity: expect.stringMatching(/^@supermin\/backend-dpkg@\d/),
    },
  });
  expect((await chosen.load()).name).toBe('dpkg');
  expect(chosen.missingHint(['./a_1.deb'])).toEqual(expect.any(String));
  expect(chosen.missingHint(['tool'])).toBeUndefined();
  const other = asked('--backend=rpm');
  expect(chooseBackend(other.registry, host, other.invocation).identity).toContain('backend-rpm');
});

it('of a repository is the one that knows it, or the one that is named', () => {
  const { registry, invocation } = asked();
  const from = ['fedora:40', 'debian:sid'];
  expect(chooseRepository(registry, from, invocation).family).toBe('fedora/rpm');
  const other = asked('--backend=pacman');
  expect(chooseRepository(other.registry, from, other.invocation).identity).toContain('pacman');
});

it('of a lock is the one that the lock names, and so is the family', () => {
  const { registry, invocation } = asked();
  const lock = { backend: 'rpm', family: 'opensuse/rpm' } as Lock;
  const chosen = lockBackend(registry, lock, invocation);
  expect([chosen.family, chosen.identity]).toEqual([
    'opensuse/rpm',
    expect.stringContaining('rpm@'),
  ]);
  const none = { backend: 'xyzzy', family: 'x/xyzzy' } as Lock;
  expect(() => lockBackend(registry, none, invocation)).toThrow(
    expect.objectContaining({ code: 'BACKEND_MISSING' }),
  );
});
