import { type Runner, register } from '../support/runner.ts';
import { backendChecks } from './checks.ts';
import type { BackendSubject } from './subject.ts';

/**
 * Registers a test for every promise that the plugin contract asks of a backend.
 *
 *     import { describe, it } from 'node:test';             // or from 'vitest'
 *     testBackend({ describe, it }, { backend, package: new URL('..', import.meta.url), root, database, packages });
 */
export function testBackend(runner: Runner, subject: BackendSubject): void {
  register(runner, `backend ${subject.backend.name}: the plugin`, backendChecks, subject);
}
