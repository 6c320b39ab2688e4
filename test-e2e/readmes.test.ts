import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fsck } from '@supermin/test-support/images';
import { makeRoot as makeArchRoot } from '@supermin/test-support/pacman';
import { available, hasProgram, type Options, run, succeed } from '@supermin/test-support/programs';
import { makeRoot as makeFedoraRoot } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CodeBlock, codeBlocks, parseSession } from './support/markdown.ts';
import { packedPackages } from './support/packed.ts';
import { HAS_QEMU } from './support/qemu.ts';
import { type Registry, startRegistry } from './support/registry.ts';

const TOP = fileURLToPath(new URL('..', import.meta.url));
const HAS_SKOPEO = available('examples with OCI images', hasProgram('skopeo'));
const PRIVATE = ['create-kit', 'test-support'];
const PACKAGES = readdirSync(join(TOP, 'packages')).filter((name) => !PRIVATE.includes(name));

/** What is there before the examples of a document, and what must be true after the first one. */
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
  readme: { possible: HAS_QEMU },
  cli: { possible: HAS_QEMU },
  core: { after: (_, directory) => fsck(join(directory, 'appliance', 'root')) },
  'create-supermin-appliance': {
    after: (_, directory) => {
      const packages = readFileSync(join(directory, 'calculator/appliance/packages'), 'utf8');
      expect(packages).toBe('bash\ncoreutils\npython3\n');
    },
  },
  'create-supermin-plugin': {
    after: (_, directory) => {
      const manifest = readFileSync(
        join(directory, 'supermin-writer-squashfs/package.json'),
        'utf8',
      );
      expect(JSON.parse(manifest).name).toBe('supermin-writer-squashfs');
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
  'docs-vm.md': { possible: HAS_QEMU, after: (stdout) => expect(stdout).toBe('supermin 0\n') },
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
  'docs-oci.md': { possible: HAS_SKOPEO && HAS_QEMU },
  inspect: {
    before: async (directory, options) => {
      await prepared(directory, options);
      const how = ['--size', 'auto', '--include-packagelist'];
      const argv = ['build', '-f', 'ext2', ...how, 'appliance.d', '-o', 'appliance'];
      await succeed('supermin', argv, options);
    },
    after: (stdout) => expect(stdout).toMatch(/^bash \S+ \d+$/m),
  },
  'writer-ext2': {
    before: prepared,
    after: (_, directory) => fsck(join(directory, 'out', 'root')),
  },
  'writer-oci': {
    possible: HAS_SKOPEO,
    before: prepared,
    after: (stdout) => expect(JSON.parse(stdout).Layers.length).toBeGreaterThan(2),
  },
};

/** The documents with examples, and the names of the directories that these are run in. */
const DOCUMENTS = new Map([
  ['readme', join(TOP, 'README.md')],
  ...readdirSync(join(TOP, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => [`docs-${file}`, join(TOP, 'docs', file)] as const),
  ...PACKAGES.map((name) => [name, join(TOP, 'packages', name, 'README.md')] as const),
]);

const RUN = ['js', 'ts', 'sh', 'console'];

describe('each example of the documents works, in its order', () => {
  const top = scratchDirectory();
  let registry: Registry;
  const blocks = new Map<string, CodeBlock[]>();
  for (const [name, file] of DOCUMENTS) {
    const all = codeBlocks(readFileSync(file, 'utf8'));
    const wanted = all.filter((block) => RUN.includes(block.language) && !block.notRun);
    if (wanted.length > 0) blocks.set(name, wanted);
  }
  beforeAll(async () => {
    registry = await startRegistry(await packedPackages());
    writeFileSync(join(top, 'package.json'), '{ "private": true, "type": "module" }\n');
    const names = PACKAGES.filter((name) => !name.startsWith('create-'));
    const packages = names.map((name) => `@supermin/${name}`);
    const argv = ['install', ...packages, '@types/node@20'];
    await succeed('npm', argv, { cwd: top, env: environment() });
    for (const [name, all] of blocks) writePrograms(join(top, name), all, SURROUNDINGS[name]?.edit);
  });
  afterAll(() => registry.close());

  const environment = () => ({
    npm_config_registry: registry.url,
    npm_config_cache: join(top, 'npm-cache'),
    npm_config_yes: 'true',
    XDG_CACHE_HOME: join(top, 'cache'),
    PATH: `${join(top, 'node_modules/.bin')}:${process.env.PATH}:/usr/sbin:/sbin`,
  });

  it('every package has one', () => {
    expect(PACKAGES.filter((name) => !blocks.has(name))).toEqual([]);
  });

  it('js and ts: can be compiled, with strict types', async () => {
    const programs = [...blocks].flatMap(([name, all]) =>
      all.filter(isProgram).map((block) => join(name, `${programName(block)}.mts`)),
    );
    const tsc = join(TOP, 'node_modules/typescript/bin/tsc');
    const { stdout } = await run('node', [tsc, ...STRICT, ...programs], { cwd: top });
    expect(stdout).toBe('');
  });

  for (const [name, all] of blocks) {
    const { possible = true, before, after } = SURROUNDINGS[name] ?? {};
    it.runIf(possible)(name, async () => {
      const directory = join(top, name);
      const options = { cwd: directory, env: environment() };
      await before?.(directory, options);
      for (const [index, block] of all.entries()) {
        const stdout = await runBlock(block, options);
        if (index === 0) await after?.(stdout, directory);
      }
    });
  }
});

const STRICT = [
  '--strict',
  '--target',
  'es2022',
  '--module',
  'nodenext',
  '--skipLibCheck',
  'false',
];

function isProgram({ language }: CodeBlock): boolean {
  return language === 'js' || language === 'ts';
}

function programName({ line }: CodeBlock): string {
  return `line-${line}`;
}

function writePrograms(
  directory: string,
  blocks: readonly CodeBlock[],
  edit: Surroundings['edit'] = (text) => text,
): void {
  mkdirSync(directory);
  // As in a project that has installed all of it.
  symlinkSync('../node_modules', join(directory, 'node_modules'));
  for (const block of blocks.filter(isProgram)) {
    writeFileSync(join(directory, `${programName(block)}.mts`), edit(block.text, directory));
  }
}

/** @returns what it prints */
async function runBlock(block: CodeBlock, options: Options): Promise<string> {
  if (block.language === 'console') return runSession(block.text, options);
  const argv = isProgram(block) ? ['node', `${programName(block)}.mjs`] : ['sh', '-ec', block.text];
  return (await succeed(argv[0]!, argv.slice(1), options)).stdout;
}

/** In one shell; each command prints what the document says, and ends with 0 unless its status is asked for. */
async function runSession(text: string, options: Options): Promise<string> {
  const session = parseSession(text);
  const script = session.map(({ command }) => `${command}\n${MARK}`).join('\n');
  const { stdout, stderr } = await run('sh', ['-c', script], options);
  const parts = stdout.split('\0');
  for (const [index, { command, output }] of session.entries()) {
    const [printed, status] = [parts[2 * index], parts[2 * index + 1]];
    expect({ command, output: words(printed), stderr }).toEqual({
      ...{ command, output: words(output) },
      stderr: expect.anything(),
    });
    const asked = session[index + 1]?.command === 'echo $?';
    if (!asked) expect({ command, status, stderr }).toEqual({ command, status: '0', stderr });
  }
  return stdout;
}

/** Ends a command's output, tells its status and keeps it. */
const MARK = "s=$?; printf '\\0%s\\0' $s; (exit $s)";

/** A terminal shows columns, where others get lines. */
function words(text = ''): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
