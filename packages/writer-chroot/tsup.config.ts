import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.ts';

export default defineConfig([
  library({ clean: false }),
  // The second thread's program: what it needs of core is in it.
  library({
    ...{ entry: ['src/make-program.ts'], noExternal: [/^@supermin\/core/] },
    ...{ clean: false, dts: false },
  }),
]);
