import { SingleBar } from 'cli-progress';
import { createPace } from '../api/index.ts';
import type { RunEvent, RunState } from '../runs/index.ts';
import type { Output } from './output.ts';

/** Shows how a run goes. */
export interface Progress {
  show(event: RunEvent): void;
  /** Leaves the terminal as a person expects it. */
  end(): void;
}

type StepEvent = Extract<RunEvent, { type: 'step' }>;
type EpochEvent = Extract<RunEvent, { type: 'epoch' }>;
type ShrinkEvent = Extract<RunEvent, { type: 'shrink' }>;

/** How a run failed, its command says at the end. */
const HAS_FAILED: readonly RunState[] = ['failed', 'lost'];
/** Without a terminal a line as often as this, and one at each epoch. */
const LINE_MS = 10_000;

/** A bar where stderr is a terminal; lines now and then where it is a file or a pipe. */
export function createProgress(output: Output): Progress {
  const pace = createPace();
  const display = output.stderr.isTTY ? barOn(output) : linesOn(output);
  return {
    show(event) {
      if (event.type === 'step') {
        pace.add(event.seconds);
        display.step(event, pace.read(event.steps - event.step));
      } else if (event.type === 'epoch') display.note(epochWords(event));
      else if (event.type === 'engine') display.note(`${event.device} · ${event.parameters} parameters`);
      else if (event.type === 'alarm') display.note(`alarm after epoch ${event.epoch + 1}: ${event.message}`);
      else if (event.type === 'shrink') display.note(shrinkWords(event));
      else if (event.type === 'state' && event.message !== null && !HAS_FAILED.includes(event.state))
        display.note(`${event.state}: ${event.message}`);
    },
    end: () => display.end(),
  };
}

interface Display {
  step(event: StepEvent, pace: ReturnType<ReturnType<typeof createPace>['read']>): void;
  note(text: string): void;
  end(): void;
}

function linesOn({ message }: Output): Display {
  let last = -LINE_MS;
  return {
    step(event, pace) {
      const now = performance.now();
      if (now - last < LINE_MS) return;
      last = now;
      message(`epoch ${event.epoch + 1}  step ${event.step}/${event.steps}  ${stepWords(event, pace)}`);
    },
    note: message,
    end: () => undefined,
  };
}

function barOn({ stderr, message }: Output): Display {
  const bar = new SingleBar({
    stream: stderr,
    format: 'epoch {epoch} {bar} {value}/{total}  {words}',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
  });
  let isShown = false;
  const hide = (): void => {
    if (isShown) bar.stop();
    isShown = false;
  };
  return {
    step(event, pace) {
      const payload = { epoch: event.epoch + 1, words: stepWords(event, pace) };
      if (isShown) bar.update(event.step, payload);
      else bar.start(event.steps, event.step, payload);
      isShown = true;
    },
    note(text) {
      hide();
      message(text);
    },
    end: hide,
  };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

function stepWords({ train, valid }: StepEvent, pace: Parameters<Display['step']>[1]): string {
  const held = valid === null ? [] : [`held-out ${valid.loss.toFixed(3)} ${percent(valid.accuracy)}`];
  const speed =
    pace === null ? [] : [`${pace.secondsPerStep.toFixed(3)} s/step`, `${duration(pace.secondsLeft)} left`];
  return [`loss ${train.loss.toFixed(3)} ${percent(train.accuracy)}`, ...held, ...speed].join('  ');
}

function epochWords({ epoch, epochs, train, valid }: EpochEvent): string {
  const held =
    valid === null ? '' : `, held-out loss ${valid.loss.toFixed(4)} accuracy ${percent(valid.accuracy)}`;
  return `epoch ${epoch + 1}/${epochs}: training loss ${train.loss.toFixed(4)} accuracy ${percent(train.accuracy)}${held}`;
}

/** The candidates that went, the most frequent primitives first. */
function shrinkWords({ epoch, removed, parameters }: ShrinkEvent): string {
  const all = [...(removed.normal ?? []), ...(removed.reduction ?? [])];
  const counts = new Map<string, number>();
  for (const { primitive } of all) counts.set(primitive, (counts.get(primitive) ?? 0) + 1);
  const named = [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => `${count} ${name}`);
  const candidates = all.length === 1 ? 'candidate' : 'candidates';
  return `shrink after epoch ${epoch + 1}: ${all.length} ${candidates} removed (${named.join(', ')}), ${parameters} parameters left`;
}

/** `1:05`, `2:10:00`. */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return hours === 0 ? `${minutes}:${two(whole % 60)}` : `${hours}:${two(minutes)}:${two(whole % 60)}`;
}
