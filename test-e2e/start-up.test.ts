import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { superminSucceeds } from './support/installation.ts';
import { SmallRoot } from './support/small-root.ts';
import { workspace } from './support/workspace.ts';

const directory = workspace();
let runs = 0;

/** The packages whose code a command loads, as V8's own coverage tells. */
async function loaded(argv: readonly string[]): Promise<string[]> {
  const coverage = join(directory, `coverage-${runs++}`);
  mkdirSync(coverage);
  await superminSucceeds(argv, {
    env: { NODE_V8_COVERAGE: coverage, XDG_CACHE_HOME: join(directory, 'cache') },
  });
  const packages = new Set<string>();
  for (const file of readdirSync(coverage)) {
    const { result } = JSON.parse(readFileSync(join(coverage, file), 'utf8'));
    for (const { url } of result) {
      if (!url.startsWith('file:')) continue;
      const parts = fileURLToPath(url).split('/node_modules/');
      packages.add(parts.length === 1 ? 'the command' : packageName(parts.at(-1)!));
    }
  }
  return [...packages].sort();
}

function packageName(path: string): string {
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

  it.each(['--version', '--help', 'build --help', 'plugins', 'drivers'])(
    '%s: no plugin, no library',
    async (line) => {
      expect(await loaded(line.split(' '))).toEqual(['@supermin/core', 'the command']);
    },
  );

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

  it('build -f ext2: its backend, its writer and what boots', async () => {
    const found = await loaded(build('ext2'));
    expect(found).toContain('@supermin/boot');
    expect(found).toContain('@supermin/writer-ext2');
    expect(found).not.toContain('@supermin/writer-chroot');
    expect(found).not.toContain('tar-stream');
  });
});
