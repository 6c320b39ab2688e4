import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.ts';

// Not split: the command compares a module of an installed package with what it has bundled, by its one file.
export default defineConfig(
  library({ entry: { index: 'src/index.ts', named: 'src/named/index.ts' }, splitting: false }),
);
