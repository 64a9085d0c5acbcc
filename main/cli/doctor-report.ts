import { AppError } from '../base/errors.ts';
import { cacheContents, imageCode, listRegistered, namedCorpora, namedDatasets } from '../data/index.ts';
import type { ImageCode } from '../data/index.ts';
import type { DeviceReport } from '../engine/index.ts';
import type { Host } from './host.ts';
import { probeEngine } from './probe-engine.ts';
import type { EngineProbe } from './probe-engine.ts';
import { readSetup } from './setup-manifest.ts';
import type { Manifest, Part } from './setup-manifest.ts';

/** Something that is missing, and what to do about it. */
export interface Missing {
  readonly what: string;
  readonly remedy: string;
}

/** What runs and from where. */
export interface DoctorReport {
  readonly version: string;
  readonly node: string;
  readonly platform: string;
  /** What TensorFlow says of itself; null if it does not load. */
  readonly engine: DeviceReport | null;
  /** Where each part was taken from. */
  readonly tensorflow: Part | null;
  readonly binding: Part | null;
  readonly electron: Part | null;
  /** What decodes and resizes images. */
  readonly images: ImageCode;
  readonly gpu: { readonly present: boolean; readonly used: boolean; readonly reason: string };
  readonly folders: Readonly<Record<'cache' | 'home' | 'runs' | 'data' | 'resources', string>>;
  /** The data sets that come with the program. */
  readonly datasets: readonly string[];
  /** Those that this user has registered, and what is wrong with any, a sentence each. */
  readonly registered: { readonly sets: readonly string[]; readonly problems: readonly string[] };
  /** Decoded images that are kept so that data sets open fast. */
  readonly dataCache: { readonly sets: number; readonly bytes: number };
  readonly missing: readonly Missing[];
}

const SETUP = 'Run "npm start" or "npm test" once in the folder of the program: they install it.';

/** Looks at everything that the program needs, and says where it came from. */
export async function examine(host: Host, env: NodeJS.ProcessEnv): Promise<DoctorReport> {
  const { cache, manifest } = await readSetup(host.places, env);
  const probe = await probeEngine(host.places, env);
  const part = (name: Part['name']): Part | null => manifest?.parts.find((one) => one.name === name) ?? null;
  const { home, runs, data } = host.home;
  const registered = await orProblem(listRegistered(data), { sets: [], problems: [] });
  const cached = await orProblem(
    cacheContents(data).then((sets) => ({ sets, problems: [] })),
    { sets: [], problems: [] },
  );
  return {
    version: host.version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    engine: probe.report,
    tensorflow: part('tensorflow'),
    binding: part('binding'),
    electron: part('electron'),
    images: imageCode(),
    gpu: gpuOf(manifest, probe),
    folders: { cache, home, runs, data, resources: host.places.resources },
    datasets: [...namedDatasets(), ...namedCorpora()].map(({ name }) => name),
    registered: {
      sets: registered.sets.map(({ name }) => name),
      problems: [...registered.problems, ...cached.problems],
    },
    dataCache: { sets: cached.sets.length, bytes: cached.sets.reduce((sum, { bytes }) => sum + bytes, 0) },
    missing: missingFrom(manifest, probe),
  };
}

/** What was found; where it cannot be looked for, nothing, and the problem: a person asks because something is wrong. */
async function orProblem<T extends { readonly problems: readonly string[] }>(
  found: Promise<T>,
  nothing: T,
): Promise<T> {
  try {
    return await found;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...nothing, problems: [error.message] };
  }
}

/** Whether a GPU computes, and if not, why: because set-up did not take one, or because TensorFlow could not use it. */
function gpuOf(manifest: Manifest | null, { report, gpuNotes }: EngineProbe): DoctorReport['gpu'] {
  const present = manifest?.gpu.present ?? false;
  if (report?.device === 'gpu')
    return { present: true, used: true, reason: manifest?.gpu.reason ?? 'TensorFlow found one' };
  if (manifest === null) return { present, used: false, reason: 'the program is not set up' };
  if (!manifest.gpu.used) return { present, used: false, reason: manifest.gpu.reason };
  const said =
    gpuNotes.length === 0
      ? 'TensorFlow found none that it can use'
      : `TensorFlow says: ${gpuNotes.join('; ')}`;
  return { present, used: false, reason: `TensorFlow's GPU build is in place, but ${said}` };
}

function missingFrom(manifest: Manifest | null, { problem }: EngineProbe): readonly Missing[] {
  const missing: Missing[] = [];
  if (manifest === null) missing.push({ what: 'The record of the set-up', remedy: SETUP });
  if (problem !== null) missing.push({ what: 'TensorFlow', remedy: problem });
  if (manifest !== null && !manifest.parts.some(({ name }) => name === 'electron')) {
    const remedy =
      'Connect this machine to a network and run "npm start" again, or set DARTBOARD_ELECTRON to an Electron executable. Until then the workbench is served to the browser.';
    missing.push({ what: 'Electron, for the window', remedy });
  }
  return missing;
}
