import type { CommandContext } from './context.ts';
export async function runCommand(_: CommandContext): Promise<number> {
  return 0;
}
