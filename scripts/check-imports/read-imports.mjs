import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import typescript from 'typescript';

/** Directories whose files are made or downloaded. */
const OTHERS = new Set(['node_modules', 'dist']);

/**
 * What the files below a directory import or include, types too.
 *
 * @returns {{ file: string, specifier: string, target?: string }[]} paths from `root`; `target` for a relative import
 */
export function readImports(root, directory) {
  return sources(root, directory).flatMap((file) =>
    specifiersOf(join(root, file)).map((specifier) => ({
      file,
      specifier,
      ...(specifier.startsWith('.') && { target: join(dirname(file), specifier) }),
    })),
  );
}

function sources(root, directory) {
  if (!existsSync(join(root, directory))) return [];
  const found = readdirSync(join(root, directory), { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return OTHERS.has(entry.name) ? [] : sources(root, path);
    return /\.(?:ts|mjs|c|h)$/.test(entry.name) ? [path] : [];
  });
  return found.sort();
}

function specifiersOf(path) {
  const text = readFileSync(path, 'utf8');
  if (/\.[ch]$/.test(path)) {
    return [...text.matchAll(/^#include "([^"]+)"/gm)].map(([, name]) => `./${name}`);
  }
  return typescript.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}
