/** What is told of an error: what happened, why that happens, and what to do about it; each of them whole sentences. */
export interface Explanation {
  what: string;
  why: string;
  remedy: string;
}

/** A table row: what, why, remedy. */
export type Row = readonly [what: string, why: string, remedy: string];

/** Errors of one area, by code. */
export type Rows = Readonly<Record<string, Row>>;
