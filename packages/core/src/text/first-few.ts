/**
 * The first few of what may be many, for a message: `a, b, c, and 4 more`.
 *
 * @param most so many are named
 */
export function firstFew(items: readonly string[], most: number, separator = ', '): string {
  const rest = items.length - most;
  const named = items.slice(0, most).join(separator);
  return rest > 0 ? `${named}${separator}and ${rest} more` : named;
}
