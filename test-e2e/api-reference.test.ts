import { fileURLToPath } from 'node:url';
import { run } from '@supermin/test-support/programs';
import { expect, it } from 'vitest';

const TOP = fileURLToPath(new URL('..', import.meta.url));

// `npm run docs:api` writes it; here nothing is written. Warnings are errors (typedoc.json).
it('the API reference can be made without a warning', async () => {
  const typedoc = 'node_modules/typedoc/bin/typedoc';
  const { status, stdout, stderr } = await run('node', [typedoc, '--emit', 'none'], {
    cwd: TOP,
    timeout: 280_000,
  });
  expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
});
