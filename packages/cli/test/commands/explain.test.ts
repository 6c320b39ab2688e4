import { expect, it } from 'vitest';
import { explainCommand } from '../../src/commands/explain.ts';
import { AREAS, codes, explanationOf } from '../../src/explain/table.ts';
import { contextOf, perform } from '../support/in-process.ts';

const explain = (...words: string[]) => perform(explainCommand, contextOf('explain', ...words));

it('tells what happened, why, and what to do, whatever the case of the code', async () => {
  const { what, why, remedy } = explanationOf('NO_SPACE')!;
  const stdout = `NO_SPACE: ${what}\n\nWhy:        ${why}\nWhat to do: ${remedy}\n`;
  expect(await explain('no_space')).toMatchObject({ status: 0, stdout });
});

it('lists all codes, a line each, in columns', async () => {
  const { stdout, status } = await explain();
  expect(status).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.map((line) => line.split(' ')[0])).toEqual(codes());
  const [code, row] = Object.entries(AREAS[0]![1])[0]!;
  expect(lines[0]).toBe(`${code.padEnd(28)} ${row[0]}`);
});

it('a code that there is not is a mistake, with the one that was meant', async () => {
  const error = { name: 'UsageError', command: 'explain' };
  await expect(explain('no_spacee')).rejects.toMatchObject({
    ...{ ...error, message: "no error of supermin has the code 'no_spacee'" },
    hint: "did you mean 'NO_SPACE'?",
  });
  await expect(explain('\x1bxyzzyx')).rejects.toMatchObject({
    ...{ ...error, message: "no error of supermin has the code '\\x1bxyzzyx'" },
    hint: "'supermin explain' lists all codes; other plugins document their own",
  });
});
