/** `SUPERMIN_FAST_START=0` switches off all that is in this directory; `bin/supermin` asks for the same. */
export function isFastStartOff(environment: NodeJS.ProcessEnv = process.env): boolean {
  return environment.SUPERMIN_FAST_START === '0';
}
