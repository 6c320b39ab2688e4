// By name, so that a build which puts the library into a file of its own finds both in it.
export { extract, pack } from 'tar-stream';
