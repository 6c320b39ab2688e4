import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packedPackages } from './support/packed.ts';
import { type Registry, startRegistry } from './support/registry.ts';

/** The oldest that reads our types, the last before typed arrays had a type parameter, and a current one. */
const VERSIONS = ['5.0', '5.6', '5.9'];

const ENTRIES = [
  'core',
  'core/backend',
  'core/oci',
  'core/writer',
  'boot',
  'inspect',
  'vm',
  'newc',
  'testkit',
  'backend-dpkg',
  'backend-pacman',
  'backend-rpm',
  'writer-chroot',
  'writer-cpio',
  'writer-ext2',
  'writer-oci',
];

/** As strict as can be: also our own declarations are checked. */
const OPTIONS = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false'];
const ES_MODULES = ['--target', 'es2022', '--module', 'nodenext', '--moduleResolution', 'nodenext'];

describe('the types of all entry points', () => {
  const directory = scratchDirectory();
  let registry: Registry;
  beforeAll(async () => {
    registry = await startRegistry(await packedPackages());
    const ours = new Set(ENTRIES.map((entry) => `@supermin/${entry.split('/')[0]}`));
    const compilers = VERSIONS.map((version) => `typescript-${version}@npm:typescript@~${version}`);
    writeFileSync(join(directory, 'package.json'), '{ "private": true, "type": "module" }\n');
    const lines = ENTRIES.map((entry, index) => `export * as e${index} from '@supermin/${entry}';`);
    writeFileSync(join(directory, 'all.ts'), `${lines.join('\n')}\n`);
    const env = { npm_config_registry: registry.url, npm_config_cache: join(directory, 'cache') };
    const packages = [...ours, ...compilers, '@types/node@20'];
    await succeed('npm', ['install', ...packages], { cwd: directory, env });
  });
  afterAll(() => registry.close());

  it.each(VERSIONS)('TypeScript %s, with skipLibCheck: false', async (version) => {
    const tsc = `node_modules/typescript-${version}/lib/tsc.js`;
    const { status, stdout } = await run('node', [tsc, ...OPTIONS, ...ES_MODULES, 'all.ts'], {
      cwd: directory,
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});
