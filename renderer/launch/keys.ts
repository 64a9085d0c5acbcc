/** The keys that runs are asked for with, so that a request whose answer was lost makes no second run. */

/** A key of a request. */
export interface RequestKey {
  readonly text: string;
  /** It was answered: the same asked for once more is wanted once more. */
  spend(): void;
}

const unanswered = new Map<string, string>();

/** The key of a request: the same for the same, until it is answered. */
export function keyFor(request: unknown): RequestKey {
  const asked = JSON.stringify(request);
  const text = unanswered.get(asked) ?? crypto.randomUUID();
  unanswered.set(asked, text);
  return { text, spend: () => void unanswered.delete(asked) };
}
