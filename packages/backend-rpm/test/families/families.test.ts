import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localHost, parseManifest } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { DATABASES } from '../../src/database/locations.ts';
import { familyOf } from '../../src/families/choose-family.ts';
import { FAMILIES } from '../../src/families/index.ts';

const url = new URL('../../package.json', import.meta.url);
const manifest = parseManifest(JSON.parse(readFileSync(url, 'utf8')).supermin).backends[0]!;

describe('the manifest', () => {
  it('names the families that there are', () => {
    expect(manifest.families).toEqual(FAMILIES.map(({ name, ids }) => ({ name, ids })));
  });

  it('names every place of a database', () => {
    expect(manifest.databases).toEqual(DATABASES);
  });

  it('names no distribution twice', () => {
    const ids = manifest.families.flatMap((family) => family.ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

const PKVM = { 'etc/os-release': 'ID=pkvm\n', 'etc/ibm_powerkvm-release': '' };
const BOTH = { 'etc/os-release': 'ID=opensuse-leap\n', 'etc/redhat-release': '' };

describe('familyOf', () => {
  it.each([
    ['os-release', { 'etc/os-release': 'ID=sles\n' }, 'opensuse/rpm', 'opensuse/rpm'],
    ['ID_LIKE', { 'etc/os-release': 'ID=x\nID_LIKE=mageia\n' }, 'mageia/rpm', 'mageia/rpm'],
    ['a release file', { 'etc/mageia-release': 'Mageia 5\n' }, 'fedora/rpm', 'mageia/rpm'],
    ['a release file beside a strange ID', PKVM, 'fedora/rpm', 'ibm_powerkvm/rpm'],
    ['os-release before release files', BOTH, 'opensuse/rpm', 'opensuse/rpm'],
    ['nothing at all', {}, 'fedora/rpm', 'fedora/rpm'],
  ])('goes by %s', (_, files, detected, expected) => {
    const root = scratchDirectory();
    mkdirSync(join(root, 'etc'));
    for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
    expect(familyOf(localHost(root), detected).name).toBe(expected);
  });
});
