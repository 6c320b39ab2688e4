import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BundlePlugin } from './plugin.ts';

/**
 * Writes the licences of all packages that went into the bundle and are not ours, as they ask for.
 *
 * @param texts licences of packages that come without the file, by name
 */
export function notices(file: string, texts: Readonly<Record<string, string>> = {}): BundlePlugin {
  return {
    name: 'notices',
    setup(build) {
      build.onEnd(({ metafile }) => {
        const inputs = Object.keys(metafile?.inputs ?? {});
        const folders = inputs.filter((path) => path.includes('node_modules/')).map(packageFolder);
        const all = [...new Set(folders)].sort().map((folder) => notice(folder, texts));
        if (all.length === 0) throw new Error('the bundle holds no other packages?');
        // The build writes its own files later.
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, all.join(`\n${'-'.repeat(80)}\n\n`));
      });
    },
  };
}

function packageFolder(path: string): string {
  let folder = dirname(path);
  while (!isPackage(folder)) folder = dirname(folder);
  return folder;
}

/** Some packages have a package.json without a name in each directory of modules of one kind. */
function isPackage(folder: string): boolean {
  const file = join(folder, 'package.json');
  return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name !== undefined;
}

function notice(folder: string, texts: Readonly<Record<string, string>>): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? texts[name] : readFileSync(join(folder, file), 'utf8');
  if (text === undefined) throw new Error(`${name} has no licence in ${folder}`);
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
