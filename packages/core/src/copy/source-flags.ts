import { constants } from 'node:fs';

/** Not blocking: a fifo that has taken a file's place would else hold us for ever. */
export const SOURCE_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;
