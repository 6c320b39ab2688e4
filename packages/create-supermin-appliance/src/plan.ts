import type { PlannedFile } from '@supermin/create-kit';
import type { Wish } from './arguments.ts';

/** Where each template goes; `gitignore` has no dot, because npm leaves files of that name out of packages. */
const TEMPLATES: readonly [template: string, path: string][] = [
  ['bin.js', 'bin/SHORT.js'],
  ['hostfiles', 'appliance/hostfiles'],
  ['excludefiles', 'appliance/excludefiles'],
  ['init', 'files/init'],
  ['boots.test.js', 'test/boots.test.js'],
  ['README.md', 'README.md'],
  ['gitignore', '.gitignore'],
];

const EXECUTABLE = ['bin.js', 'init'];

/**
 * All files of the new package.
 *
 * @param template the text of a template; `NAME` in double braces, `SHORT` likewise, stand for the names
 * @param version of this package: the new one wants a supermin of the same major version
 */
export function planPackage(
  wish: Wish,
  template: (name: string) => string,
  version: string,
): PlannedFile[] {
  const { full, short } = wish.name;
  const fill = (text: string) => text.replaceAll('{{NAME}}', full).replaceAll('{{SHORT}}', short);
  return [
    { path: 'package.json', content: manifest(wish, version), executable: false },
    {
      path: 'appliance/packages',
      content: wish.packages.map((name) => `${name}\n`).join(''),
      executable: false,
    },
    ...TEMPLATES.map(([name, path]) => ({
      path: path.replace('SHORT', short),
      content: fill(template(name)),
      executable: EXECUTABLE.includes(name),
    })),
  ];
}

function manifest({ name: { full, short } }: Wish, version: string): string {
  const value = {
    name: full,
    version: '0.1.0',
    description: 'A Linux VM, made from the packages of the machine that it runs on',
    license: 'MIT',
    type: 'module',
    engines: { node: '>=20.19' },
    bin: { [short]: `bin/${short}.js` },
    files: ['appliance', 'bin', 'files'],
    scripts: { start: `node bin/${short}.js`, test: 'node --test' },
    dependencies: { '@supermin/cli': `^${version.split('.')[0]}.0.0` },
    supermin: { contract: 1, appliance: { directory: 'appliance', files: 'files' } },
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}
