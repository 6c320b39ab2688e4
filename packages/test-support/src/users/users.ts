/** The ordinary user that root's tests become; `nobody` on every Linux. */
export const NOBODY = 65534;

export const IS_ROOT = process.getuid?.() === 0;

export interface User {
  name: string;
  /** Undefined: whoever runs the tests. */
  uid?: number;
}

/** Who a test is run as: root and an ordinary user, or just the one we are. */
export const USERS: readonly User[] = IS_ROOT
  ? [{ name: 'root' }, { name: 'an ordinary user', uid: NOBODY }]
  : [{ name: 'an ordinary user' }];
