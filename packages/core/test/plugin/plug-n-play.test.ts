import { describe, expect, it } from 'vitest';
import { type PlugNPlay, plugNPlayOf, plugNPlayRoots } from '../../src/plugin/plug-n-play.ts';

const YARN = '/project/.yarn';
const CLI = `${YARN}/unplugged/cli-1/node_modules/@supermin/cli`;
const ZIP = `${YARN}/cache/apk-1.zip/node_modules`;

/** Locations and dependencies by `name@reference`, as Yarn's API has them. */
const PACKAGES: Record<string, [string, [string, string | [string, string] | null][]]> = {
  'null@null': [
    '/project/',
    [
      ['@supermin/cli', 'npm:6'],
      ['apk', ['supermin-backend-apk', 'npm:1']],
      ['supermin-writer-local', 'workspace:local'],
      ['peer', null],
    ],
  ],
  '@supermin/cli@npm:6': [`${CLI}/`, [['@supermin/writer-ext2', 'virtual:1#npm:6']]],
  '@supermin/writer-ext2@virtual:1#npm:6': [
    `${YARN}/unplugged/ext2-1/node_modules/@supermin/writer-ext2/`,
    [],
  ],
  'supermin-backend-apk@npm:1': [`${ZIP}/supermin-backend-apk/`, []],
  'supermin-writer-local@workspace:local': ['/project/local/', []],
};

const pnp: PlugNPlay = {
  topLevel: { name: null, reference: null },
  findPackageLocator: (path) =>
    path === `${CLI}/` ? { name: '@supermin/cli', reference: 'npm:6' } : null,
  getPackageInformation({ name, reference }) {
    const found = PACKAGES[`${name}@${reference}`];
    if (found === undefined) return null;
    return { packageLocation: found[0], packageDependencies: new Map(found[1]) };
  },
};

describe("Yarn's Plug'n'Play", () => {
  it("has a root for each dependency of the command, then for each of the project's", () => {
    expect(plugNPlayRoots(pnp, CLI)).toEqual([
      `${YARN}/unplugged/ext2-1/node_modules`,
      `${YARN}/unplugged/cli-1/node_modules`,
      ZIP,
    ]);
  });

  it('has those of the project only for a command that it does not know', () => {
    expect(plugNPlayRoots(pnp, '/elsewhere')).toEqual([
      `${YARN}/unplugged/cli-1/node_modules`,
      ZIP,
    ]);
  });

  it('is not there in other installations', () => {
    expect(plugNPlayOf(import.meta.dirname)).toBeUndefined();
  });
});
