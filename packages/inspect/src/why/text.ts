import { firstFew } from '@supermin/core';
import type { ChainLink, Explanation } from './explanation.ts';

/** So many packages are named. */
const NAMED = 8;

/**
 * The chain for people:
 *
 *     bash 5.2.15-2+b8 was asked for
 *     └ needs libtinfo6 (>= 6): libtinfo6 6.4-4
 */
export function explanationText({ asked, chain, neededBy, packages }: Explanation): string {
  if (chain.length === 0) {
    const needed = neededBy.length === 0 ? '' : '; other packages satisfy what could need it';
    return `${asked}: installed, but not in: none of the ${packages} packages brings it in${needed}\n`;
  }
  const lines = chain.map((link, depth) => `${indent(depth)}${lineOf(link)}`);
  const target = chain.at(-1)!;
  const others = neededBy.filter((id) => id !== chain.at(-2)?.id);
  if (others.length > 0) lines.push(`${target.id} is also needed by ${named(others)}`);
  return lines.map((line) => `${line}\n`).join('');
}

function indent(depth: number): string {
  return depth === 0 ? '' : `${'  '.repeat(depth - 1)}└ `;
}

function lineOf(link: ChainLink): string {
  const { id, version, dependency, weak } = link;
  if (dependency === undefined) return `${id} ${version} was asked for`;
  return `${weak ? 'recommends' : 'needs'} ${dependency}: ${id} ${version}${ruleOf(link)}`;
}

function ruleOf({ rule, alternatives }: ChainLink): string {
  if (alternatives.length === 0) return '';
  const also = alternatives.map(({ id, included }) =>
    included ? `${id}, which is in as well` : id,
  );
  const list = also.join('; ');
  if (rule === 'satisfied') return ` (in for another reason; ${list} would satisfy it too)`;
  return ` (chosen by the package manager's own order, before ${list})`;
}

function named(ids: readonly string[]): string {
  return firstFew(ids, NAMED);
}
