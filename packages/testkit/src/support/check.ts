/** One promise of the plugin contract: `run` throws an AssertionError if the subject breaks it. */
export interface Check<Subject> {
  /** Reads on after "the plugin ...". */
  name: string;
  /** @param scratch an empty directory, removed afterwards */
  run(subject: Subject, scratch: string): Promise<void>;
}

export function check<Subject>(name: string, run: Check<Subject>['run']): Check<Subject> {
  return { name, run };
}
