/** Charts that news redraws take turns: one a picture of the page, so that together they never hold it up. */
const waiting = new Map<object, () => void>();
let request: number | null = null;

/** Draws when it is the turn of `who`; of several wishes the latest. */
export function inTurn(who: object, draw: () => void): void {
  waiting.set(who, draw);
  request ??= requestAnimationFrame(next);
}

/** Forgets what `who` wished. */
export function leaveTurns(who: object): void {
  waiting.delete(who);
}

function next(): void {
  request = null;
  const [first] = waiting;
  if (first === undefined) return;
  const [who, draw] = first;
  waiting.delete(who);
  if (waiting.size > 0) request = requestAnimationFrame(next);
  draw();
}
