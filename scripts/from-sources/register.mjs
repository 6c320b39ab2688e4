// Runs the command from its sources, without a build of it and without its fast start: `npm run supermin -- ARGUMENTS`.
// (The guest init and the plugins' manifests are those of the last build.)
import { register } from 'node:module';

process.env.SUPERMIN_FAST_START = '0';
register('./hooks.mjs', import.meta.url);
