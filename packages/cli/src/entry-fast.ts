import { fastCodeLoader } from './fast-start/fast-code-loader.ts';
import { main } from './main.ts';

/** The command with the fast start. */
main(fastCodeLoader);
