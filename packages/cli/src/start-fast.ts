import { fastStart } from './fast-start/start.ts';
import { main } from './main.ts';

/** The command with the fast start. */
main(fastStart);
