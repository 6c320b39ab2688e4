import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import typescript from 'typescript';

const PACKAGES = new URL('../../packages/', import.meta.url).href;

/** Our packages are their sources, also where a plugin's manifest names the built module. */
export async function resolve(specifier, context, next) {
  return next(sourceOf(specifier) ?? specifier, context);
}

function sourceOf(specifier) {
  const imported = /^@supermin\/([^/]+)(?:\/([a-z]+))?$/.exec(specifier);
  if (imported !== null) return `${PACKAGES}${imported[1]}/src/${imported[2] ?? '.'}/index.ts`;
  const built = /^([^/]+)\/dist\/index\.js$/.exec(specifier.replace(PACKAGES, ''));
  return built === null ? undefined : `${PACKAGES}${built[1]}/src/index.ts`;
}

export async function load(url, context, next) {
  if (!url.startsWith(PACKAGES) || !url.endsWith('.ts')) return next(url, context);
  const { outputText } = typescript.transpileModule(await readFile(fileURLToPath(url), 'utf8'), {
    compilerOptions: {
      module: typescript.ModuleKind.ESNext,
      target: typescript.ScriptTarget.ES2023,
    },
  });
  return { format: 'module', source: outputText, shortCircuit: true };
}
