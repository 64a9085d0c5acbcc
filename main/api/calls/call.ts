import type { z } from 'zod';
import type { Unsubscribe } from './parts.ts';

/** The schemas of some calls or topics, by their names. */
export type Schemas = Readonly<Record<string, z.ZodType>>;

/** One function a call: a call without one does not compile. */
export type HandlersOf<S extends Schemas, A extends { readonly [C in keyof S]: unknown }, Services> = {
  readonly [C in keyof S]: (request: z.infer<S[C]>, services: Services) => Promise<A[C]>;
};

/** One function a topic. */
export type TopicHandlersOf<S extends Schemas, P extends { readonly [T in keyof S]: unknown }, Services> = {
  readonly [T in keyof S]: (
    parameters: z.infer<S[T]>,
    push: (message: P[T]) => void,
    services: Services,
  ) => Unsubscribe;
};
