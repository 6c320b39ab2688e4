// By name, so that a build which puts the library into a file of its own finds it there.
export { extract } from 'tar-stream';
