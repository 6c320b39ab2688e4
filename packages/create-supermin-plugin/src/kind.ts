export const KINDS = ['backend', 'writer'] as const;

/** What a plugin is. */
export type Kind = (typeof KINDS)[number];

export function isKind(text: string): text is Kind {
  return KINDS.some((kind) => kind === text);
}
