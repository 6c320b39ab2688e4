import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.ts';
import { notices } from '../core/scripts/bundle/notices.ts';

// d3-hierarchy is in the build, as libraries are in core's.
export default defineConfig(
  library({ splitting: true, esbuildPlugins: [notices('dist/THIRD-PARTY-NOTICES.txt')] }),
);
