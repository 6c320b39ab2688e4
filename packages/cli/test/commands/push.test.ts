import { pushAppliance } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pushCommand } from '../../src/commands/push.ts';
import { contextOf, ownPlaces, perform } from '../support/in-process.ts';

vi.mock('@supermin/core', async (original) => {
  const core = await original<typeof import('@supermin/core')>();
  return { ...core, pushAppliance: vi.fn(core.pushAppliance) };
});

let tmp: string;

beforeEach(() => {
  ({ tmp } = ownPlaces());
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.mocked(pushAppliance).mockReset();
});

const push = (...words: string[]) => perform(pushCommand, contextOf('push', ...words));

describe('push', () => {
  it('puts the appliance into the registry, and prints what it is there', async () => {
    vi.mocked(pushAppliance).mockResolvedValue('sha256:abc');
    const bytes = Buffer.from('r.example/é').toString('latin1');
    const { stdout, status } = await push(bytes, 'appliance.d');
    expect({ stdout, status }).toEqual({ stdout: 'sha256:abc\n', status: 0 });
    const options = { temporaryDirectory: tmp, insecure: false, signal: expect.any(AbortSignal) };
    expect(pushAppliance).toHaveBeenCalledWith('r.example/é', 'appliance.d', {
      ...{ ...options, report: expect.any(Function) },
    });
    await push('--insecure', 'r.example/x', 'd');
    expect(vi.mocked(pushAppliance).mock.lastCall![2]).toMatchObject({ insecure: true });
  });

  it.each([[[]], [['registry.example/tools:1']]])('%j is not all that it needs', async (words) => {
    await expect(push(...words)).rejects.toMatchObject({
      ...{ name: 'UsageError', command: 'push', message: 'push needs a name and an appliance' },
      hint: 'supermin push registry.example/name:tag appliance.d',
    });
  });

  it('knows that the words are in the wrong order', async () => {
    const appliance = scratchDirectory({ packages: 'tool\n' });
    await expect(push(appliance, 'registry.example/tools:1')).rejects.toMatchObject({
      ...{ name: 'UsageError', command: 'push' },
      message: `'${appliance}' is a directory, and not a name in a registry`,
      hint: `the name comes first: supermin push registry.example/tools:1 ${appliance}`,
    });
    expect(pushAppliance).not.toHaveBeenCalled();
  });

  it('leaves other mistakes to core, which knows more of them', async () => {
    const file = `${scratchDirectory({ file: '' })}/file`;
    for (const name of [file, scratchDirectory()]) {
      await expect(push(name, scratchDirectory())).rejects.toMatchObject({
        code: 'ARTIFACT_REFERENCE',
      });
    }
    await expect(push('registry.example/tools:1', '/none')).rejects.toMatchObject({
      code: 'INPUT_MISSING',
    });
  });
});
