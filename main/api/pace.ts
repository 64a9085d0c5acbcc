/** How fast a run goes, from its steps alone; the terminal and the window say the same. */
export interface Pace {
  /** Takes the wall time of one more step, in seconds. */
  add(seconds: number): void;
  /** What the latest steps say; null before the second. */
  read(remainingSteps: number): PaceReading | null;
}

/** Speed and time left. */
export interface PaceReading {
  readonly secondsPerStep: number;
  readonly secondsLeft: number;
}

const WINDOW = 50;

/**
 * A pace over the latest 50 steps. The trimmed mean keeps what comes with every step and drops the rare pause of an
 * evaluation or a checkpoint. The very first step builds the graph and says nothing of the others.
 */
export function createPace(): Pace {
  const latest: number[] = [];
  let count = 0;
  return {
    add: (seconds) => {
      count += 1;
      if (count > 1) latest.push(seconds);
      if (latest.length > WINDOW) latest.shift();
    },
    read: (remainingSteps) => {
      if (latest.length === 0) return null;
      const sorted = [...latest].sort((a, b) => a - b);
      const kept = sorted.slice(0, Math.max(1, Math.ceil(sorted.length * 0.95)));
      const secondsPerStep = kept.reduce((sum, seconds) => sum + seconds, 0) / kept.length;
      return { secondsPerStep, secondsLeft: secondsPerStep * Math.max(0, remainingSteps) };
    },
  };
}
