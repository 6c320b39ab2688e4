import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { startFromTemplate } from '../../src/start/start-from-template.ts';
import { applianceFiles, disk, failingQemu, planOf, silentQemu } from './plan.ts';

type Options = Parameters<typeof planOf>[0];

/** What comes of it, and what is said. */
async function start(options: Options) {
  const said: string[] = [];
  const report: NonNullable<Options>['report'] = (event) => {
    if (event.kind === 'message' && event.level === 1) said.push(event.text);
  };
  const plan = planOf({ cacheDirectory: scratchDirectory(), ...options, report });
  const { kernel } = plan.options.appliance;
  const result = await startFromTemplate(plan, { accelerator: 'tcg', kernel });
  if (result.kind !== 'boot') throw new Error(result.kind);
  return { said, refuseTemplate: result.refuseTemplate };
}

describe('a VM is booted', () => {
  it('where it may not be restored from a saved one, which is said', async () => {
    const { said } = await start({ template: false });
    expect(said).toEqual(['template: not used: not wanted']);
  });

  it('where none can be saved; that is tried again until a boot has gone right', async () => {
    const options = {
      ...{ appliance: applianceFiles(), cacheDirectory: scratchDirectory() },
      qemu: failingQemu('no such machine'),
    };
    const first = await start(options);
    const second = await start(options);
    expect(first.said).toEqual(['template: not used: no such machine']);
    expect(second.said).toEqual(first.said);
    second.refuseTemplate();
    const { said } = await start(options);
    expect(said).toEqual(['template: not used: it failed before: no such machine']);
    // Nor for one with devices; but another VM may be saved.
    expect((await start({ ...options, disks: [disk()] })).said).toEqual(said);
    expect((await start({ ...options, memory: 512 })).said).toEqual(first.said);
  });

  it('where the system refuses, which is not remembered', async () => {
    const appliance = applianceFiles();
    const options = { appliance, cacheDirectory: scratchDirectory() };
    rmSync(appliance.initrd);
    const { said, refuseTemplate } = await start(options);
    expect(said).toEqual([expect.stringMatching(/^template: not used: ENOENT.*initrd/)]);
    refuseTemplate();
    expect(readdirSync(options.cacheDirectory)).toEqual([]);
  });

  it('and nothing is left of what was not saved', async () => {
    const cacheDirectory = scratchDirectory();
    await start({ cacheDirectory, qemu: '/bin/false' });
    expect(readdirSync(join(cacheDirectory, 'templates'))).toEqual([]);
  });
});

describe('no boot can help', () => {
  it('at the time limit', async () => {
    await expect(start({ qemu: silentQemu(), timeout: 0 })).rejects.toMatchObject({
      code: 'RUN_TIMEOUT',
    });
  });

  it('where the signal says so', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(start({ qemu: '/bin/false', signal })).rejects.toThrow('enough');
  });
});
