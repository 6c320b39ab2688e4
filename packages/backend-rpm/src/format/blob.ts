/** A package's header as a database holds it. */
export interface Blob {
  bytes: Buffer;
  /** Where it, or the record that points to it, lies in the database's file: for messages. */
  offset: number;
}
