import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.ts';

// The guest init stays: its own script makes it.
export default defineConfig(library({ clean: ['!guest/**'] }));
