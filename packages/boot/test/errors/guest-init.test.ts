import type { SuperminError } from '@supermin/core';
import { expect, it } from 'vitest';
import * as errors from '../../src/errors/guest-init.ts';

it.each<[SuperminError, string, RegExp, RegExp]>([
  [errors.unknownArchitecture('vax'), 'ARCHITECTURE_UNKNOWN', /'vax'$/, /^supported: x86_64, /],
  [errors.guestInitImpossible('vax'), 'GUEST_INIT_MISSING', / vax,/, /x86_64.*-f chroot/],
  [
    errors.guestInitMissing('riscv64', '/init', 'gcc-riscv64-linux-gnu'),
    'GUEST_INIT_MISSING',
    /riscv64: \/init /,
    /install gcc-riscv64-linux-gnu, /,
  ],
  [
    errors.guestInitBundled('/init'),
    'GUEST_INIT_MISSING',
    /bundle.*: \/init /,
    /--external:@supermin/,
  ],
])('an error of the guest init says which, and what to do: %s', (error, code, message, hint) => {
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
});
