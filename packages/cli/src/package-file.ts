/** This package's `package.json`: right above `src/`, where this file lies, and above `dist/`, where its bundle does. */
export function packageFile(): URL {
  return new URL('../package.json', import.meta.url);
}
