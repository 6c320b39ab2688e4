import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { beforeAll, describe, expect, it } from 'vitest';
import { packExample, packedPackages } from './support/packed.ts';

/** A package as it would be published. */
interface Packed {
  tarball: string;
  /** Where it is unpacked. */
  directory: string;
  files: string[];
  // biome-ignore lint/suspicious/noExplicitAny: a package.json
  manifest: any;
}

const SOURCE = 'https://github.com/supermin/supermin';

/** Only those who can import ES modules are promised anything. */
const ESM_PROBLEMS = ['node10', 'node16-cjs'];

describe('each package, as it would be published', () => {
  const top = scratchDirectory();
  const packages: Packed[] = [];

  beforeAll(async () => {
    for (const tarball of await packedPackages()) {
      const directory = join(top, basename(tarball, '.tgz'));
      await succeed('mkdir', [directory]);
      await succeed('tar', ['-xzf', tarball, '-C', directory, '--strip-components=1']);
      const list = await succeed('tar', ['-tzf', tarball]);
      const files = list.stdout.trim().split('\n').sort();
      const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
      packages.push({ tarball, directory, files, manifest });
    }
  });

  /** Checks all of them, and tells of all that fail. */
  const each = async (check: (packed: Packed) => unknown[] | Promise<unknown[]>) => {
    expect(packages.length).toBeGreaterThanOrEqual(10);
    const complaints: Record<string, unknown[]> = {};
    for (const packed of packages) {
      const found = await check(packed);
      if (found.length > 0) complaints[packed.manifest.name] = found;
    }
    expect(complaints).toEqual({});
  };

  it('has nothing that publint complains about', () =>
    each(async ({ tarball }) => {
      const bytes = readFileSync(tarball);
      const { messages, pkg } = await publint({
        strict: true,
        pack: { tarball: new Uint8Array(bytes).buffer },
      });
      return messages.map((message) => formatMessage(message, pkg));
    }));

  it('has types that every importer of ES modules finds', () =>
    each(async ({ tarball, manifest }) => {
      // A command has nothing to import.
      if (manifest.exports['.'] === undefined) return [];
      const result = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
      if (result.types === false) return ['it has no types'];
      return result.problems.filter(
        (problem) =>
          problem.kind !== 'CJSResolvesToESM' &&
          !('resolutionKind' in problem && ESM_PROBLEMS.includes(problem.resolutionKind)),
      );
    }));

  it('says where it comes from, and may be published with provenance', () =>
    each(({ manifest }) => {
      const folder = `packages/${manifest.name.replace('@supermin/', '')}`;
      const expected = {
        version: expect.stringMatching(/^6\.\d+\.\d+$/),
        description: expect.stringMatching(/\w/),
        keywords: expect.arrayContaining(['supermin']),
        license: 'MIT',
        type: 'module',
        sideEffects: false,
        engines: { node: '>=20.19' },
        homepage: `${SOURCE}/tree/main/${folder}#readme`,
        bugs: `${SOURCE}/issues`,
        repository: { type: 'git', url: `git+${SOURCE}.git`, directory: folder },
        publishConfig: { access: 'public', provenance: true },
      };
      const keys = Object.keys(expected);
      return keys.filter((key) => {
        const wanted = expected[key as keyof typeof expected];
        try {
          expect(manifest[key]).toEqual(wanted);
          return false;
        } catch {
          return true;
        }
      });
    }));

  it('holds what it needs, and no more', () =>
    each(({ files, manifest, directory }) => {
      const allowed = /^package\/(README\.md|LICENSE|package\.json|(bin|dist|man|template)\/.+)$/;
      const unwanted = files.filter(
        (file) => !allowed.test(file) || /\.map$|(?<!\.d)\.ts$/.test(file),
      );
      const needed = ['README.md', 'LICENSE', 'package.json'].filter(
        (file) => !files.includes(`package/${file}`),
      );
      const programs = Object.values<string>(manifest.bin ?? {}).filter(
        (file) => (statSync(join(directory, file)).mode & 0o111) !== 0o111,
      );
      return [
        ...unwanted,
        ...needed.map((file) => `${file} is missing`),
        ...programs.map((file) => `${file} cannot be executed`),
      ];
    }));

  it('needs no package of the workspace by a path', () =>
    each(({ manifest }) => {
      const groups = ['dependencies', 'optionalDependencies', 'peerDependencies'];
      return groups
        .flatMap((group) => Object.entries<string>(manifest[group] ?? {}))
        .filter(([name, range]) => name !== '@types/node' && !/^\^\d+\.\d+\.\d+$/.test(range));
    }));

  it("asks for Node's types where its own need them, and leaves it to the user to have them", () =>
    each(({ directory, files, manifest }) => {
      const declarations = files.filter((file) => file.endsWith('.d.ts'));
      const texts = declarations.map((file) =>
        readFileSync(join(directory, file.slice('package/'.length)), 'utf8'),
      );
      const needed = texts.some((text) => /^[^*]*\bBuffer\b|^import .* from 'node:/m.test(text));
      const peer = manifest.peerDependencies?.['@types/node'] !== undefined;
      const optional = manifest.peerDependenciesMeta?.['@types/node']?.optional === true;
      return needed === peer && needed === optional ? [] : [{ needed, peer, optional }];
    }));

  it('the command is a few files', async () => {
    const cli = packages.find(({ manifest }) => manifest.name === '@supermin/cli')!;
    const scripts = cli.files.filter((file) => /^package\/dist\/.*\.js$/.test(file));
    expect(scripts.length).toBeLessThan(30);
    // npm links an array only.
    const pages = cli.files.filter((file) => file.startsWith('package/man/'));
    expect(pages).toContain('package/man/supermin.1');
    expect([cli.manifest.man].flat().sort()).toEqual(
      pages.map((page) => `./${page.slice(8)}`).sort(),
    );
    expect(cli.manifest.man).toBeInstanceOf(Array);
  });

  it('the guest init is built, as a static program', async () => {
    const boot = packages.find(({ manifest }) => manifest.name === '@supermin/boot')!;
    const inits = boot.files.filter((file) => /^package\/dist\/guest\/[^/]+$/.test(file));
    expect(inits.length).toBeGreaterThan(0);
    for (const init of inits) {
      const path = join(boot.directory, init.slice('package/'.length));
      expect((await succeed('file', [path])).stdout).toMatch(/ELF .*executable.*static/);
    }
  });

  it('an appliance is under 30 KB', async () => {
    expect(statSync(await packExample('hello-appliance', top)).size).toBeLessThan(30_000);
  });
});
