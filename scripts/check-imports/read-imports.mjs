import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import typescript from 'typescript';

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
  return readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' })
    .filter(
      (name) => /\.(?:ts|mjs|c|h)$/.test(name) && !/(?:^|\/)(?:node_modules|dist)\//.test(name),
    )
    .map((name) => join(directory, name))
    .sort();
}

function specifiersOf(path) {
  const text = readFileSync(path, 'utf8');
  if (/\.[ch]$/.test(path)) {
    return [...text.matchAll(/^#include "([^"]+)"/gm)].map(([, name]) => `./${name}`);
  }
  return typescript.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}
