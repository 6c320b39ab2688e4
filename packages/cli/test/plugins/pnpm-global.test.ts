import { expect, it } from 'vitest';
import { pnpmGlobalHint } from '../../src/plugins/pnpm-global.ts';

const PNPM_12 = '/home/me/pnpm/global/v11/5810-18ec/node_modules/@supermin/cli/bin/supermin';

it.each(['WRITER_MISSING', 'BACKEND_MISSING', 'BACKEND_NOT_DETECTED'])('%s', (code) => {
  expect(pnpmGlobalHint(code, PNPM_12)).toContain('pnpm add -g "@supermin/cli,PLUGIN"');
});

it.each([
  '/home/me/pnpm/global/5/node_modules/@supermin/cli/bin/supermin',
  '/usr/lib/node_modules/@supermin/cli/bin/supermin',
  '/home/me/project/node_modules/.bin/supermin',
])('nothing to say in %s', (program) => {
  expect(pnpmGlobalHint('WRITER_MISSING', program)).toBeUndefined();
});

it('nothing to say of other errors', () => {
  expect(pnpmGlobalHint('OUTPUT_EXISTS', PNPM_12)).toBeUndefined();
});
