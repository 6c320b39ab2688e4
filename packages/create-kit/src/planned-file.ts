/** A file to be made. */
export interface PlannedFile {
  /** Relative to the new directory. */
  path: string;
  content: string;
  executable: boolean;
}
