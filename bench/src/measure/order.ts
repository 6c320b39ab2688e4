/**
 * The order of `count` contenders in a round, as indexes. What ran before may make a run slower (memory that has to be
 * got back from somewhere, a disk that still writes): so over `count` rounds, twice as many if it is odd, each
 * contender comes right after each other one of its round equally often, and stands at each place equally often.
 *
 * A balanced Latin square, E. J. Williams, "Experimental designs balanced for the estimation of residual effects of
 * treatments", 1949.
 */
export function roundOrder(count: number, round: number): number[] {
  const square = count % 2 === 0 ? round : Math.floor(round / 2);
  const order = Array.from({ length: count }, (_, place) => {
    const zigzag = place % 2 === 0 ? count - place / 2 : (place + 1) / 2;
    return (zigzag + square) % count;
  });
  return count % 2 === 1 && round % 2 === 1 ? order.reverse() : order;
}
