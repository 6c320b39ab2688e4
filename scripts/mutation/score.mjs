import { readFileSync } from 'node:fs';

/** Prints the score of a report of Stryker's, with the 95 % interval that a sample of this size leaves. */
const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const mutants = Object.values(report.files).flatMap((file) => file.mutants);
const count = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;

const noticed = count('Killed', 'Timeout');
const not = count('Survived', 'NoCoverage');
const all = noticed + not + count('CompileError');
const { low, high } = wilson(noticed, noticed + not);
console.log(
  `${noticed} of ${noticed + not} noticed (${percent(noticed / (noticed + not))}, 95 % interval ${percent(low)} to ${percent(high)}), ` +
    `drawn from ${all}; ${count('Timeout')} by a timeout; ${count('NoCoverage')} of the others are run by no test`,
);

/** Wilson's interval, which holds near 100 % too. */
function wilson(hits, n) {
  const z = 1.96;
  const middle = (hits / n + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half =
    (z / (1 + z ** 2 / n)) * Math.sqrt(((hits / n) * (1 - hits / n)) / n + z ** 2 / (4 * n ** 2));
  return { low: middle - half, high: middle + half };
}

function percent(part) {
  return `${Math.round(part * 100)} %`;
}
