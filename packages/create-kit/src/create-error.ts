/** What the user has to do something about: a code, the fact, the remedy. */
export class CreateError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly hint?: string,
  ) {
    super(message);
    this.name = 'CreateError';
  }
}
