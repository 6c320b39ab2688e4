import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { localHost, type Package, type PackageDatabase } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { needsOfProgram } from '../../src/program/program-needs.ts';

/** A root of programs, and of links, in which packages own what they are named for. */
function setUp(files: Record<string, string>, owners: Record<string, string> = {}) {
  const root = scratchDirectory();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(root + path), { recursive: true });
    if (text.startsWith('-> ')) symlinkSync(text.slice(3), root + path);
    else writeFileSync(root + path, text, { mode: 0o755 });
  }
  const find = (name: string) => (name in owners ? [{ id: owners[name]! } as Package] : []);
  const share = scratchDirectory();
  const shares = [{ directory: share, mount: '/srv' }];
  const needs = (program: string) => {
    const request = { host: localHost(root), database: { find } as PackageDatabase, shares };
    const { packages, hostfiles, unowned } = needsOfProgram(program, request);
    return { packages: [...packages], hostfiles: [...hostfiles], unowned };
  };
  return { root, share, needs };
}

const ENV = { '/usr/bin/env': '', '/usr/bin/node': '' };
const OWNERS = { '/usr/bin/env': 'coreutils', '/usr/bin/node': 'nodejs', '/opt/tool': 'tool' };

function script(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o755 });
}

describe('what a program needs', () => {
  it('a script of a share: its interpreter, and what env looks up', () => {
    const { share, needs } = setUp(ENV, OWNERS);
    script(join(share, 'run'), '#!/usr/bin/env node\n');
    expect(needs('/srv/run')).toEqual({
      ...{ packages: ['coreutils', 'nodejs'], hostfiles: [], unowned: [] },
    });
  });

  it('a script that a package owns: that as well, on which a package of Debian need not depend', () => {
    const { needs } = setUp({ ...ENV, '/opt/tool': '#!/usr/bin/node\n' }, OWNERS);
    expect(needs('/opt/tool').packages).toEqual(['tool', 'nodejs']);
  });

  it('a script that no package owns goes along, and the links on the way to it', () => {
    const { needs } = setUp(
      { ...ENV, '/opt/own': '#!/usr/bin/node\n', '/usr/local/bin/own': '-> /opt/own' },
      OWNERS,
    );
    expect(needs('own')).toEqual({
      ...{ packages: ['nodejs'], hostfiles: ['/usr/local/bin/own', '/opt/own'] },
      unowned: ['/opt/own'],
    });
  });

  it('a link of a share to the host: as of a virtual environment', () => {
    const { share, needs } = setUp(ENV, OWNERS);
    mkdirSync(join(share, 'bin'));
    symlinkSync('/usr/bin/node', join(share, 'bin/node'));
    script(join(share, 'run'), '#!/srv/bin/node\n');
    expect(needs('/srv/run')).toEqual({ packages: ['nodejs'], hostfiles: [], unowned: [] });
  });

  it('scripts that interpret each other come to an end', () => {
    const { needs } = setUp({ '/opt/a': '#!/opt/b\n', '/opt/b': '#!/opt/a\n' });
    expect(needs('/opt/a').unowned).toEqual(['/opt/a', '/opt/b']);
  });

  it('what is not there is for the VM to tell', () => {
    const { share, needs } = setUp({});
    script(join(share, 'run'), '#!/no/such\n');
    const nothing = { packages: [], hostfiles: [], unowned: [] };
    expect(needs('/srv/run')).toEqual(nothing);
    expect(needs('/srv/none')).toEqual(nothing);
  });

  it('a program that no package owns, of this machine: its loader and its libraries', () => {
    const share = scratchDirectory();
    copyFileSync(process.execPath, join(share, 'node'));
    chmodSync(join(share, 'node'), 0o755);
    const owned: string[] = [];
    const find = (name: string) => {
      owned.push(name);
      return [{ id: 'any' } as Package];
    };
    const shares = [{ directory: share, mount: '/srv' }];
    const request = { host: localHost(), database: { find } as PackageDatabase, shares };
    needsOfProgram('/srv/node', request);
    expect(owned).toContainEqual(expect.stringMatching(/\/ld-linux[^/]*$|\/ld-[\d.]+\.so$/));
    expect(owned).toContainEqual(expect.stringMatching(/\/libc[-.\d]*\.so[.\d]*$/));
    expect(owned).toContainEqual(expect.stringMatching(/\/libstdc\+\+\.so/));
  });
});
