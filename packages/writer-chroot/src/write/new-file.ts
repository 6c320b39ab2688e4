import { constants } from 'node:fs';

/** Makes a new file or fails: what stands there, a link above all, is never opened. */
export const CREATE =
  constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Until a file is complete it is nobody else's business. */
export const PRIVATE = 0o600;
