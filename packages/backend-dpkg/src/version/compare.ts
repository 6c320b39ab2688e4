import { compareBytes } from '@supermin/core';

/**
 * Compares two Debian versions, `[epoch:]upstream[-revision]`: negative, 0 or positive.
 *
 * The rule is the one of Debian Policy 5.6.12: epochs as numbers, then upstream version, then revision, each by turns as
 * a run of non-digits (where `~` sorts before the end, the end before letters, letters before everything else) and a
 * run of digits (as a number of any size). A missing epoch or revision counts as `0`.
 */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0;
  const left = splitVersion(a);
  const right = splitVersion(b);
  return (
    compareParts(left.epoch, right.epoch) ||
    compareParts(left.upstream, right.upstream) ||
    compareParts(left.revision, right.revision)
  );
}

interface VersionParts {
  epoch: string;
  upstream: string;
  revision: string;
}

/** The epoch ends at the first colon, the revision begins after the last hyphen. */
function splitVersion(version: string): VersionParts {
  const colon = version.indexOf(':');
  const hyphen = version.lastIndexOf('-');
  return {
    epoch: colon < 0 ? '0' : version.slice(0, colon),
    upstream: version.slice(colon + 1, hyphen > colon ? hyphen : undefined),
    revision: hyphen > colon ? version.slice(hyphen + 1) : '0',
  };
}

function compareParts(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const textA = runEnd(a, i, false);
    const textB = runEnd(b, j, false);
    const numberA = runEnd(a, textA, true);
    const numberB = runEnd(b, textB, true);
    const difference =
      compareText(a.slice(i, textA), b.slice(j, textB)) ||
      compareNumbers(a.slice(textA, numberA), b.slice(textB, numberB));
    if (difference !== 0) return difference;
    i = numberA;
    j = numberB;
  }
  return 0;
}

/** Where the run of digits (or of anything else) that begins at `start` ends. */
function runEnd(text: string, start: number, digits: boolean): number {
  let end = start;
  while (end < text.length && isDigit(text.charCodeAt(end)) === digits) end++;
  return end;
}

function compareText(a: string, b: string): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = weight(a.charCodeAt(index)) - weight(b.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return 0;
}

/** NaN, what `charCodeAt` gives beyond the end, weighs 0. */
function weight(code: number): number {
  if (Number.isNaN(code)) return 0;
  if (code === 0x7e) return -1;
  return isLetter(code) ? code : code + 256;
}

/** Without leading zeros the longer number is the larger one, and numbers of one length compare as strings. */
function compareNumbers(a: string, b: string): number {
  const left = a.replace(/^0+/, '');
  const right = b.replace(/^0+/, '');
  return left.length - right.length || compareBytes(left, right);
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
