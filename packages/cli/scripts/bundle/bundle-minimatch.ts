import { readFileSync } from 'node:fs';
import type { BundlePlugin } from './plugin.ts';

/** What `core/src/match/fnmatch.ts` says, once it is built; esbuild follows only a `require` that is called by this name. */
const LATE_REQUIRE = 'createRequire(import.meta.url)("minimatch")';

/** Takes minimatch, which core loads when a pattern wants it, into the bundle. */
export const bundleMinimatch: BundlePlugin = {
  name: 'bundle-minimatch',
  setup(build) {
    build.onLoad({ filter: /\/core\/dist\/index\.js$/ }, ({ path }) => {
      const parts = readFileSync(path, 'utf8').split(LATE_REQUIRE);
      if (parts.length !== 2) throw new Error(`${path}: where does it load minimatch?`);
      return { contents: parts.join('require("minimatch")'), loader: 'js' };
    });
  },
};
