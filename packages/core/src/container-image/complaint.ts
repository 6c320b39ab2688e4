/** Of what skopeo said the last line, or what it means that a file may not become larger (EFBIG). */
export function complaintOf(stderr: Buffer): string {
  const line = lastLine(stderr);
  return line.endsWith('file too large') ? 'the registry sends more than the manifest says' : line;
}

/** The reason, without time and level. */
export function lastLine(output: Buffer): string {
  const line = output.toString('utf8').trim().split('\n').at(-1) ?? '';
  return (/ msg="(.*)"$/.exec(line)?.[1] ?? line).replaceAll('\\"', '"');
}
