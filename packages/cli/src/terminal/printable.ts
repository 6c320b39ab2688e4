/** What a terminal would obey; not the newlines and tabs of our own. */
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** Control characters as `\xNN`: versions and states of packages, and what plugins say, are other people's words. */
export function printable(text: string): string {
  return text.replace(CONTROL, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}
