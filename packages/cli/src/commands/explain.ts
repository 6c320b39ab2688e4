import { displayPath, nearestName } from '@supermin/core';
import { UsageError } from '../arguments/usage-error.ts';
import type { CommandContext } from '../context/command-context.ts';

/** What an error means; without a code, a line for each code that there is. */
export async function explainCommand({ invocation }: CommandContext): Promise<number> {
  // Only here: the words of all errors are nothing that other commands should load.
  const { AREAS, codes, explanationOf } = await import('../explain/table.ts');
  const [code] = invocation.names;
  if (code === undefined) {
    const rows = AREAS.flatMap(([, area]) => Object.entries(area));
    const lines = rows.map(([name, [what]]) => `${name.padEnd(28)} ${what}\n`);
    process.stdout.write(lines.join(''));
    return 0;
  }
  const explanation = explanationOf(code);
  if (explanation === undefined) throw codeUnknown(code, codes());
  const { what, why, remedy } = explanation;
  process.stdout.write(
    `${code.toUpperCase()}: ${what}\n\nWhy:        ${why}\nWhat to do: ${remedy}\n`,
  );
  return 0;
}

function codeUnknown(code: string, known: readonly string[]): UsageError {
  const near = nearestName(code.toUpperCase(), known);
  return new UsageError(`no error of supermin has the code '${displayPath(code)}'`, {
    command: 'explain',
    hint:
      near === undefined
        ? "'supermin explain' lists all codes; other plugins document their own"
        : `did you mean '${near}'?`,
  });
}
