import { rmSync } from 'node:fs';
import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.ts';

// Two builds write there at a time: neither may clear it.
rmSync('dist', { recursive: true, force: true });

export default defineConfig([
  library({ clean: false }),
  // The second thread's program: what it needs of core is in it. CommonJS, as core's.
  library({
    ...{ entry: ['src/make-program.ts'], format: ['cjs'], noExternal: [/^@supermin\/core/] },
    ...{ clean: false, dts: false },
  }),
]);
