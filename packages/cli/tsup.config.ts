import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.ts';
import { bundledDigests } from './src/fast-start/bundle/build/digests.ts';
import { builtFile, threadPrograms } from './src/fast-start/bundle/build/packages.ts';

const EVERYTHING = [/./];

/** Licences of the libraries that are in the builds of core and of a backend. */
const NOTICES = 'THIRD-PARTY-NOTICES.txt';

/** What stands for `import.meta.url` in CommonJS. */
const BUNDLE_URL = {
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl = require('url').pathToFileURL(__filename).href;" },
};

// Several builds write there at a time: none of them may clear it.
rmSync('dist', { recursive: true, force: true });

export default defineConfig([
  // The command as any other program in modules: with SUPERMIN_FAST_START=0. All below is the fast start.
  library({
    ...{ entry: ['src/entry.ts'], splitting: true, external: [/^@supermin\//] },
    ...{ clean: false, dts: false },
  }),
  // Small: it answers what needs no more, and loads the rest.
  library({
    ...BUNDLE_URL,
    ...{ entry: ['src/entry-fast.ts'], format: ['cjs'], noExternal: EVERYTHING },
    ...{ clean: false, dts: false },
  }),
  // One file each: finding and linking many takes longer than all else that a start does. What is imported when it is needed
  // still is evaluated only then.
  library({
    ...BUNDLE_URL,
    entry: ['src/command.ts', 'src/client-command.ts'],
    ...{ format: ['cjs'], splitting: false, noExternal: EVERYTHING },
    ...{ clean: false, dts: false },
    define: {
      ...BUNDLE_URL.define,
      BUNDLED_DIGESTS: JSON.stringify(bundledDigests()),
    },
    onSuccess: async () => {
      cpSync(builtFile('@supermin/boot', 'guest'), 'dist/guest', { recursive: true });
      const notices = ['@supermin/core', '@supermin/backend-rpm'].map((name) =>
        readFileSync(builtFile(name, NOTICES), 'utf8'),
      );
      writeFileSync(join('dist', NOTICES), notices.join(`\n${'-'.repeat(80)}\n\n`));
    },
  }),
  library({
    entry: { ...threadPrograms(), 'watchdog-program': 'src/signals/watchdog-program.ts' },
    ...{ format: ['cjs'], noExternal: EVERYTHING },
    ...{ clean: false, dts: false },
  }),
]);
