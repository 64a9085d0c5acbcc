/** One run per device: whoever starts a run takes a place on a device of this machine first, or waits for one. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exclusively } from '../exclusively.ts';
import type { HomePaths } from '../paths.ts';
import { markOf, ownMark } from '../process-mark.ts';
import { readClaims, removeClaim, writeClaim } from './claims.ts';
import type { Claim } from './claims.ts';

/** The folder of the lanes of this machine, which no other one uses. */
export const lanesFolder = ({ lanes }: Pick<HomePaths, 'lanes'>): string =>
  join(lanes, hostname().replaceAll(/[^\w.-]/g, '_'));

/** A device, which computes one run at a time. */
export interface Lane {
  /** `cpu`, or what tells a GPU from every other. */
  readonly id: string;
  /** `the CPU`, `GPU 0 (NVIDIA A100)`. */
  readonly title: string;
  /** What a process needs in its environment to compute there. */
  readonly env: Readonly<Record<string, string>>;
}

/** What a place is wanted for. */
export interface PlaceRequest {
  /** The run, or the job, that computes there. */
  readonly id: string;
  /** How many devices it uses at once; where there are fewer, it gets them all. */
  readonly count: number;
}

/** A place to compute, which is this process's until it is handed over. */
export interface Place {
  readonly lanes: readonly Lane[];
  /** What the process that computes needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Makes the place that of another process, for as long as it lives. At once: this process may die at any moment. */
  handOver(pid: number): void;
  /** Gives the place back before the process ends that has it. */
  release(): Promise<void>;
}

/** How to wait for a place. */
export interface WaitOptions {
  /** Aborted when the place is not wanted any more. */
  readonly until: AbortSignal;
  /** Is told for what it waits, and again when that changes. */
  readonly onWait: (occupants: readonly Occupant[]) => void;
}

/** A run, or a job, that computes on this machine. */
export interface Occupant {
  readonly id: string;
  readonly lanes: readonly Lane[];
  readonly pid: number;
}

/** The devices of this machine, and who computes on them for this user's home. */
export interface Lanes {
  /**
   * Takes a place that is free now and that nobody waits for; null if there is none.
   *
   * @throws AppError `runs/unwritable`, `runs/busy`
   */
  tryTake(request: PlaceRequest): Promise<Place | null>;
  /** Takes a place beside others. @throws AppError `runs/unwritable`, `runs/busy` */
  takeBeside(request: PlaceRequest): Promise<Place>;
  /**
   * Waits for a place, in the order of those who wait. @returns null if it was not wanted any more
   * @throws AppError `runs/unwritable`, `runs/busy`
   */
  wait(request: PlaceRequest, options: WaitOptions): Promise<Place | null>;
  /** Who computes now. */
  occupants(): Promise<readonly Occupant[]>;
}

const POLL_MS = 250;

/**
 * Opens the lanes of this machine.
 *
 * @param folder - of this user's home and this machine; made when the first place is taken
 * @param devices - at least one
 */
export function openLanes(folder: string, devices: () => Promise<readonly Lane[]>): Lanes {
  const known = async (ids: readonly string[]): Promise<readonly Lane[]> =>
    (await devices()).filter(({ id }) => ids.includes(id));
  const occupants = async (): Promise<readonly Occupant[]> => {
    const computing = (await readClaims(folder)).filter(({ isLive, lanes }) => isLive && lanes !== null);
    return Promise.all(
      computing.map(async ({ id, lanes, mark }) => ({ id, lanes: await known(lanes ?? []), pid: mark.pid })),
    );
  };
  const take = async (request: PlaceRequest, choose: Choice): Promise<Place | null> => {
    const all = await devices();
    return exclusively(folder, async () => {
      const claims = await liveClaims(folder);
      const lanes = choose({ all, claims, count: Math.min(request.count, all.length) });
      if (lanes === null) return null;
      return claimed(folder, { ...request, number: nextNumber(claims), mark: ownMark() }, lanes);
    });
  };
  return {
    tryTake: (request) => take(request, (scene) => freeLanes(scene, Infinity)),
    takeBeside: async (request) => {
      const place = await take(request, leastUsed);
      if (place === null) throw new Error('internal: there is always a place beside others');
      return place;
    },
    async wait(request, { until, onWait }) {
      const all = await devices();
      const count = Math.min(request.count, all.length);
      const waiting: Claim = await exclusively(folder, async () => {
        const number = nextNumber(await liveClaims(folder));
        const claim = { ...request, count, number, lanes: null, mark: ownMark() };
        writeClaim(folder, claim);
        return claim;
      });
      let told = '';
      for (;;) {
        const place = until.aborted
          ? null
          : await exclusively(folder, async () => {
              const claims = await liveClaims(folder);
              const lanes = freeLanes({ all, claims, count }, waiting.number);
              return lanes === null ? null : claimed(folder, waiting, lanes);
            });
        if (until.aborted) {
          // Who left while it was being taken does not want it either.
          await removeClaim(folder, waiting.number);
          return null;
        }
        if (place !== null) return place;
        const now = await occupants();
        const text = now.map(({ id }) => id).join();
        if (text !== told && now.length > 0) onWait(now);
        told = text;
        await sleep(POLL_MS, undefined, { signal: until }).catch(() => undefined);
      }
    },
    occupants,
  };
}

interface Scene {
  readonly all: readonly Lane[];
  readonly claims: readonly Claim[];
  readonly count: number;
}

type Choice = (scene: Scene) => readonly Lane[] | null;

/** Lanes for one that came as number `number`, if there are enough besides those that others wait for who came before. */
function freeLanes({ all, claims, count }: Scene, number: number): readonly Lane[] | null {
  const free = all.filter(({ id }) => !claims.some(({ lanes }) => lanes?.includes(id) === true));
  const before = claims.filter((claim) => claim.lanes === null && claim.number < number);
  const promised = before.reduce((sum, claim) => sum + claim.count, 0);
  return free.length - promised < count ? null : free.slice(0, count);
}

function leastUsed({ all, claims, count }: Scene): readonly Lane[] {
  const users = ({ id }: Lane): number => claims.filter(({ lanes }) => lanes?.includes(id) === true).length;
  return [...all].sort((a, b) => users(a) - users(b)).slice(0, count);
}

/** Removes what the dead have left. */
async function liveClaims(folder: string): Promise<readonly Claim[]> {
  const claims = await readClaims(folder);
  const dead = claims.filter(({ isLive }) => !isLive);
  await Promise.all(dead.map(({ number }) => removeClaim(folder, number)));
  return claims.filter(({ isLive }) => isLive);
}

/** No number is used twice: who gives a place back must not give back that of another. */
const nextNumber = (claims: readonly Claim[]): number =>
  Math.max(Date.now(), (claims.at(-1)?.number ?? 0) + 1);

function claimed(folder: string, wanted: Omit<Claim, 'lanes'>, lanes: readonly Lane[]): Place {
  const claim: Claim = { ...wanted, lanes: lanes.map(({ id }) => id) };
  writeClaim(folder, claim);
  return {
    lanes,
    env: joined(lanes),
    handOver: (pid) => writeClaim(folder, { ...claim, mark: markOf(pid) }),
    release: () => removeClaim(folder, claim.number),
  };
}

/** Several GPUs are listed in one variable. */
function joined(lanes: readonly Lane[]): Readonly<Record<string, string>> {
  const names = new Set(lanes.flatMap(({ env }) => Object.keys(env)));
  return Object.fromEntries(
    [...names].map((name) => [name, lanes.flatMap(({ env }) => env[name] ?? []).join(',')]),
  );
}
