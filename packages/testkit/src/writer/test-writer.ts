import { type Runner, register } from '../support/runner.ts';
import { writerChecks } from './checks.ts';
import type { WriterSubject } from './subject.ts';

/**
 * Registers a test for every promise that the plugin contract asks of a writer.
 *
 *     import { describe, it } from 'node:test';             // or from 'vitest'
 *     testWriter({ describe, it }, { writer, package: new URL('..', import.meta.url), read });
 */
export function testWriter(runner: Runner, subject: WriterSubject): void {
  register(runner, `writer ${subject.writer.name}: the plugin`, writerChecks, subject);
}
