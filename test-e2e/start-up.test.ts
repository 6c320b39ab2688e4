import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SmallRoot } from '@supermin/test-support/debian';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { superminSucceeds } from './support/installation.ts';

const directory = scratchDirectory();
let runs = 0;

/** The packages whose code a command runs, as V8's own coverage tells: also of those that are in a bundle. */
async function loaded(argv: readonly string[]): Promise<string[]> {
  const coverage = join(directory, `coverage-${runs++}`);
  mkdirSync(coverage);
  await superminSucceeds(argv, {
    env: { NODE_V8_COVERAGE: coverage, XDG_CACHE_HOME: join(directory, 'cache') },
  });
  const packages = new Set<string>();
  for (const file of readdirSync(coverage)) {
    const { result } = JSON.parse(readFileSync(join(coverage, file), 'utf8'));
    for (const { url, functions } of result) {
      if (!url.startsWith('file:')) continue;
      for (const name of packagesOf(fileURLToPath(url), functions)) packages.add(name);
    }
  }
  return [...packages].sort();
}

interface Coverage {
  /** esbuild makes a function of a CommonJS module, and calls it as the file. */
  functionName: string;
  ranges: { startOffset: number; count: number }[];
}

function packagesOf(path: string, functions: readonly Coverage[]): string[] {
  // The few lines of the engine that are in there, too, are as good as the command's.
  if (!path.endsWith('/command.cjs')) return [packageName(path)];
  const sections = sectionsOf(readFileSync(path, 'utf8'));
  return functions.flatMap(({ functionName, ranges: [range] }) => {
    if (range!.count === 0 || range!.startOffset === 0) return [];
    if (functionName.includes('/node_modules/')) return [packageName(functionName)];
    const section = sections.findLast(({ start }) => start <= range!.startOffset);
    return section === undefined ? [] : [packageName(section.file)];
  });
}

/** Where the modules of a bundle begin: esbuild writes a comment with the file's name before each. */
function sectionsOf(source: string): { start: number; file: string }[] {
  return [...source.matchAll(/^\/\/ (\S+\.[cm]?[jt]s)$/gm)].map(({ index, 1: file }) => ({
    start: index,
    file: file!,
  }));
}

function packageName(path: string): string {
  const installed = path.split('/node_modules/');
  if (installed.length > 1) return folders(installed.at(-1)!);
  const ours = /^\.\.\/([^/]+)\/dist\//.exec(path)?.[1];
  return ours === undefined ? 'the command' : `@supermin/${ours}`;
}

function folders(path: string): string {
  return path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Nothing is loaded that the command does not use. */
describe('what a command loads', () => {
  const root = new SmallRoot(join(directory, 'host'));
  root.install('tiny', ['/usr/bin/tiny']);
  root.kernel('/boot/vmlinuz-6.1', '6.1');
  root.modules('6.1');
  const packages = join(directory, 'packages');
  writeFileSync(packages, 'tiny\n');
  const build = (format: string) => [
    ...['build', '-f', format, '--root', root.directory, packages],
    ...['-o', join(directory, `output-${format}`)],
  ];

  it.each(['build --help', 'run --help', 'plugins', 'drivers'])(
    '%s: no plugin, no library',
    async (line) => {
      expect(await loaded(line.split(' '))).toEqual(['@supermin/core', 'the command']);
    },
  );

  it.each(['--version', '--help', 'modules --help'])('%s: not even the engine', async (line) => {
    expect(await loaded(line.split(' '))).toEqual(['the command']);
  });

  it('build -f chroot: its backend and its writer, no library', async () => {
    const found = await loaded(build('chroot'));
    expect(found).toContain('@supermin/backend-dpkg');
    expect(found).toContain('@supermin/writer-chroot');
    expect(found).not.toContain('@supermin/backend-rpm');
    expect(found).not.toContain('@supermin/writer-ext2');
    expect(found).not.toContain('@supermin/boot');
    for (const library of ['tar-stream', 'minimatch', '@supermin/newc']) {
      expect(found).not.toContain(library);
    }
  });

  it("build -f ext2: no terminal, so none of Node's code for terminals", async () => {
    const list = join(directory, 'modules');
    const hook = join(directory, 'hook.cjs');
    const text = `require('node:fs').writeFileSync(${JSON.stringify(list)}, process.moduleLoadList.join('\\n'))`;
    writeFileSync(hook, `process.on('exit', () => ${text});`);
    await superminSucceeds(build('ext2'), { env: { NODE_OPTIONS: `--require ${hook}` } });
    const modules = readFileSync(list, 'utf8').split('\n');
    expect(modules).toContain('NativeModule worker_threads');
    expect(modules).not.toContain('NativeModule tty');
  });

  it('build -f ext2: its backend, its writer and what boots', async () => {
    const found = await loaded(build('ext2'));
    expect(found).toContain('@supermin/boot');
    expect(found).toContain('@supermin/writer-ext2');
    expect(found).not.toContain('@supermin/writer-chroot');
    expect(found).not.toContain('tar-stream');
  });
});
