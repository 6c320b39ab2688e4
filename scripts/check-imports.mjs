// Checks who imports whom: `npm run check`. Fails on a circle of files (of types, too) or of a package's directories, on an
// import against the arrows of docs/architecture.md, and on one that reaches into another package. See also check-imports/.
import { fileURLToPath } from 'node:url';
import { findProblems } from './check-imports/find-problems.mjs';

const [root = fileURLToPath(new URL('..', import.meta.url))] = process.argv.slice(2);
const problems = findProblems(root);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
