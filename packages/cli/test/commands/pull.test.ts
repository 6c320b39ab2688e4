import { pullAppliance } from '@supermin/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pullCommand } from '../../src/commands/pull.ts';
import { contextOf, ownPlaces, perform } from '../support/in-process.ts';

vi.mock('@supermin/core', async (original) => {
  const core = await original<typeof import('@supermin/core')>();
  return { ...core, pullAppliance: vi.fn(core.pullAppliance) };
});

let places: ReturnType<typeof ownPlaces>;

beforeEach(() => {
  places = ownPlaces();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.mocked(pullAppliance).mockReset();
});

const pull = (...words: string[]) => perform(pullCommand, contextOf('pull', ...words));

describe('pull', () => {
  it('takes an appliance out of the registry, and prints what it was there', async () => {
    vi.mocked(pullAppliance).mockResolvedValue('sha256:abc');
    const bytes = Buffer.from('r.example/é').toString('latin1');
    const { stdout, status } = await pull(bytes, '-o', 'd');
    expect({ stdout, status }).toEqual({ stdout: 'sha256:abc\n', status: 0 });
    expect(pullAppliance).toHaveBeenCalledWith('r.example/é', {
      ...{ output: 'd', force: false, insecure: false, temporaryDirectory: places.tmp },
      ...{ packageOf: expect.any(Function) },
      ...{ signal: expect.any(AbortSignal), report: expect.any(Function) },
    });
    await pull('--insecure', '--force', 'r.example/x', '-o', 'd');
    expect(vi.mocked(pullAppliance).mock.lastCall![1]).toMatchObject({
      insecure: true,
      force: true,
    });
  });

  it('needs a name, and a directory', async () => {
    await expect(pull('-o', 'd')).rejects.toMatchObject({
      ...{ name: 'UsageError', command: 'pull' },
      message: 'pull needs the name of an appliance in a registry',
      hint: 'supermin pull registry.example/name:tag -o appliance.d',
    });
    await expect(pull('r.example/x')).rejects.toThrow('the output directory is missing: -o DIR');
    await expect(pull('r', '-o', `${places.top}/d`)).rejects.toMatchObject({
      code: 'ARTIFACT_REFERENCE',
    });
  });
});
