import { AppError, messageOf } from '../base/errors.ts';
import type { Problem } from './contract.ts';

/** What each error of this room carries. */
export interface ApiErrorFacts {
  'api/unknown-call': { readonly call: string; readonly known: readonly string[] };
  'api/unknown-topic': { readonly topic: string; readonly known: readonly string[] };
  'api/bad-request': { readonly call: string; readonly path: string; readonly problem: string };
  'api/not-json': { readonly reason: string };
  'api/too-large': { readonly limitBytes: number };
  'api/unauthorized': Readonly<Record<string, never>>;
  'api/foreign-host': { readonly host: string };
  'api/foreign-origin': { readonly origin: string };
  'api/wrong-method': { readonly method: string };
  'api/not-found': { readonly path: string };
  'api/too-many-subscriptions': { readonly limit: number };
  'api/port-in-use': { readonly host: string; readonly port: number };
  'api/not-listening': { readonly host: string; readonly port: number; readonly reason: string };
  'api/no-workbench': { readonly folder: string };
}

/** The codes of this room's errors. */
export type ApiErrorCode = keyof ApiErrorFacts;

const MESSAGES: { readonly [C in ApiErrorCode]: (facts: ApiErrorFacts[C]) => string } = {
  'api/unknown-call': ({ call, known }) => `There is no call "${call}"; the calls are ${known.join(', ')}.`,
  'api/unknown-topic': ({ topic, known }) =>
    `There is nothing called "${topic}" to subscribe to; the topics are ${known.join(', ')}.`,
  'api/bad-request': ({ call, path, problem }) =>
    `${call}: ${path === '' ? 'the request' : path}: ${problem}.`,
  'api/not-json': ({ reason }) => `The request is not JSON (${reason}); send an application/json body.`,
  'api/too-large': ({ limitBytes }) =>
    `The request is larger than ${limitBytes} bytes, the most that is read.`,
  'api/unauthorized': () =>
    'The token is missing or wrong; use the URL that the host printed when it started, with all of its end.',
  'api/foreign-host': ({ host }) =>
    `The host name "${host}" is not one of this server's; open the URL that the host printed when it started.`,
  'api/foreign-origin': ({ origin }) => `Pages of ${origin} may not talk to this host.`,
  'api/wrong-method': ({ method }) =>
    `${method} is not understood here; calls are sent by POST to /api/<call>.`,
  'api/not-found': ({ path }) => `There is nothing at ${path}.`,
  'api/too-many-subscriptions': ({ limit }) =>
    `One connection may hold ${limit} subscriptions; end one first.`,
  'api/port-in-use': ({ host, port }) =>
    `Port ${port} of ${host} is in use by another program; choose another with --port, or none for a free one.`,
  'api/not-listening': ({ host, port, reason }) =>
    `The server cannot listen on ${host}, port ${port}: ${reason}.`,
  'api/no-workbench': ({ folder }) =>
    `The pages of the workbench are not in ${folder}; build them with "npm run build" and start again.`,
};

/** The error of this room with the given code; its sentence is made from the facts alone. */
export function apiError<C extends ApiErrorCode>(
  code: C,
  facts: ApiErrorFacts[C],
  cause?: unknown,
): AppError {
  return new AppError(code, MESSAGES[code](facts), { data: { ...facts }, cause });
}

/** What crosses the border of anything that was thrown. An error without a code is a bug of the host's and says so. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof AppError) return { code: thrown.code, message: thrown.message };
  return { code: 'internal', message: `The host failed: ${messageOf(thrown)}` };
}

/** The error for pages that were never built. */
export function noWorkbench(folder: string): AppError {
  return apiError('api/no-workbench', { folder });
}
