export { AptRepository, type AptRepositoryOptions } from './apt-repository.ts';
export { controlOf, type DebDescription, debFileName, makeDeb } from './deb-file.ts';
export { ScratchApt } from './scratch-apt.ts';
export { signedSources } from './signed-sources.ts';
export { SigningKey } from './signing-key.ts';
