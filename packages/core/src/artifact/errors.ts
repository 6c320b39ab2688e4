import { hintFor } from '../container-image/complaint.ts';
import { shown } from '../container-image/errors.ts';
import { SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';

/** Characters of what skopeo says, of which a part may be the registry's. */
const LONGEST = 1000;

export function referenceInvalid(text: string): SuperminError {
  const what = `'${shown(text)}' does not name an appliance in a registry`;
  return new SuperminError('ARTIFACT_REFERENCE', what, {
    hint: 'write REGISTRY/NAME[:TAG], with or without oci:// before it',
  });
}

/** What is there cannot be an appliance for others. */
export function notPushed(path: BytePath, why: string): SuperminError {
  return new SuperminError('ARTIFACT_FILE', `${displayPath(path)}: ${why}`, {
    hint: "push a small appliance, a directory that 'supermin prepare' made",
  });
}

/** What a registry has is no appliance, or not one that is taken. */
export function notPulled(name: string, why: string): SuperminError {
  return new SuperminError('ARTIFACT_REFUSED', `${shown(name)}: ${why}`, {
    hint: "it has to be one that 'supermin push' made",
  });
}

export function transportFailed(name: string, complaint: string): SuperminError {
  const said = complaint === '' ? '' : `: ${complaint.slice(0, LONGEST)}`;
  return new SuperminError('ARTIFACT_TRANSPORT', `${shown(name)}: skopeo failed${said}`, {
    hint: hintFor(complaint),
  });
}
