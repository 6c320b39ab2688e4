import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fsck } from '@supermin/test-support/images';
import { makeRoot as makeArchRoot } from '@supermin/test-support/pacman';
import { type Options, succeed } from '@supermin/test-support/programs';
import { makeRoot as makeFedoraRoot } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packedPackages } from './support/packed.ts';
import { HAS_QEMU } from './support/qemu.ts';
import { type Registry, startRegistry } from './support/registry.ts';

const TOP = fileURLToPath(new URL('../packages', import.meta.url));
const PACKAGES = readdirSync(TOP).filter((name) => name !== 'test-support');

/** The first example of a README. */
interface Example {
  language: string;
  text: string;
}

/** What is there before the example, and what must be true after it. */
interface Surroundings {
  possible?: boolean;
  before?: (directory: string, options: Options) => Promise<void>;
  edit?: (text: string, directory: string) => string;
  after?: (stdout: string, directory: string) => Promise<void> | void;
}

async function prepared(_directory: string, options: Options): Promise<void> {
  const argv = ['prepare', '--use-installed', 'bash', 'coreutils', '-o', 'appliance.d'];
  await succeed('supermin', argv, options);
}

const SURROUNDINGS: Readonly<Record<string, Surroundings>> = {
  'backend-dpkg': { after: (stdout) => expect(stdout).toMatch(/^bash \d+$/m) },
  'backend-pacman': {
    before: async (directory) => {
      makeArchRoot(join(directory, 'root'), [{ name: 'bash', version: '5.3.9-1' }]);
    },
    edit: (text, directory) => text.replace('/srv/arch-root', join(directory, 'root')),
    after: (stdout) => expect(stdout).toMatch(/^bash\b.*5\.3\.9-1.*\n$/),
  },
  'backend-rpm': {
    before: async (directory) => {
      makeFedoraRoot(join(directory, 'root'), { packages: [{ name: 'bash', version: '5.2.26' }] });
    },
    edit: (text, directory) => text.replace('/srv/fedora-root', join(directory, 'root')),
    after: (stdout) => expect(stdout).toMatch(/^bash-5\.2\.26-\S+\n$/),
  },
  boot: {
    after: async (stdout, directory) => {
      expect(stdout).toMatch(/^\d+\.\d+.*\n$/);
      const { stdout: names } = await succeed('cpio', ['-it', '-F', join(directory, 'initrd')]);
      expect(names).toMatch(/^init$/m);
    },
  },
  cli: { possible: HAS_QEMU },
  core: { after: (_, directory) => fsck(join(directory, 'appliance', 'root')) },
  'create-supermin-appliance': {
    after: (_, directory) => {
      const packages = readFileSync(join(directory, 'calculator/appliance/packages'), 'utf8');
      expect(packages).toBe('bash\ncoreutils\npython3\n');
    },
  },
  newc: {
    after: async (stdout, directory) => {
      expect(stdout).toContain('#!/bin/sh\n');
      const { stdout: names } = await succeed('cpio', ['-it', '-F', join(directory, 'initrd')]);
      expect(names).toBe('dev\ndev/null\ninit\n');
    },
  },
  testkit: { after: (stdout) => expect(stdout).toMatch(/fail 0$/m) },
  vm: { possible: HAS_QEMU, after: (stdout) => expect(stdout).toBe('42 0\n') },
  'writer-chroot': {
    possible: IS_ROOT,
    after: (stdout) => expect(stdout).toMatch(/^etc\n/m),
  },
  'writer-cpio': {
    before: async (directory) => {
      mkdirSync(join(directory, 'files'));
      writeFileSync(join(directory, 'files', 'init'), '#!/bin/bash\n', { mode: 0o755 });
    },
    after: async (_, directory) => {
      const { stdout } = await succeed('cpio', ['-it', '-F', join(directory, 'out', 'initrd')]);
      expect(stdout).toMatch(/^init$/m);
    },
  },
  'writer-ext2': {
    before: prepared,
    after: (_, directory) => fsck(join(directory, 'out', 'root')),
  },
};

function exampleOf(name: string): Example | undefined {
  const readme = readFileSync(join(TOP, name, 'README.md'), 'utf8');
  const found = /^```(js|sh|console)\n(.*?)^```$/ms.exec(readme);
  return found === null ? undefined : { language: found[1]!, text: found[2]! };
}

/** Commands after `$ `, and what they print. */
function parseSession(text: string): { command: string; output: string }[] {
  return text.split(/^\$ /m).flatMap((part) => {
    const [command = '', ...output] = part.split('\n');
    return command === '' ? [] : [{ command, output: output.join('\n') }];
  });
}

describe("each package's README has an example that works", () => {
  const top = scratchDirectory();
  let registry: Registry;
  beforeAll(async () => {
    registry = await startRegistry(await packedPackages());
    writeFileSync(join(top, 'package.json'), '{ "private": true }\n');
    const names = PACKAGES.filter((name) => !name.startsWith('create-'));
    const packages = names.map((name) => `@supermin/${name}`);
    await succeed('npm', ['install', ...packages], { cwd: top, env: environment() });
  });
  afterAll(() => registry.close());

  const environment = () => ({
    npm_config_registry: registry.url,
    npm_config_cache: join(top, 'npm-cache'),
    npm_config_yes: 'true',
    XDG_CACHE_HOME: join(top, 'cache'),
    PATH: `${join(top, 'node_modules/.bin')}:${process.env.PATH}:/usr/sbin:/sbin`,
  });

  for (const name of PACKAGES) {
    const { possible = true, before, edit, after } = SURROUNDINGS[name] ?? {};
    it.runIf(possible)(name, async () => {
      const example = exampleOf(name);
      if (example === undefined) throw new Error(`packages/${name}/README.md has no example`);
      const directory = join(top, name);
      mkdirSync(directory);
      const options = { cwd: directory, env: environment() };
      await before?.(directory, options);
      const text = edit?.(example.text, directory) ?? example.text;
      if (example.language === 'console') {
        for (const { command, output } of parseSession(text)) {
          expect((await succeed('sh', ['-c', command], options)).stdout).toBe(output);
        }
        return;
      }
      if (example.language === 'js') writeFileSync(join(directory, 'example.mjs'), text);
      const argv = example.language === 'js' ? ['node', 'example.mjs'] : ['sh', '-ec', text];
      const { stdout } = await succeed(argv[0]!, argv.slice(1), options);
      await after?.(stdout, directory);
    });
  }
});
