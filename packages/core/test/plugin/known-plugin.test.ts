import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { localHost } from '../../src/host/local-host.ts';
import {
  formatMeant,
  type KnownPlugin,
  knownBackend,
  knownBackendFor,
  knownWriter,
} from '../../src/plugin/known-plugin.ts';

const KNOWN: readonly KnownPlugin[] = [
  { name: 'supermin-backend-apk', backend: 'apk', traces: ['/lib/apk/db', '/etc/apk/world'] },
  { name: 'supermin-backend-opkg', backend: 'opkg', traces: ['/usr/lib/opkg/status'] },
  { name: 'supermin-writer-squashfs', formats: ['squashfs', 'sqfs'] },
];

it.each(['squashfs', 'sqfs'])('a writer is known by all names of its format: %s', (format) => {
  expect(knownWriter(KNOWN, format)).toBe('supermin-writer-squashfs');
});

it('a backend is known by its package manager', () => {
  expect(knownBackend(KNOWN, 'opkg')).toBe('supermin-backend-opkg');
});

it.each(['apk', 'constructor'])('nothing else is a format: %s', (format) => {
  expect(knownWriter(KNOWN, format)).toBeUndefined();
});

it.each(['squashfs', 'constructor'])('nothing else is a package manager: %s', (manager) => {
  expect(knownBackend(KNOWN, manager)).toBeUndefined();
});

describe('by what lies under a root', () => {
  it.each<[string, Record<string, string>, string | undefined]>([
    ['the first trace', { 'lib/apk/db/installed': '' }, 'supermin-backend-apk'],
    ['another trace', { 'etc/apk/world': '' }, 'supermin-backend-apk'],
    ['another backend', { 'usr/lib/opkg/status': '' }, 'supermin-backend-opkg'],
    ['two: the first', { 'usr/lib/opkg/status': '', 'etc/apk/world': '' }, 'supermin-backend-apk'],
    ['nothing', { 'etc/hostname': '' }, undefined],
  ])('%s', (_, files, name) => {
    expect(knownBackendFor(KNOWN, localHost(scratchDirectory(files)))).toBe(name);
  });

  it('what cannot be looked at is taken for missing', () => {
    const stat = () => {
      throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
    };
    const host = { ...localHost(scratchDirectory()), stat };
    expect(knownBackendFor(KNOWN, host)).toBeUndefined();
  });
});

it('a format by what others call it', () => {
  const known = [{ name: 'a', formats: ['oci', 'x'], calledElsewhere: ['docker'] }];
  expect(formatMeant(known, 'docker')).toBe('oci');
  expect(formatMeant(known, 'oci')).toBeUndefined();
});
