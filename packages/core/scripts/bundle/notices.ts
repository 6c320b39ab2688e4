import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BundlePlugin } from './plugin.ts';

/** Writes the licences of all packages that went into the bundle and are not ours, as they ask for. */
export function notices(file: string): BundlePlugin {
  return {
    name: 'notices',
    setup(build) {
      build.onEnd(({ metafile }) => {
        const inputs = Object.keys(metafile?.inputs ?? {});
        const folders = inputs.filter((path) => path.includes('node_modules/')).map(packageFolder);
        const texts = [...new Set(folders)].sort().map(notice);
        if (texts.length === 0) throw new Error('the bundle holds nothing of tar-stream?');
        writeFileSync(file, texts.join(`\n${'-'.repeat(80)}\n\n`));
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

function notice(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence in ${folder}`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}
