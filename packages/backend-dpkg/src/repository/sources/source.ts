import type { BytePath } from '@supermin/core';

/** One suite of one archive: an entry of apt's sources, for one address and one suite. */
export interface Source {
  /** Without a final slash. */
  uri: string;
  /** Which of a distribution's archives it is (`debian-security`): see distributions.ts. */
  archive?: string | undefined;
  /** `bookworm-updates`; with a slash at its end, a directory below the address, which has no components. */
  suite: string;
  components: readonly string[];
  /** Architectures that it is for; absent: all. */
  architectures?: readonly string[] | undefined;
  /** Keyring files, fingerprints, or keys in ASCII armour; absent: all keys that apt on this machine trusts. */
  signedBy?: readonly (BytePath | string)[] | undefined;
  /** `Trusted: yes`: signatures do not matter. */
  trusted?: boolean | undefined;
  /** `Check-Valid-Until: no`, and archives of the past. */
  ignoreExpiry?: boolean | undefined;
}
