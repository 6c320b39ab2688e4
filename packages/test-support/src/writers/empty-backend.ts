import type { Backend } from '@supermin/core';

/** A system without packages: all that a build makes comes from the appliance. */
export const emptyBackend: Backend = {
  name: 'empty',
  freshness: () => [],
  open: async () => ({
    find: () => [],
    closure: () => [],
    contents: async () => [],
    pristine: async () => [],
    listEntry: () => '',
  }),
};
