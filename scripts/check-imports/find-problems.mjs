import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ARROWS, FENCES } from './arrows.mjs';
import { circles } from './circles.mjs';
import { readImports } from './read-imports.mjs';

/** What is somebody's own; what they share is imported by the package's name. */
const OTHERS = /^(?:packages|bench|test-e2e)\//;

/**
 * @param {string} root of the workspace
 * @returns {string[]} a line for each problem
 */
export function findProblems(root) {
  const packages = readdirSync(join(root, 'packages')).sort();
  const outside = ['bench/', 'test-e2e/'].flatMap((home) =>
    insideProblems(home, readImports(root, home)),
  );
  return outside.concat(packages.flatMap((name) => packageProblems(root, name)));
}

function packageProblems(root, name) {
  const home = `packages/${name}/`;
  const imports = [...readImports(root, `${home}src`), ...readImports(root, `${home}guest`)];
  const inside = imports.filter(({ target }) => target?.startsWith(home));
  return [
    ...imports.flatMap((each) => arrowProblem(name, each) ?? []),
    ...imports.flatMap((each) => fenceProblem(each) ?? []),
    ...insideProblems(home, [...imports, ...readImports(root, `${home}test`)]),
    ...circles(graph(inside)).map((files) => `circle of files: ${files.join(', ')}`),
    ...circles(graph(directories(inside, `${home}src/`))).map(
      (names) => `circle of directories in ${home}src: ${names.join(', ')}`,
    ),
  ];
}

function arrowProblem(name, { file, specifier }) {
  const [, other] = /^@supermin\/([^/]+)/.exec(specifier) ?? [];
  if (other === undefined || other === name || ARROWS[name]?.includes(other)) return undefined;
  return `${file}: imports ${specifier}, against the arrows in scripts/check-imports/arrows.mjs`;
}

function fenceProblem({ file, specifier, target }) {
  const fence = FENCES.find(({ directory }) => target?.startsWith(directory));
  if (fence === undefined || file.startsWith(fence.directory)) return undefined;
  if (fence.gates.includes(target.slice(fence.directory.length))) return undefined;
  return `${file}: imports ${specifier}, which is fenced in: FENCES in scripts/check-imports/arrows.mjs`;
}

/** Another package is its public entry points, and nothing behind them; bench and test-e2e are none. */
function insideProblems(home, imports) {
  return imports
    .filter(
      ({ specifier, target }) =>
        (OTHERS.test(target) && !target.startsWith(home)) ||
        /^@supermin\/[^/]+\/(?:src|dist|test)\//.test(specifier),
    )
    .map(
      ({ file, specifier }) => `${file}: imports ${specifier}, which is inside of another package`,
    );
}

function graph(imports) {
  const edges = new Map();
  for (const { file, target } of imports) {
    if (!edges.has(file)) edges.set(file, new Set());
    edges.get(file).add(target);
  }
  return edges;
}

/** The same between the directories right below `src`; a file that lies in `src` itself stands for itself. */
function directories(imports, src) {
  const top = (path) => path.slice(src.length).split('/', 1)[0];
  return imports
    .filter(({ file, target }) => file.startsWith(src) && target.startsWith(src))
    .map(({ file, target }) => ({ file: top(file), target: top(target) }))
    .filter(({ file, target }) => file !== target);
}
