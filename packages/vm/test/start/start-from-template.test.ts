import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openScratchFiles, scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startFromTemplate } from '../../src/start/start-from-template.ts';
import { SpokenQemu } from '../qemu/spoken-qemu.ts';
import { applianceFiles, disk, failingQemu, planOf, share, silentQemu } from './plan.ts';

type Options = Parameters<typeof planOf>[0];

/** What comes of it, and what is said. */
async function attempt(options: Options) {
  const said: string[] = [];
  const report: NonNullable<Options>['report'] = (event) => {
    const isSaid = event.kind === 'message' && event.level === 1;
    if (isSaid && event.text.startsWith('template: ')) said.push(event.text);
  };
  const plan = planOf({ cacheDirectory: scratchDirectory(), ...options, report });
  const { kernel } = plan.options.appliance;
  const result = await startFromTemplate(plan, { accelerator: 'tcg', kernel });
  return { said, result };
}

/** The same of a VM that has to be booted. */
async function start(options: Options) {
  const { said, result } = await attempt(options);
  if (result.kind !== 'boot') throw new Error(result.kind);
  return { said, refuseTemplate: result.refuseTemplate };
}

/** The same of a VM that runs, and what its QEMU was given. */
async function run(qemu: SpokenQemu, options: Options) {
  const { said, result } = await attempt({ qemu: qemu.program, memory: 8, ...options });
  if (result.kind !== 'running') throw new Error(result.kind);
  await result.session.guest.setUp.promise;
  await result.session.close();
  return { said, warm: result.warm, args: qemu.logs.at(-1)!.args };
}

const SAVED = 'template: saved a VM to restore later ones from';
const USED = 'template: the VM is restored from a saved one';

describe('a VM is restored', () => {
  it('from one that was saved before, which it is itself the first time', async () => {
    const qemu = new SpokenQemu();
    const options = { appliance: applianceFiles(), cacheDirectory: scratchDirectory() };
    const first = await run(qemu, options);
    expect(first).toMatchObject({ said: [SAVED] });
    const second = await run(qemu, options);
    expect(second).toMatchObject({ said: [USED], warm: false });
    expect(second.args).toContain('-incoming');
    // By their names: nothing was written to them.
    expect(second.args.join(' ')).toContain(`file=${options.appliance.root},format=raw`);
    await expect.poll(openScratchFiles).toEqual([]);
  });

  it('from one in which a command has run, over the images that it had', async () => {
    const qemu = new SpokenQemu({ commands: { warm: {} } });
    const modules = join(scratchDirectory({ modules: 'modules' }), 'modules');
    const appliance = { ...applianceFiles(), modules };
    const options = { appliance, cacheDirectory: scratchDirectory(), warm: ['warm'] };
    for (const said of [SAVED, USED]) {
      const { args, ...others } = await run(qemu, options);
      expect(others).toEqual({ said: [said], warm: true });
      const text = args.join(' ');
      expect(text).toMatch(/backing\.file\.filename=\/proc\/self\/fd\/\d+,/);
      expect(text).toMatch(/file=\/proc\/self\/fd\/\d+,format=raw,if=none,id=modules/);
    }
    const { args } = await run(qemu, { ...options, appliance: applianceFiles() });
    expect(args.join(' ')).not.toContain('id=modules');
    await expect.poll(openScratchFiles).toEqual([]);
  });

  it('without its devices, and is given them when it runs', async () => {
    const qemu = new SpokenQemu();
    const { kernel, initrd } = applianceFiles();
    const rootShare = { tag: 'root', type: '9p', readOnly: true, mount: '/' } as const;
    const options = {
      ...{ cacheDirectory: scratchDirectory(), disks: [disk()] },
      appliance: { kernel, initrd, rootShare: { ...rootShare, directory: scratchDirectory() } },
    };
    for (const said of [SAVED, USED]) {
      const found = await run(qemu, options);
      expect(found.said).toEqual([said]);
      expect(found.args.join(' ')).not.toMatch(/serial=disk0|virtio-9p/);
    }
  });

  it('though one with devices cannot be, which is booted from then on', async () => {
    const qemu = new SpokenQemu({ refusals: { device_add: 'I cannot' } });
    const options = {
      ...{ appliance: applianceFiles(), cacheDirectory: scratchDirectory() },
      ...{ qemu: qemu.program, memory: 8 },
    };
    const withDevices = { ...options, disks: [disk()], shares: [share()], daemon: 'there is none' };
    const first = await start(withDevices);
    expect(first.said).toEqual([SAVED, 'template: not used: I cannot']);
    first.refuseTemplate();
    const second = await start(withDevices);
    expect(second.said).toEqual(['template: not used: it failed before: I cannot']);
    expect((await run(qemu, options)).said).toEqual([USED]);
    await expect.poll(openScratchFiles).toEqual([]);
  });
});

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

  it('where the appliance has changed when its files are open', async () => {
    const qemu = new SpokenQemu();
    const appliance = applianceFiles();
    const change = join(scratchDirectory(), 'change');
    const wrapper = join(scratchDirectory(), 'wrapper');
    const script = `[ ! -e ${change} ] || echo more >>${appliance.root}\nexec ${qemu.program} "$@"`;
    writeFileSync(wrapper, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const options = { appliance, cacheDirectory: scratchDirectory(), qemu: wrapper };
    expect((await run(qemu, options)).said).toEqual([SAVED]);
    writeFileSync(change, '');
    const { said } = await start({ ...options, memory: 8 });
    expect(said).toEqual([USED, 'template: not used: the appliance was replaced meanwhile']);
  });

  it('where the cache has no room for what is saved', async () => {
    vi.stubEnv('SUPERMIN_CACHE_LIMIT', '1M');
    onTestFinished(() => void vi.unstubAllEnvs());
    const qemu = new SpokenQemu();
    const { said } = await start({ qemu: qemu.program, memory: 8 });
    expect(said).toEqual([expect.stringMatching(/^template: not used: /)]);
    expect(qemu.logs).toEqual([]);
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
  it('where the command that comes first fails', async () => {
    const qemu = new SpokenQemu({ commands: { warm: { status: 3 } } });
    const options = { qemu: qemu.program, memory: 8, warm: ['warm'] };
    await expect(start(options)).rejects.toMatchObject({ code: 'WARM_FAILED' });
  });

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
