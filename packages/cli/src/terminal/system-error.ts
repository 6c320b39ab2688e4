import { displayPath, fromUnicode, systemErrorCode } from '@supermin/core';

/** `EACCES: permission denied, open '/etc/shadow'` */
const MESSAGE = /^[A-Z][A-Z0-9]*: (.+?), \w+/;

const HINTS: Readonly<Record<string, string>> = {
  EACCES: 'run as a user who may access it, such as root',
  EPERM: 'run as a user who may do that, such as root',
};

/** An error of the system in the words of a command: `/etc/shadow: permission denied`. Undefined for any other error. */
export function systemErrorText(error: unknown): { message: string; hint?: string } | undefined {
  const { path, message } = Object(error) as { path?: unknown; message?: unknown };
  const code = systemErrorCode(error);
  const text = MESSAGE.exec(String(message))?.[1];
  if (code === undefined || text === undefined || typeof path !== 'string') return undefined;
  return { message: `${displayPath(fromUnicode(path))}: ${text}`, hint: HINTS[code] };
}
