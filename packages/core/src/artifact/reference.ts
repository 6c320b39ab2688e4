import { referenceInvalid } from './errors.ts';

/** A repository of a registry, and what is meant in it. Ports and digests are as containers' names have them. */
const REFERENCE =
  /^(?:oci:\/\/|docker:\/\/)?((?:[A-Za-z0-9][\w.-]*(?::\d{1,5})?\/)[a-z0-9][a-z0-9._/-]{0,254})(?::(\w[\w.-]{0,127})|@(sha256:[0-9a-f]{64}))?$/;

export interface ArtifactReference {
  /** As it was written, for messages. */
  text: string;
  /** `REGISTRY/NAME`. */
  repository: string;
  /** `:TAG` or `@sha256:...`; a name without either means `:latest`. */
  version: string;
}

/** @param text `[oci://]REGISTRY/NAME[:TAG|@DIGEST]` @throws SuperminError `ARTIFACT_REFERENCE` */
export function parseArtifactReference(text: string): ArtifactReference {
  const [, repository, tag, digest] = REFERENCE.exec(text) ?? [];
  if (repository === undefined) throw referenceInvalid(text);
  return {
    text,
    repository,
    version: digest === undefined ? `:${tag ?? 'latest'}` : `@${digest}`,
  };
}
