/** Text in which programs and the kernel write bytes that would disturb as `\040`, with those bytes. */
export function withoutOctalEscapes(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8) & 0xff),
  );
}
