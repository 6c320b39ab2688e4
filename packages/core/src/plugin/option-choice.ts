/**
 * For a writer's option of which some values are allowed: a `Registry` knows them from the manifest, a program that passes
 * plugin objects does not.
 *
 * @param missing the value of an option that is not given
 * @throws what `refuse` makes of any other value
 */
export function optionChoice<C extends string>(
  option: unknown,
  choices: readonly C[],
  missing: C,
  refuse: (text: string) => Error,
): C {
  if (option === undefined) return missing;
  const choice = choices.find((known) => known === option);
  if (choice === undefined) throw refuse(String(option));
  return choice;
}
