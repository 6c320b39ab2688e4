import { writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { refuseMissing, writerInputs, writerOutputs } from '../../src/build/writer-promises.ts';
import type { Writer, WriterContext } from '../../src/plugin/contract.ts';

const context = {} as WriterContext;

/** A plugin is JavaScript: it may give anything. */
function writerOf(inputs: unknown, outputs: unknown): Writer {
  return { name: 'odd', inputs: async () => inputs, outputs: () => outputs } as unknown as Writer;
}

describe('what a writer promises', () => {
  it.each([
    [undefined],
    [{}],
    [{ paths: [] }],
    [{ paths: 'x', facts: [] }],
    [{ paths: [1], facts: [] }],
  ])('inputs: %j is an error that names it', async (inputs) => {
    await expect(writerInputs(writerOf(inputs, []), context)).rejects.toMatchObject({
      code: 'WRITER_CONTRACT',
      message: expect.stringContaining("the writer 'odd': inputs()"),
    });
  });

  it('inputs: its paths and facts', async () => {
    const inputs = { paths: ['/boot/x'], facts: ['tool=1'] };
    expect(await writerInputs(writerOf(inputs, []), context)).toEqual(inputs);
  });

  it.each([[undefined], ['root'], [['../root']], [['a/b']], [['.']], [['..']], [['']], [['a\0']]])(
    'outputs: %j is an error that names it',
    (outputs) => {
      expect(() => writerOutputs(writerOf({}, outputs), context)).toThrow(
        "the writer 'odd': outputs()",
      );
    },
  );

  it('outputs: names, also with dots', () => {
    expect(writerOutputs(writerOf({}, ['root', '...', '.x']), context)).toEqual([
      'root',
      '...',
      '.x',
    ]);
  });

  it('what is not there is an error', () => {
    const directory = scratchDirectory();
    writeFileSync(`${directory}/kernel`, '');
    const writer = writerOf({}, []);
    refuseMissing(writer, directory, ['kernel']);
    expect(() => refuseMissing(writer, directory, ['kernel', 'root'])).toThrow(
      "the writer 'odd': it has not made 'root'",
    );
  });
});
