import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { detectBackend, localHost, parseManifest } from '@supermin/core';
import { makeRoot } from '@supermin/test-support/pacman';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { CONFIGURED, DEFAULT_LOCAL } from '../src/database/locations.ts';

const url = new URL('../package.json', import.meta.url);
const manifest = parseManifest(JSON.parse(readFileSync(url, 'utf8')).supermin).backends[0]!;
const found = { manifest, plugin: { name: '@supermin/backend-pacman' } } as Parameters<
  typeof detectBackend
>[0][number];

describe('the manifest', () => {
  it('names the places of the database', () => {
    expect(manifest.databases).toEqual([...CONFIGURED, DEFAULT_LOCAL]);
  });

  it('names no distribution twice', () => {
    const ids = manifest.families.flatMap((family) => family.ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each([
    ['ID=arch\n', 'arch/pacman'],
    ['ID=artix\nID_LIKE=arch\n', 'artix/pacman'],
    ['ID=manjaro\nID_LIKE=arch\n', 'manjaro/pacman'],
    ['ID=archarm\nID_LIKE=arch\n', 'archarm/pacman'],
    ['ID=msys2\nID_LIKE="cygwin arch"\n', 'msys2/pacman'],
    ['ID=steamos\nID_LIKE=arch\n', 'arch/pacman'],
    ['ID=unheard-of\nID_LIKE="unheard manjaro"\n', 'manjaro/pacman'],
    ['ID=unheard-of\n', 'arch/pacman'],
  ])('%j is %s', (release, family) => {
    const root = scratchDirectory();
    makeRoot(root, []);
    mkdirSync(join(root, 'etc'), { recursive: true });
    writeFileSync(join(root, 'etc/os-release'), release);
    expect(detectBackend([found], localHost(root)).family.name).toBe(family);
  });

  it('finds SteamOS, whose configuration names the place (cases/pacman-dbpath)', () => {
    const root = scratchDirectory();
    mkdirSync(join(root, 'usr/lib/holo/pacmandb/local'), { recursive: true });
    mkdirSync(join(root, 'etc'));
    const conf = join(root, 'etc/pacman.conf');
    writeFileSync(join(root, 'etc/os-release'), 'ID=steamos\nID_LIKE=arch\n');
    writeFileSync(conf, '[options]\nDBPath = /usr/lib/holo/pacmandb/\n');
    expect(detectBackend([found], localHost(root)).family.name).toBe('arch/pacman');
    writeFileSync(conf, '[options]\n');
    expect(() => detectBackend([found], localHost(root))).toThrow('no package database');
  });
});
