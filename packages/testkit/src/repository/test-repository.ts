import { type Runner, register } from '../support/runner.ts';
import { repositoryChecks } from './checks.ts';
import type { RepositorySubject } from './subject.ts';

/**
 * Registers a test for every promise that the plugin contract asks of a backend's repositories.
 *
 *     testRepository({ describe, it }, { backend, package: new URL('..', import.meta.url), repository, names, packages, files });
 */
export function testRepository(runner: Runner, subject: RepositorySubject): void {
  register(runner, `backend ${subject.backend.name}: its repositories`, repositoryChecks, subject);
}
