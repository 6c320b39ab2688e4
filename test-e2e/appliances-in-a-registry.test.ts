import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { available, hasProgram, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { supermin, superminSucceeds } from './support/installation.ts';
import { type OciRegistry, startOciRegistry } from './support/oci-registry.ts';
import { HAS_QEMU } from './support/qemu.ts';

const CAN_TRY = available(
  'appliances in a registry',
  hasProgram('skopeo') && hasProgram('docker-registry'),
);

describe.runIf(CAN_TRY)('an appliance in a registry', () => {
  const top = scratchDirectory();
  const appliance = join(top, 'appliance.d');
  let registry: OciRegistry;
  beforeAll(async () => {
    mkdirSync(join(top, 'registry'));
    registry = await startOciRegistry(join(top, 'registry'));
    const env = { XDG_CACHE_HOME: join(top, 'cache') };
    const packages = ['bash', 'coreutils'];
    await superminSucceeds(['prepare', '--use-installed', ...packages, '-o', appliance], { env });
  });
  afterAll(() => registry?.close());

  describe.each(USERS)('as $name', (user) => {
    const own = scratchDirectory({}, user);
    const options = {
      ...(user.uid === undefined ? {} : { uid: user.uid }),
      // skopeo looks for passwords in the runtime directory.
      env: { HOME: own, XDG_CACHE_HOME: join(own, 'cache'), XDG_RUNTIME_DIR: own },
    };
    const name = () => `${registry.address}/team/tools-${user.uid ?? 'own'}:1.0`;
    let digest = '';

    it('has a digest that follows from its files, for others as well', async () => {
      const push = async (version: string) =>
        (await superminSucceeds(['push', '--insecure', version, appliance], options)).stdout.trim();
      digest = await push(name());
      expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(await push(`oci://${registry.address}/team/tools`)).toBe(digest);
      const argv = ['inspect', '--raw', '--tls-verify=false', `docker://${name()}`];
      const { artifactType, layers } = JSON.parse((await succeed('skopeo', argv)).stdout);
      expect(artifactType).toBe('application/vnd.supermin.appliance.v1');
      const title = 'org.opencontainers.image.title';
      expect(
        layers.map((layer: { annotations: Record<string, string> }) => layer.annotations[title]),
      ).toEqual(['base.tar.gz', 'packages']);
    });

    it('comes back as it was, in the place of an earlier output only', async () => {
      const output = join(own, 'out');
      const pull = ['pull', '--insecure', name(), '-o', output];
      for (let time = 1; time <= 2; time++) {
        expect((await superminSucceeds(pull, options)).stdout.trim()).toBe(digest);
        await succeed('diff', ['-r', appliance, output]);
      }
      const home = await supermin([...pull.slice(0, -1), own, '--force'], options);
      expect(home).toMatchObject({ status: 1, stdout: '' });
      expect(home.stderr).toContain('home directory');
    });

    it.runIf(HAS_QEMU)('runs in a VM, and the next time without asking the registry', async () => {
      const run = async (reference: string, ...more: string[]) => {
        const command = ['bash', '-c', 'echo inside, $(id -u), $(ls -d /usr)'];
        const argv = ['run', '--insecure', '--timings', ...more, reference, '--', ...command];
        const { stdout, stderr } = await superminSucceeds(argv, options);
        expect(stdout).toBe('inside, 0, /usr\n');
        return stderr;
      };
      expect(await run(`oci://${name()}`)).toMatch(/look at the manifest\n.* pull\n/);
      expect(await run(`oci://${name()}`)).not.toMatch(/manifest|pull/);
      expect(await run(`oci://${name().replace(/:1\.0$/, `@${digest}`)}`)).not.toMatch(/pull/);
      const kept = join(own, 'cache/supermin/appliances-1');
      expect(readdirSync(kept)).toContain(digest.slice('sha256:'.length));
      const packages = join(kept, digest.slice('sha256:'.length), 'packages');
      expect(readFileSync(packages)).toEqual(readFileSync(join(appliance, 'packages')));
    });

    it('is not there under another name', async () => {
      const argv = ['run', '--insecure', `oci://${registry.address}/team/other`, '--', 'ls'];
      const { status, stderr } = await supermin(argv, options);
      expect(status).toBe(125);
      expect(stderr).toContain('manifest unknown');
      expect(stderr).toContain('skopeo login');
    });
  });
});
