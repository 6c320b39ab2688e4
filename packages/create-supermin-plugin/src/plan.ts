import type { PlannedFile } from '@supermin/create-kit';
import type { Wish } from './arguments.ts';
import { manifest } from './manifest.ts';

/** The templates of each kind, and where they go; `gitignore` has no dot, because npm leaves files of that name out of packages. */
const TEMPLATES: Readonly<Record<Wish['kind'], readonly (readonly [string, string])[]>> = {
  backend: [
    ['backend/index.js', 'index.js'],
    ['backend/database.js', 'database.js'],
    ['backend/index.test.js', 'index.test.js'],
    ['backend/README.md', 'README.md'],
    ['gitignore', '.gitignore'],
  ],
  writer: [
    ['writer/index.js', 'index.js'],
    ['writer/index.test.js', 'index.test.js'],
    ['writer/README.md', 'README.md'],
    ['gitignore', '.gitignore'],
  ],
};

/**
 * All files of the new plugin.
 *
 * @param template the text of a template; `NAME` in double braces stands for the name for `-f` or `--backend`, `CODE` for the
 *   beginning of error codes, `PACKAGE` for that of the package
 * @param version of this package: the new one wants a supermin of the same major version
 */
export function planPlugin(
  wish: Wish,
  template: (name: string) => string,
  version: string,
): PlannedFile[] {
  const { name, full, kind } = wish;
  const code = name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
  const fill = (text: string) =>
    text.replaceAll('{{NAME}}', name).replaceAll('{{CODE}}', code).replaceAll('{{PACKAGE}}', full);
  return [
    { path: 'package.json', content: manifest(wish, version), executable: false },
    ...TEMPLATES[kind].map(([from, path]) => ({
      path,
      content: fill(template(from)),
      executable: false,
    })),
  ];
}
