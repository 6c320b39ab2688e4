import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SigningKey } from '@supermin/test-support/apt';
import { available, hasProgram, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initScript, packInit } from './support/init.ts';
import { supermin, superminSucceeds } from './support/installation.ts';
import { type OciRegistry, startOciRegistry } from './support/oci-registry.ts';

const CAN_TRY = available(
  'signed images, by skopeo and gpg',
  ['skopeo', 'docker-registry', 'gpg'].every(hasProgram),
);

/** A user whose containers-policy.json(5) takes nothing from the registry that the key has not signed. */
describe.runIf(CAN_TRY)('where signatures are asked for', () => {
  const home = scratchDirectory();
  const appliance = join(home, 'appliance.d');
  const env = { HOME: home, XDG_CACHE_HOME: join(home, 'cache'), XDG_RUNTIME_DIR: home };
  let registry: OciRegistry;
  const named = (name: string) => `${registry.address}/${name}:1`;
  const write = (name: string, value: object) =>
    writeFileSync(join(home, '.config/containers', name), JSON.stringify(value));
  const skopeo = (...argv: string[]) =>
    succeed('skopeo', argv, { env: { ...env, GNUPGHOME: join(home, 'k') } });
  const tls = ['--src-tls-verify=false', '--dest-tls-verify=false'];

  beforeAll(async () => {
    const key = new SigningKey(join(home, 'k'));
    writeFileSync(join(home, 'key.asc'), key.armoured);
    mkdirSync(join(home, 'registry'));
    registry = await startOciRegistry(join(home, 'registry'));
    mkdirSync(join(home, '.config/containers/registries.d'), { recursive: true });
    const lookaside = `file://${home}/signatures`;
    const places = { lookaside, 'lookaside-staging': lookaside };
    write('registries.d/test.yaml', { docker: { [registry.address]: places } });
    await packInit(join(home, 'init.tar.gz'), initScript('true'));
    await superminSucceeds(['prepare', '--use-installed', 'bash', '-o', appliance], { env });
    const build = ['build', '-f', 'oci', join(home, 'init.tar.gz'), '-o', join(home, 'image')];
    await superminSucceeds(build, { env });
    const copy = ['--insecure-policy', 'copy', '-q', ...tls];
    const sign = ['--sign-by', 'tester@example.org'];
    const image = `oci:${join(home, 'image')}:latest`;
    await skopeo(...copy, image, `docker://${named('image')}`);
    await skopeo(...copy, ...sign, image, `docker://${named('signed-image')}`);
    await superminSucceeds(['push', '--insecure', named('appliance'), appliance], { env });
    const [from, to] = [named('appliance'), named('signed-appliance')];
    await skopeo(...copy, ...sign, `docker://${from}`, `docker://${to}`);
    const keyPath = join(home, 'key.asc');
    write('policy.json', {
      default: [{ type: 'reject' }],
      transports: {
        docker: { [registry.address]: [{ type: 'signedBy', keyType: 'GPGKeys', keyPath }] },
      },
    });
  });
  afterAll(() => registry?.close());

  it('an appliance that is signed comes, and another one does not', async () => {
    const pull = (name: string) =>
      supermin(['pull', '--insecure', named(name), '-o', join(home, name)], { env });
    expect(await pull('signed-appliance')).toMatchObject({ status: 0, stderr: '' });
    const packages = readFileSync(join(home, 'signed-appliance/packages'), 'utf8');
    expect(packages).toBe(readFileSync(join(appliance, 'packages'), 'utf8'));
    const refused = await pull('appliance');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('A signature was required');
  });

  it('an image that is signed is a root, and another one is not', async () => {
    const inspect = (name: string) =>
      supermin(['inspect', '--insecure', '--root', `docker://${named(name)}`, appliance], { env });
    // It has no packages: it was read.
    expect((await inspect('signed-image')).stderr).toContain('has no package database');
    expect((await inspect('image')).stderr).toContain('A signature was required');
  });
});
