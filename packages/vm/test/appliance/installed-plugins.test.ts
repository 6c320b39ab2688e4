import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { packageRoots } from '../../src/appliance/installed-plugins.ts';

it("looks where this package's own dependencies are", () => {
  const own = realpathSync(fileURLToPath(new URL('../../node_modules', import.meta.url)));
  expect(packageRoots().map((root) => existsSync(root) && realpathSync(root))).toContain(own);
  expect(existsSync(join(own, '@supermin/backend-dpkg/package.json'))).toBe(true);
});
