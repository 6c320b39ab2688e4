import { readFileSync } from 'node:fs';
import type { BundlePlugin, OutputPlugin } from './plugin.ts';

/** What `src/match/spelled.ts` says; esbuild follows only a `require` that is called by this name. */
const LATE_REQUIRE = "createRequire(import.meta.url)('minimatch')";

/**
 * Takes tar-stream and minimatch, with all that they depend on, into the build: two thirds of an installation were programs for
 * phones, which come with tar-stream's dependencies and which Node.js never runs.
 */
export const bundleLibraries: BundlePlugin = {
  name: 'bundle-libraries',
  setup(build) {
    build.onLoad({ filter: /\/match\/spelled\.ts$/ }, ({ path }) => {
      const parts = readFileSync(path, 'utf8').split(LATE_REQUIRE);
      if (parts.length !== 2) throw new Error(`${path}: where does it load minimatch?`);
      return { contents: parts.join("require('minimatch')"), loader: 'ts' };
    });
    // An ES module has no `require`: Node's own modules, which these libraries want by it, are imported.
    build.onResolve({ filter: /^(events|fs)$/ }, ({ path, kind }) =>
      kind === 'require-call' ? { path, namespace: 'node' } : undefined,
    );
    build.onLoad({ filter: /./, namespace: 'node' }, ({ path }) => ({
      contents: `export * from 'node:${path}';`,
    }));
  },
};

/** Says that no module does anything until it is used, for who bundles core: as `sideEffects` in package.json, also within a file. */
export const withoutSideEffects: OutputPlugin = {
  name: 'without-side-effects',
  renderChunk: (code) => ({
    code: code
      .replaceAll(/= (?=__commonJS\()/g, '= /* @__PURE__ */ ')
      .replaceAll(/^import "\.\/chunk-[^"]+";$/gm, ''),
  }),
};
