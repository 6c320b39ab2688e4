import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { applyUpdates } from '../../src/database/apply-updates.ts';
import { installedPackages } from '../../src/database/installed-packages.ts';
import { parseStanzas } from '../../src/format/stanza.ts';
import { TextFile } from '../../src/format/text-file.ts';
import { hasDpkg, makeAdminDirectory, sayMissing } from '../support/judges.ts';
import { type Fields, statusText } from '../support/status.ts';

/** As dpkg writes it there: no Description, and no blank line at the end. */
const record = (fields: Fields) =>
  statusText(fields)
    .replace(/^Description:.*\n/m, '')
    .trimEnd()
    .concat('\n');
const stanzas = (text: string) => parseStanzas(new TextFile('/s', text));

describe.runIf(sayMissing('dpkg', hasDpkg))('what dpkg-query makes of changes', () => {
  const scratch = scratchDirectory();
  const amd64 = { Package: 'a', Architecture: 'amd64' };
  const gone = { Status: 'deinstall ok config-files' };
  const same = { 'Multi-Arch': 'same' };

  it.each<[string, Fields[], Fields[]]>([
    ['none', [amd64], []],
    ['a new package', [amd64], [{ Package: 'b' }]],
    ['several of one package: the last one counts', [amd64], [{ ...amd64, ...gone }, amd64]],
    ['a removal', [amd64, { Package: 'b' }], [{ ...amd64, ...gone }]],
    ['a half-installed package', [], [{ ...amd64, Status: 'install reinstreq half-installed' }]],
    ['another architecture: still one package', [amd64], [{ Package: 'a', Architecture: 'all' }]],
    [
      'the second architecture of a package',
      [{ ...amd64, ...same }],
      [{ Package: 'a', Architecture: 'i386', ...same, Version: '1' }],
    ],
  ])('%s', (_, packages, changes) => {
    const base = statusText({ Package: 'fine' }, ...packages);
    const admin = makeAdminDirectory(`${scratch}/${Math.random()}`, base);
    changes.forEach((fields, number) => {
      writeFileSync(`${admin}/updates/000${number}`, record(fields));
    });
    const fields = ['db:Status-Status', 'Package', 'Version', 'Architecture'];
    const format = `${fields.map((name) => `\${${name}}`).join(' ')}\n`;
    const args = ['--admindir', admin, '--show', '--showformat', format];
    const theirs = spawnSync('dpkg-query', args, { encoding: 'latin1' }).stdout;
    const records = applyUpdates(
      stanzas(base),
      changes.flatMap((each) => stanzas(record(each))),
    );
    const ours = installedPackages(records, ['amd64', 'i386']).packages;
    expect(ours.map((each) => `installed ${each.name} ${each.version} ${each.arch}`)).toEqual(
      theirs
        .split('\n')
        .filter((line) => line.startsWith('installed '))
        .sort((a, b) => Number(b.includes(' fine ')) - Number(a.includes(' fine '))),
    );
  });
});
