/** What is installed: a package of the registry by its name, others as tarballs. */
export interface Wanted {
  name: string;
  tarball?: string;
}

/** A way to install, in an empty directory. */
export interface Layout {
  name: string;
  /** Installs all of them at once. */
  install: (packages: readonly Wanted[]) => string[];
  /** Where the command is afterwards. */
  command: string;
  /** Files that must be there first. */
  files?: Readonly<Record<string, string>>;
  /** The oldest Node.js that the package manager itself runs with. */
  node?: number;
}

const PROJECT = 'node_modules/.bin/supermin';

const plain = ({ name, tarball = name }: Wanted) => tarball;

function npx(program: string, ...args: string[]): Layout['install'] {
  return (packages) => ['npx', '-y', program, ...args, ...packages.map(plain)];
}

/** What `pnpm add -g` names in one word is one installation since pnpm 11. */
const together = (packages: readonly Wanted[]) => packages.map(plain).join(',');

const BERRY: Layout['install'] = (packages) => [
  ...['npx', '-y', '@yarnpkg/cli-dist@4', 'add'],
  ...packages.map(({ name, tarball }) => (tarball ? `${name}@file:${tarball}` : name)),
];

export const PLUG_N_PLAY: Layout = { name: 'yarn 4', install: BERRY, command: '' };

/** All that can be found by. */
export const LAYOUTS: readonly Layout[] = [
  { name: 'npm, project', install: (p) => ['npm', 'install', ...p.map(plain)], command: PROJECT },
  {
    name: 'npm, global',
    install: (p) => ['npm', 'install', '--global', '--prefix', './prefix', ...p.map(plain)],
    command: 'prefix/bin/supermin',
  },
  { name: 'pnpm 10, project', install: npx('pnpm@10', 'add'), command: PROJECT },
  {
    name: 'pnpm 10, global',
    install: npx('pnpm@10', 'add', '--global'),
    command: 'pnpm-home/supermin',
  },
  ...[11, 12].flatMap((version): Layout[] => {
    const node = version === 11 ? 22 : 20;
    const pnpm = ['npx', '-y', `pnpm@${version}`, 'add'];
    return [
      {
        ...{ name: `pnpm ${version}, project`, node, command: PROJECT },
        install: (packages) => [...pnpm, ...packages.map(plain)],
      },
      {
        ...{ name: `pnpm ${version}, global`, node, command: 'pnpm-home/bin/supermin' },
        install: (packages) => [...pnpm, '--global', together(packages)],
      },
    ];
  }),
  { name: 'yarn 1, project', install: npx('yarn@1', 'add'), command: PROJECT },
  {
    name: 'yarn 1, global',
    install: npx('yarn@1', 'global', 'add', '--prefix', './prefix', '--global-folder', './global'),
    command: 'prefix/bin/supermin',
  },
  {
    name: 'yarn 4, nodeLinker: node-modules',
    files: { '.yarnrc.yml': 'nodeLinker: node-modules\n' },
    ...{ install: BERRY, command: PROJECT },
  },
];
