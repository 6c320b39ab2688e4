import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What an import would leave behind: a file, named by the environment. */
const BOMB = `import { writeFileSync } from 'node:fs';
writeFileSync(process.env.BOMB, 'imported');
throw new Error('imported');
`;

/** Puts this many plugins into a node_modules, a quarter of them backends, each with formats and families of its own. */
export function plantPlugins(modules: string, count: number): void {
  for (let number = 0; number < count; number++) {
    const kind = number % 4 === 0 ? 'backend' : 'writer';
    const name = `supermin-${kind}-${number}`;
    const directory = join(modules, name);
    const common = { name: `n${number}`, module: './index.js' };
    const provided =
      kind === 'writer'
        ? { writers: [{ ...common, aliases: [], options: [] }] }
        : {
            backends: [
              { ...common, databases: [`/no/${name}`], families: [{ name: `x/${name}` }] },
            ],
          };
    const manifest = { name, version: '1.0.0', supermin: { contract: 1, ...provided } };
    mkdirSync(directory, { recursive: true, mode: 0o755 });
    writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest), { mode: 0o644 });
    writeFileSync(join(directory, 'index.js'), BOMB, { mode: 0o644 });
  }
}
