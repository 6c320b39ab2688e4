import { realpathSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pluginsCommand } from '../../src/commands/plugins.ts';
import { contextOf, ownPlaces, perform } from '../support/in-process.ts';

beforeEach(() => void ownPlaces());
afterEach(() => void vi.unstubAllEnvs());

const plugins = (...words: string[]) => perform(pluginsCommand, contextOf('plugins', ...words));

function plugin(name: string, code: string): string {
  const writer = { name, aliases: [], module: './i.js', options: [] };
  const manifest = { version: '1.0.0', supermin: { contract: 1, writers: [writer] } };
  return scratchDirectory({
    'package.json': JSON.stringify({
      name: `supermin-writer-${name}`,
      type: 'module',
      ...manifest,
    }),
    'i.js': code,
  });
}

describe('plugins', () => {
  it('lists what was found, for people and for programs', async () => {
    const toy = plugin('toy', 'export const writer = {};');
    const { stdout, status } = await plugins('--plugin', toy);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^@supermin\/backend-dpkg \d.*: backend dpkg\n/m);
    expect(stdout).toContain(
      `supermin-writer-toy 1.0.0: writer toy\n    ${toy} (specified by --plugin)\n`,
    );
    const list = JSON.parse((await plugins('--json', '--plugin', toy)).stdout);
    expect(list).toMatchObject({ contract: 1, rejected: [], conflicts: [] });
    expect(list.plugins.map(({ name }: { name: string }) => name)).toContain('supermin-writer-toy');
  });

  it('tells of those that are none, with the reason', async () => {
    const broken = plugin('broken', 'export const = ;');
    const none = scratchDirectory();
    const words = ['--json', '--plugin', broken, '--plugin', none];
    const list = JSON.parse((await plugins(...words)).stdout);
    expect(list.plugins.map(({ name }: { name: string }) => name)).not.toContain(
      'supermin-writer-broken',
    );
    const rejected = { reason: expect.any(String), code: expect.stringMatching(/^PLUGIN_/) };
    expect(list.rejected).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ directory: none, ...rejected }),
        expect.objectContaining({ directory: realpathSync(broken), name: broken, ...rejected }),
      ]),
    );
    expect((await plugins('--plugin', broken)).stdout).toMatch(/^.*: not used: .*\n/m);
  });

  it('warns of a configuration file that is not used', async () => {
    const { top } = ownPlaces();
    const { chmodSync } = await import('node:fs');
    chmodSync(`${top}/config/supermin/config.json`, 0o666);
    expect((await plugins()).warnings).toEqual([
      expect.stringContaining(`${top}/config/supermin/config.json is not used: `),
    ]);
    writeFileSync(`${top}/config/supermin/config.json`, '{');
    chmodSync(`${top}/config/supermin/config.json`, 0o644);
    await expect(plugins()).rejects.toMatchObject({ code: 'CONFIG' });
  });
});
