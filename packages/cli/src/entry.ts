import { main } from './main.ts';

/** The command without the fast start: with `SUPERMIN_FAST_START=0`, and from the sources. See fast-start/README.md. */
main({
  load: () => import('./command.ts'),
  loadClient: () => import('./client-command.ts'),
});
