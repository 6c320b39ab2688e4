/**
 * Ignores mutants of messages: a text with a space is for people, one without (an error's code, a flag, a path) is not.
 *
 * A plugin of Stryker's, written out because `@stryker-mutator/api` is not a dependency of this repository.
 */
export const strykerPlugins = [{ kind: 'Ignore', name: 'messages', value: { shouldIgnore } }];

function shouldIgnore({ node }) {
  if (node.type === 'StringLiteral' && node.value.includes(' ')) return 'A message';
  if (node.type === 'TemplateLiteral' && node.quasis.some(({ value }) => value.raw.includes(' '))) {
    return 'A message';
  }
  return undefined;
}
