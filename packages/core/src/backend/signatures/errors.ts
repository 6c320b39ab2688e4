import { SuperminError } from '../../errors/supermin-error.ts';

/** What to do, in the words of a package manager. */
export interface SignatureHints {
  /** Where there are no keys at all. */
  noKeys: string;
  /** Where the one that it was signed with is not known. */
  unknownKey: string;
  /** Where there is no signature. */
  unsigned: string;
}

/** What to do about a file that is not the one that was published. */
export const TAMPERED =
  'do not use it: choose another mirror with --mirror, or report it to those who run this one';

const CLOCK = "set this machine's clock";

const IN_THE_WAY =
  'something on the way answers in its place: log in to this network, or check the proxy (http_proxy)';

/** What is wrong with the signature of a file. */
export class SignatureErrors {
  constructor(
    private readonly address: string,
    private readonly hints: SignatureHints,
  ) {}

  /** @param keyrings those that were looked for */
  keyringMissing(keyrings: readonly string[]): SuperminError {
    const looked = keyrings.length === 0 ? '' : ` (looked for ${keyrings.join(', ')})`;
    const text = `${this.address}: no keys to verify it with${looked}`;
    return new SuperminError('KEYRING_MISSING', text, { hint: this.hints.noKeys });
  }

  bad(why: string): SuperminError {
    const text = `${this.address}: bad signature: ${why}`;
    return new SuperminError('SIGNATURE_BAD', text, { hint: TAMPERED });
  }

  /** @param made when it says that it was, after what this machine has for now */
  future(made: Date): SuperminError {
    const text = `${this.address}: bad signature: made at ${iso(made)}, and now it is ${iso(new Date())} by this machine's clock`;
    return new SuperminError('SIGNATURE_BAD', text, { hint: CLOCK });
  }

  /** A page of HTML. */
  page(): SuperminError {
    const text = `${this.address}: it is not signed, and a page of HTML`;
    return new SuperminError('SIGNATURE_MISSING', text, { hint: IN_THE_WAY });
  }

  missing(): SuperminError {
    const text = `${this.address}: it is not signed`;
    return new SuperminError('SIGNATURE_MISSING', text, { hint: this.hints.unsigned });
  }

  unknownKeys(keys: readonly string[]): SuperminError {
    const text = `${this.address}: signed by ${keys.join(', ')}, and by no key of the keyring`;
    return new SuperminError('SIGNATURE_KEY', text, { hint: this.hints.unknownKey });
  }
}

/** To the second. */
function iso(date: Date): string {
  return date.toISOString().replace(/\.\d+/, '');
}
