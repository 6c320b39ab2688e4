import type { Backend, PackageDatabase } from '../plugin/contract.ts';

const NOTHING: PackageDatabase = {
  find: () => [],
  closure: () => [],
  contents: async () => [],
  pristine: async () => [],
  listEntry: ({ name }) => name,
};

/** The backend of a root that is taken whole: what packages it has, if any, does not matter. */
export const NO_PACKAGES: Backend = {
  name: 'none',
  freshness: () => [],
  open: async () => NOTHING,
};
