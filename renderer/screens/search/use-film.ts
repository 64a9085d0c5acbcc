import { onBeforeUnmount, onDeactivated, ref, watch } from 'vue';
import type { Ref } from 'vue';

/** Frames a second. */
export const FILM_SPEEDS = [1, 3, 8, 20] as const;

/** One of them. */
export type FilmSpeed = (typeof FILM_SPEEDS)[number];

/** The history as a film. */
export interface Film {
  readonly isPlaying: Readonly<Ref<boolean>>;
  readonly speed: Readonly<Ref<FilmSpeed>>;
  /** One of the speeds; another number changes nothing. */
  choose(speed: number): void;
  toggle(): void;
  /** Stops the film and moves by whole epochs. */
  step(by: number): void;
  /** Stops the film and goes to a frame. */
  moveTo(frame: number): void;
  toLatest(): void;
}

/** The place after a move: null is the latest, which stays the latest when there are more. */
export function placeAfter(at: number | null, by: number, frames: number): number | null {
  const last = Math.max(0, frames - 1);
  const next = Math.max(0, Math.min(at ?? last, last) + by);
  return next >= last ? null : next;
}

/** Plays the frames of a history from where it stands, or from the first at its end. Each frame is a still: nothing slides. */
export function useFilm(at: Ref<number | null>, frames: () => number): Film {
  const isPlaying = ref(false);
  const speed = ref<FilmSpeed>(3);
  let timer = 0;
  const stop = (): void => {
    isPlaying.value = false;
    window.clearInterval(timer);
  };
  const begin = (): void => {
    window.clearInterval(timer);
    timer = window.setInterval(() => {
      at.value = placeAfter(at.value, 1, frames());
      if (at.value === null) stop();
    }, 1000 / speed.value);
  };
  watch(speed, () => {
    if (isPlaying.value) begin();
  });
  onDeactivated(stop);
  onBeforeUnmount(stop);
  return {
    isPlaying,
    speed,
    choose: (wanted) => {
      speed.value = FILM_SPEEDS.find((known) => known === wanted) ?? speed.value;
    },
    toggle: () => {
      if (isPlaying.value) {
        stop();
        return;
      }
      if (frames() < 2) return;
      if (at.value === null) at.value = 0;
      isPlaying.value = true;
      begin();
    },
    step: (by) => {
      stop();
      at.value = placeAfter(at.value, by, frames());
    },
    moveTo: (frame) => {
      stop();
      at.value = placeAfter(frame, 0, frames());
    },
    toLatest: () => {
      stop();
      at.value = null;
    },
  };
}
