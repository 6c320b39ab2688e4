import { rmSync } from 'node:fs';
import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.ts';
import { bundleLibraries, withoutSideEffects } from './scripts/bundle/libraries.ts';
import { notices } from './scripts/bundle/notices.ts';

// Two builds write there at a time: neither may clear it.
rmSync('dist', { recursive: true, force: true });

export default defineConfig([
  // Split, so that what is imported when it is needed stays in files of its own.
  library({
    entry: {
      index: 'src/index.ts',
      backend: 'src/backend/index.ts',
      oci: 'src/oci/index.ts',
      writer: 'src/writer/index.ts',
    },
    ...{ splitting: true, clean: false },
    esbuildPlugins: [bundleLibraries, notices('dist/THIRD-PARTY-NOTICES.txt')],
    plugins: [withoutSideEffects],
  }),
  // CommonJS: a thread is up in 0.7 of the time that it takes with modules.
  library({
    entry: ['src/copy-program.ts'],
    ...{ format: ['cjs'], clean: false, dts: false },
  }),
]);
