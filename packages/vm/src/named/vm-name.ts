import { nameInvalid } from '../errors/named.ts';

/** A file name on any file system, short enough for a socket's address, and no option. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

/** @throws SuperminError `VM_NAME` */
export function checkName(name: string): string {
  if (!NAME.test(name)) throw nameInvalid(name);
  return name;
}
