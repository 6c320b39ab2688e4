import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.ts';

// Split, so that what is imported when it is needed stays in files of its own.
export default defineConfig(
  library({
    entry: {
      index: 'src/index.ts',
      copy: 'src/copy/index.ts',
      'copy-program': 'src/copy-program.ts',
    },
    dts: { entry: { index: 'src/index.ts', copy: 'src/copy/index.ts' } },
    splitting: true,
  }),
);
