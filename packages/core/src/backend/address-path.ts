/** The path of a file as a part of an address: names of packages have `+` and `~`, which servers know as they are; and `%3a`. */
export function addressPath(path: string): string {
  return path
    .split('/')
    .map((name) => encodeURIComponent(name).replaceAll('%2B', '+'))
    .join('/');
}
