import { readFileSync } from 'node:fs';
import { isSuperminError } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { backend } from '../src/index.ts';
import { hasDpkg, run, sayMissing } from './support/judges.ts';
import { memoryHost } from './support/memory-host.ts';
import { open } from './support/open.ts';
import { statusText } from './support/status.ts';

const STATUS = '/var/lib/dpkg/status';
const DIVERSIONS = '/var/lib/dpkg/diversions';

describe('backend', () => {
  it('is the one that the manifest names', () => {
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(manifest.supermin.backends).toMatchObject([{ name: backend.name, databases: [STATUS] }]);
  });

  it('edge case 9: watches the status file, diversions and alternatives, and a missing status file is an error', () => {
    expect(backend.freshness(memoryHost({ [STATUS]: '' }))).toEqual([STATUS]);
    const all = memoryHost({
      [STATUS]: '',
      [DIVERSIONS]: '',
      '/etc/alternatives/awk': { link: '/x' },
    });
    expect(backend.freshness(all)).toEqual([STATUS, DIVERSIONS, '/etc/alternatives']);
    expect(backend.freshness(memoryHost({ [STATUS]: '', [DIVERSIONS]: '' }))).toEqual([
      STATUS,
      DIVERSIONS,
    ]);
    let thrown: unknown;
    try {
      backend.freshness(memoryHost({ [DIVERSIONS]: '' }));
    } catch (error) {
      thrown = error;
    }
    expect(isSuperminError(thrown) && thrown).toMatchObject({
      code: 'DPKG_DATABASE_MISSING',
      message: `${STATUS}: there is no dpkg database`,
      hint: expect.stringContaining('--root'),
    });
  });

  it('lists packages as supermin 5 does', async () => {
    const { database } = await open(
      memoryHost({ [STATUS]: statusText({ Package: 'a', Version: '1:2-3', Architecture: 'all' }) }),
    );
    expect(database.listEntry(database.find('a')[0]!)).toBe('a_1:2-3_all');
  });

  it('tells essential packages', async () => {
    const status = statusText(
      { Package: 'b', Essential: 'YES' },
      { Package: 'a', Essential: 'yes', Depends: 'c' },
      { Package: 'c', Essential: 'no' },
      { Package: 'd', Essential: 'yes', Status: 'deinstall ok config-files' },
    );
    const { database } = await open(memoryHost({ [STATUS]: status }));
    expect(database.essential!().map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it.runIf(sayMissing('dpkg', hasDpkg))(
    'the same ones as dpkg-query, on this machine',
    async () => {
      const fields = ['db:Status-Status', 'Essential', 'binary:Package'];
      const format = `${fields.map((field) => `\${${field}}`).join(' ')}\\n`;
      const { output } = run('dpkg-query', ['-W', '-f', format]);
      const judged = [...output.matchAll(/^installed yes ([^:\n]+)/gm)].map(([, name]) => name!);
      const { database } = await open('/');
      expect(database.essential!().map(({ name }) => name)).toEqual(judged.sort());
      expect(judged).toContain('dpkg');
    },
  );

  it.runIf(sayMissing('dpkg', hasDpkg))('tells the links of update-alternatives', async () => {
    const { database } = await open('/');
    const { output } = run('update-alternatives', ['--query', 'awk']);
    const path = /^Link: (.*)$/m.exec(output)?.[1];
    expect(path).toBeDefined();
    expect(database.alternatives!()).toContainEqual({ path, via: '/etc/alternatives/awk' });
  });

  it('opens two roots at once', async () => {
    const [one, two] = await Promise.all([
      open(memoryHost({ [STATUS]: statusText({ Package: 'a' }) })),
      open(memoryHost({ [STATUS]: statusText({ Package: 'b' }) })),
    ]);
    expect(one.database.find('b')).toEqual([]);
    expect(two.database.find('b')).toHaveLength(1);
  });
});
