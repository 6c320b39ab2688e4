import type { Backend, ClosureOptions, OpenOptions, Package } from '@supermin/core';

/** A database that has these packages, by their names, each with these files; and what it was told. */
export class ToldDatabase {
  readonly opened: OpenOptions[] = [];
  readonly asked: ClosureOptions[] = [];

  constructor(private readonly files: Readonly<Record<string, readonly string[]>>) {}

  readonly open: Backend['open'] = async (options) => {
    this.opened.push(options);
    return {
      find: (name) =>
        Object.entries(this.files)
          .filter(([id, paths]) => id === name || paths.includes(name))
          .map(([id]) => packageOf(id)),
      essential: () => (this.files.essential ? [packageOf('essential')] : []),
      closure: (roots, how) => {
        this.asked.push(how);
        return [...roots];
      },
      contents: async (packages) =>
        packages.map((each) => ({
          package: each,
          files: this.files[each.name]!.map((path) => ({ path, config: false })),
        })),
      pristine: async () => [],
      listEntry: ({ name }) => name,
    };
  };

  readonly backend: Backend = { name: 'told', freshness: () => [], open: this.open };
}

function packageOf(name: string): Package {
  return { name, version: '1', arch: 'all', id: name };
}
