const SUFFIXES = ['alpha', 'beta', 'pre', 'rc', '', 'cvs', 'svn', 'git', 'hg', 'p'];

/** `1.36.1a_rc2-r5`: numbers, a letter, suffixes, the release. */
function partsOf(version) {
  const [, numbers = '', letter = '', suffixes = '', release = '0'] =
    /^([\d.]*)([a-z]?)((?:_[a-z]+\d*)*)(?:~[0-9a-f]+)?(?:-r(\d+))?$/.exec(version) ?? [];
  const list = suffixes
    .split('_')
    .slice(1)
    .map((each) => /^([a-z]+)(\d*)$/.exec(each));
  return {
    numbers: numbers.split('.'),
    letter,
    suffixes: list.map(([, name, number]) => [SUFFIXES.indexOf(name), Number(number)]),
    release: Number(release),
  };
}

/** Below 0, 0 or above 0, as apk orders versions. */
export function compareVersions(a, b) {
  const [x, y] = [partsOf(a), partsOf(b)];
  return (
    compareLists(x.numbers, y.numbers, compareNumbers, []) ||
    compareText(x.letter, y.letter) ||
    compareLists(x.suffixes, y.suffixes, (s, t) => s[0] - t[0] || s[1] - t[1], [
      SUFFIXES.indexOf(''),
      0,
    ]) ||
    x.release - y.release
  );
}

/** Behind the first one, a number with a zero in front is a fraction: 1.05 < 1.5. */
function compareNumbers(a, b, at) {
  const isFraction = at > 0 && (a.startsWith('0') || b.startsWith('0'));
  return isFraction ? compareText(a, b) : Number(a) - Number(b);
}

function compareText(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A list that goes on is the larger one, unless what follows has a rank of its own. */
function compareLists(a, b, compare, absent) {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    if (a[at] === undefined || b[at] === undefined) {
      if (absent.length === 0) return a.length - b.length;
      return compare(a[at] ?? absent, b[at] ?? absent, at);
    }
    const order = compare(a[at], b[at], at);
    if (order !== 0) return order;
  }
  return 0;
}

/** `so:libz.so.1=1.3.1`, `bash>=5`, `python3~3.11`, `!uclibc`, `foo@testing`. */
export function parseDependency(word) {
  const [, not, name, operator = '', version = ''] =
    /^(!?)([^<>=~@]*)(?:@\w+)?(?:([<>=~]+)([^@]*))?/.exec(word);
  return { isConflict: not !== '', name, operator, version };
}

/** Whether a version will do; none (of what is only provided) does where any will. */
export function isInRange(version, { operator, version: wanted }) {
  if (operator === '') return true;
  if (version === '') return false;
  if (operator.includes('~')) {
    return (
      version === wanted ||
      (version.startsWith(wanted) && /^[^0-9]/.test(version.slice(wanted.length)))
    );
  }
  const order = compareVersions(version, wanted);
  return operator.includes(order === 0 ? '=' : order < 0 ? '<' : '>');
}
