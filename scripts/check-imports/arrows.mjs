const PLUGINS = [
  'backend-dpkg',
  'backend-pacman',
  'backend-rpm',
  'writer-chroot',
  'writer-cpio',
  'writer-ext2',
  'writer-oci',
];

/**
 * Which packages of the workspace each one may import, besides itself; what is not listed may import none. Plugins are found at
 * run time: only the command, whose bundle holds ours, names them.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const ARROWS = {
  newc: [],
  core: ['newc'],
  boot: ['core', 'newc'],
  inspect: ['core'],
  vm: ['core', 'boot', 'newc'],
  'backend-dpkg': ['core'],
  'backend-pacman': ['core'],
  'backend-rpm': ['core'],
  'writer-chroot': ['core'],
  'writer-cpio': ['core', 'boot', 'newc'],
  'writer-ext2': ['core', 'boot', 'newc'],
  'writer-oci': ['core', 'boot'],
  // Its build takes along what it uses of test-support, which is never released.
  testkit: ['core', 'test-support'],
  'test-support': ['core'],
  cli: ['core', 'vm', 'boot', 'inspect', ...PLUGINS],
  'create-kit': [],
  'create-supermin-appliance': ['create-kit'],
  'create-supermin-plugin': ['create-kit'],
};

/** Directories of which the rest of their package may import these files only. */
export const FENCES = [
  {
    directory: 'packages/cli/src/fast-start/',
    gates: [
      'fast-code-loader.ts',
      'bundle/client-modules.ts',
      'bundle/import-installed.ts',
      'bundle/modules.ts',
      'fast-path/remember-fresh.ts',
    ],
  },
];
