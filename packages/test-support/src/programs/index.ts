export { available, hasProgram } from './available.ts';
export { output } from './output.ts';
export { type Finished, type Options, run, succeed } from './run.ts';
