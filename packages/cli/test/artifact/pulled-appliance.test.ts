import { withKeptAppliance } from '@supermin/core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withPulledAppliance } from '../../src/artifact/pulled-appliance.ts';
import type { CommandContext } from '../../src/context/command-context.ts';
import { contextOf, ownPlaces } from '../support/in-process.ts';

vi.mock('@supermin/core', async (original) => {
  const core = await original<typeof import('@supermin/core')>();
  return { ...core, withKeptAppliance: vi.fn(core.withKeptAppliance) };
});

let places: ReturnType<typeof ownPlaces>;

beforeEach(() => {
  places = ownPlaces();
  vi.mocked(withKeptAppliance).mockImplementation((_, __, work) => work('/kept'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.mocked(withKeptAppliance).mockReset();
});

it('the rest of the command line is as if the appliance lay here', async () => {
  const context = contextOf('run', '--memory', '1G', 'oci://r.example/x:1', '--', 'ls', '-l');
  let seen: CommandContext | undefined;
  const result = await withPulledAppliance(context, async (given) => {
    seen = given;
    return 7;
  });
  expect(result).toBe(7);
  expect(seen).toMatchObject({
    ...{ signal: context.signal, report: context.report },
    invocation: { command: 'run', legacy: false, names: ['ls', '-l'] },
  });
  expect(seen!.invocation.options.entries).toEqual([
    ...[...context.invocation.options.entries, ['appliance', ['/kept']]],
  ]);
});

it('it is kept in the cache, and asked for again with --pull', async () => {
  const bytes = Buffer.from('oci://r.example/é').toString('latin1');
  await withPulledAppliance(contextOf('run', bytes), async () => {});
  expect(withKeptAppliance).toHaveBeenLastCalledWith(
    'oci://r.example/é',
    expect.objectContaining({
      ...{ cacheDirectory: places.cache, temporaryDirectory: places.tmp },
      ...{ pull: false, insecure: false },
    }),
    expect.any(Function),
  );
  await withPulledAppliance(contextOf('run', '--pull', '--insecure', bytes), async () => {});
  expect(vi.mocked(withKeptAppliance).mock.lastCall![1]).toMatchObject({
    ...{ pull: true, insecure: true },
  });
});

it('a name that cannot be one is an error before anything is asked for', async () => {
  vi.mocked(withKeptAppliance).mockReset();
  const work = vi.fn();
  await expect(withPulledAppliance(contextOf('run', 'oci://'), work)).rejects.toMatchObject({
    code: 'ARTIFACT_REFERENCE',
  });
  expect(work).not.toHaveBeenCalled();
});
