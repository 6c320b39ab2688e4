import { SmallRoot } from '@supermin/test-support/debian';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inspectCommand } from '../../src/commands/inspect.ts';
import { version } from '../../src/version.ts';
import { contextOf, ownPlaces, perform } from '../support/in-process.ts';

beforeEach(() => void ownPlaces());
afterEach(() => void vi.unstubAllEnvs());

const root = new SmallRoot(scratchDirectory());
root.install('tool', ['/usr/bin/tool'], ['Depends: library']);
root.install('library', ['/usr/lib/library']);
const appliance = scratchDirectory({ packages: 'tool\n' });

const inspect = (...words: string[]) =>
  perform(inspectCommand, contextOf('inspect', '--root', root.directory, ...words, appliance));

describe('inspect', () => {
  it('tells what an appliance would become here', async () => {
    const { stdout, status } = await inspect();
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${appliance}: small appliance; .*\n2 packages of debian`));
    expect(stdout).toMatch(/ library +1\.0 +all/);
  });

  it('--files lists every file', async () => {
    const { stdout } = await inspect('--files');
    expect(stdout).toContain('usr/lib/library');
    expect(stdout).not.toContain('small appliance');
  });

  it('--json is the inventory', async () => {
    const { stdout } = await inspect('--json');
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ supermin: 'inventory', kind: 'appliance', subject: [appliance] },
      packages: [{ id: 'library' }, { id: 'tool' }],
    });
    expect(stdout).toMatch(/^\{\n {1}"supermin"[\s\S]*\n\}\n$/);
  });

  it('--size is a page', async () => {
    expect((await inspect('--size')).stdout).toMatch(/^<!DOCTYPE html>/i);
  });

  it.each([
    ['spdx', 'spdxVersion', 'SPDX-2.3', 'creationInfo.created'],
    ['cyclonedx', 'bomFormat', 'CycloneDX', 'metadata.timestamp'],
  ])(
    '--sbom %s is one, whose bytes SOURCE_DATE_EPOCH settles',
    async (kind, field, value, time) => {
      const timeOf = (text: string) =>
        time.split('.').reduce((each, name) => each[name], JSON.parse(text)) as string;
      const before = Date.now() - 1000;
      const now = await inspect('--sbom', kind);
      expect(JSON.parse(now.stdout)[field]).toBe(value);
      expect(now.stdout).toContain(version());
      expect(Date.parse(timeOf(now.stdout))).toBeGreaterThanOrEqual(before);
      vi.stubEnv('SOURCE_DATE_EPOCH', '1700000000');
      const fixed = await inspect('--sbom', kind);
      expect(Date.parse(timeOf(fixed.stdout))).toBe(1_700_000_000_000);
      expect((await inspect('--sbom', kind)).stdout).toBe(fixed.stdout);
    },
  );

  it('needs something to look at', async () => {
    await expect(perform(inspectCommand, contextOf('inspect'))).rejects.toMatchObject({
      ...{ name: 'UsageError', command: 'inspect' },
      message: expect.stringMatching(/^nothing to inspect was given: a small appliance, an output/),
    });
  });
});
