import { constants } from 'node:fs';

/** Makes a new file or fails: what stands there, a link above all, is never opened. */
export const CREATE =
  constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Until a file is complete it is nobody else's business. */
export const PRIVATE = 0o600;

/** Until all is done no other user gets into a directory, and the builder does, whatever its mode will be. */
export const PRIVATE_DIRECTORY = 0o700;
