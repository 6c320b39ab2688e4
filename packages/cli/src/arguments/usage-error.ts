import type { Command } from './command-names.ts';

interface UsageDetails {
  /** Whose help to name; none: the general one. */
  command?: Command | undefined;
  /** One sentence that says what may have been meant. */
  hint?: string | undefined;
  /** The option, with its dashes, that nobody knows. */
  unknownOption?: string | undefined;
  /** supermin 5's spelling: its clients expect the whole usage. */
  legacy?: boolean | undefined;
}

/** A command line that cannot be understood: exit status 2, 125 for `run` and `exec`. */
export class UsageError extends Error {
  readonly command: Command | undefined;
  readonly hint: string | undefined;
  readonly unknownOption: string | undefined;
  readonly legacy: boolean;

  constructor(message: string, { command, hint, unknownOption, legacy }: UsageDetails = {}) {
    super(message);
    this.name = 'UsageError';
    this.command = command;
    this.hint = hint;
    this.unknownOption = unknownOption;
    this.legacy = legacy ?? false;
  }
}

/** True for one of either bundle: each has a copy of the class. */
export function isUsageError(error: unknown): error is UsageError {
  return error instanceof Error && error.name === 'UsageError';
}
