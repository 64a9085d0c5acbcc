/** Shows one stop after the other. Fetched when somebody takes the tour. */
import { driver } from 'driver.js';
import type { DriveStep } from 'driver.js';
import './tour.css';

/** A stop of the tour. */
export interface Station {
  /** What is looked at, as a selector. */
  readonly at: string;
  readonly title: string;
  readonly text: string;
}

/** Begins at the first stop. Escape and the cross end it anywhere. */
export function drive(
  stations: readonly Station[],
  { isCalm, onEnd }: { readonly isCalm: boolean; readonly onEnd: () => void },
): void {
  const tour = driver({
    steps: stations.map(stepAt),
    animate: !isCalm,
    showProgress: true,
    progressText: '{{current}} of {{total}}',
    nextBtnText: 'Next',
    prevBtnText: 'Back',
    doneBtnText: 'Done',
    popoverClass: 'dartboard-tour',
    overlayOpacity: 0.35,
    stagePadding: 2,
    stageRadius: 6,
    onDestroyed: onEnd,
  });
  tour.drive();
}

const stepAt = ({ at, title, text }: Station): DriveStep => ({
  // Screens that are kept and not shown are not in the document.
  element: () => document.querySelector(at) ?? document.body,
  popover: { title, description: text },
});
