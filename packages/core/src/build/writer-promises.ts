import { lstatSync } from 'node:fs';
import { SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import type { Writer, WriterContext, WriterInputs } from '../plugin/contract.ts';

// A writer may be anybody's: what is built on its word is looked at first.

const FILE_NAME = /^(?!\.{1,2}$)[^/\0]{1,255}$/;

/** What the result depends on. @throws SuperminError `WRITER_CONTRACT`; whatever the writer throws */
export async function writerInputs(writer: Writer, context: WriterContext): Promise<WriterInputs> {
  const { paths, facts } = (await writer.inputs(context)) ?? {};
  if (!isStrings(paths) || !isStrings(facts)) {
    throw broken(writer, 'inputs() gives no { paths, facts }, two lists of strings');
  }
  return { paths, facts };
}

/** Names of the files that it is going to make. @throws SuperminError `WRITER_CONTRACT` */
export function writerOutputs(writer: Writer, context: WriterContext): string[] {
  const names: unknown = writer.outputs(context);
  if (!isStrings(names)) throw broken(writer, 'outputs() gives no list of names');
  const odd = names.find((name) => !FILE_NAME.test(name));
  if (odd !== undefined)
    throw broken(writer, `outputs() returns '${odd}', which is not a file name`);
  return names;
}

/** @throws SuperminError `WRITER_CONTRACT` if it has not made what it said */
export function refuseMissing(writer: Writer, directory: BytePath, names: readonly string[]): void {
  const missing = names.find(
    (name) => !lstatSync(toSystemPath(joinPath(directory, name)), { throwIfNoEntry: false }),
  );
  if (missing !== undefined) throw broken(writer, `it has not made '${missing}'`);
}

function isStrings(list: unknown): list is string[] {
  return Array.isArray(list) && list.every((item) => typeof item === 'string');
}

function broken(writer: Writer, what: string): SuperminError {
  return new SuperminError('WRITER_CONTRACT', `the writer '${writer.name}': ${what}`, {
    hint: 'this is a bug in the plugin; report it to its authors: @supermin/testkit has a test for it',
  });
}
