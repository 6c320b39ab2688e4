import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { displayPath } from '@supermin/core';
import { type Check, check } from '../../support/check.ts';
import { assertDeclared } from '../../support/declared-options.ts';
import { userErrorOf } from '../../support/failure.ts';
import { readManifest } from '../../support/package-json.ts';
import { file, treeOf } from '../nodes.ts';
import type { WriterSubject } from '../subject.ts';
import { attempt, write } from '../write.ts';

/** What the writer says of itself before it writes. */
export const declarationChecks: readonly Check<WriterSubject>[] = [
  check('has a manifest that names it', async (subject) => {
    const { name, options } = subject.writer;
    const { writers } = readManifest(subject.package);
    const manifest = writers.find((writer) => writer.name === name);
    const names = writers.map((writer) => writer.name).join(', ') || 'no writer';
    assert(manifest !== undefined, `the manifest has ${names}, not ${name}`);
    assertDeclared(options, manifest.options);
  }),
  check('declares its output files by plain names', async ({ writer, ...subject }, scratch) => {
    const { context } = attempt({ writer, ...subject }, scratch);
    const names = writer.outputs(context);
    for (const name of names) assert.match(name, /^(?!\.{1,2}$)[^/\0]+$/, 'a plain file name');
    assert.equal(new Set(names).size, names.length, `no name twice: ${names.join(', ')}`);
    assert.deepEqual(writer.outputs(context), names, 'the same when asked again');
  }),
  check(
    'makes exactly the files that it declares, in the directory that it is given',
    async (subject, scratch) => {
      const names = subject.writer.outputs(attempt(subject, scratch).context);
      const output = await write(subject, treeOf(subject, { '/a': file('a') }), scratch);
      if (names.length > 0) assert.deepEqual(readdirSync(output).sort(), [...names].sort());
      assert.deepEqual(readdirSync(dirname(output)), ['written'], 'nothing is left beside it');
    },
  ),
  check(
    'names inputs by absolute paths, and the same ones when asked again',
    async (subject, scratch) => {
      const { context } = attempt(subject, scratch);
      const { paths, facts } = await subject.writer.inputs(context);
      for (const path of paths) {
        assert(path.startsWith('/'), `the input ${displayPath(path)} is not an absolute path`);
      }
      for (const fact of facts) assert.equal(typeof fact, 'string', 'a fact is text');
      assert.deepEqual(await subject.writer.inputs(context), { paths, facts });
    },
  ),
  check('refuses an option that it does not have, before anything is read', (subject, scratch) =>
    assertRefused(subject, scratch, { 'no-such-option': 'x' }),
  ),
  check(
    'refuses option values that make no sense, before anything is read',
    async (subject, scratch) => {
      for (const options of subject.refused ?? []) await assertRefused(subject, scratch, options);
    },
  ),
];

async function assertRefused(
  subject: WriterSubject,
  scratch: string,
  options: NonNullable<WriterSubject['refused']>[number],
): Promise<void> {
  const { context } = attempt(subject, scratch, { options });
  const when = `inputs() with ${JSON.stringify(options)}`;
  await userErrorOf(() => subject.writer.inputs(context), when);
}
