/** What a package says of others, in the order in which tables have it. */
export const KINDS = [
  ...['provides', 'requires', 'conflicts', 'obsoletes'],
  ...['recommends', 'suggests', 'supplements', 'enhances', 'files'],
] as const;

export type Kind =
  | 'provides'
  | 'requires'
  | 'conflicts'
  | 'obsoletes'
  | 'recommends'
  | 'suggests'
  | 'supplements'
  | 'enhances'
  | 'files';
