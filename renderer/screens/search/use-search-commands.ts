import { computed, ref, watch } from 'vue';
import type { ComputedRef, Ref } from 'vue';
import { printArchitecture } from '../../../main/spaces/index.ts';
import type { ListedRun } from '../../../main/api/contract.ts';
import type { Command } from '../../commands/command.ts';
import { useCommands } from '../../commands/registry.ts';
import { useNotices } from '../../shell/notices.ts';
import { useAttempts } from '../../stores/attempts.ts';
import { useClient } from '../../stores/client.ts';
import { useNavigation } from '../../stores/navigation.ts';
import type { OfferedCell } from '../../stores/navigation.ts';
import type { AlphaFrame } from '../../stores/run-log.ts';
import { isActive, isResumable } from '../../ui/states.ts';
import type { Film } from './use-film.ts';

/** What commands are about. */
export interface CommandTargets {
  readonly run: Readonly<Ref<ListedRun | null>>;
  readonly frames: Readonly<Ref<readonly AlphaFrame[]>>;
  readonly at: Readonly<Ref<number | null>>;
  readonly film: Film;
  /** The epoch that is marked to be compared with another; null: none. */
  readonly marked: Ref<AlphaFrame | null>;
  readonly isLogShown: Ref<boolean>;
  readonly isFrozen: Readonly<Ref<boolean>>;
  launch(): void;
  fork(epochs: number | null): void;
  freeze(): void;
  pin(): void;
  canPin(): boolean;
  /** Shows another run. */
  show(run: string): void;
}

/** What a person can do on the screen, and why the last of it did not work. */
export interface SearchCommands {
  readonly commands: ComputedRef<readonly Command[]>;
  readonly problem: Readonly<Ref<string | null>>;
}

/** Everything that a person can do on the screen of searches. */
export function useSearchCommands(targets: CommandTargets): SearchCommands {
  const client = useClient();
  const notices = useNotices();
  const navigation = useNavigation();
  const { problem, attempt } = useAttempts();
  /** A run stops after its present step or epoch, which may take a while. */
  const stopping = ref<'step' | 'epoch' | null>(null);
  const isBusy = ref(false);
  watch(
    () => [targets.run.value?.run, targets.run.value !== null && isActive(targets.run.value)],
    () => (stopping.value = null),
  );
  const doing = async (work: (run: ListedRun) => Promise<void>): Promise<void> => {
    const run = targets.run.value;
    if (run === null || isBusy.value) return;
    isBusy.value = true;
    await attempt(() => work(run));
    isBusy.value = false;
  };
  const stop = (at: 'step' | 'epoch'): Promise<void> =>
    doing(async ({ run, state }) => {
      await client.call('runs.stop', { run, at });
      stopping.value = at;
      if (state === 'queued') return;
      notices.tell({
        title: at === 'step' ? 'The search pauses after this step' : 'The search stops after this epoch',
        text: 'It writes a checkpoint; Resume goes on from there.',
      });
    });
  const isRunning = (): boolean => {
    const run = targets.run.value;
    return run !== null && isActive(run) && stopping.value === null && !isBusy.value;
  };
  const steering = { doing, stop, isRunning, isBusy: () => isBusy.value, client, notices };
  const commands = computed((): readonly Command[] => [
    ...steeringCommands(targets, steering),
    ...otherRunCommands(targets, steering),
    ...cellCommands(targets, navigation),
    ...viewCommands(targets),
  ]);
  useCommands(() => commands.value);
  return { commands, problem };
}

/** How commands steer the run that is shown. */
interface Steering {
  readonly doing: (work: (run: ListedRun) => Promise<void>) => Promise<void>;
  readonly stop: (at: 'step' | 'epoch') => Promise<void>;
  readonly isRunning: () => boolean;
  readonly isBusy: () => boolean;
  readonly client: ReturnType<typeof useClient>;
  readonly notices: ReturnType<typeof useNotices>;
}

const control = (id: string, title: string, rest: Pick<Command, 'isEnabled' | 'run' | 'keys'>): Command => ({
  id: `search.${id}`,
  title,
  menu: 'run',
  ...rest,
});

function steeringCommands(
  targets: CommandTargets,
  { doing, stop, isRunning, isBusy, client, notices }: Steering,
): readonly Command[] {
  return [
    {
      id: 'search.new',
      title: 'New search…',
      menu: 'file',
      keys: ['Mod+N'],
      run: () => targets.launch(),
    },
    control('pause', targets.run.value?.state === 'queued' ? 'Take out of the queue' : 'Pause', {
      isEnabled: isRunning,
      run: () => stop('step'),
    }),
    control('stop-epoch', 'Stop after this epoch', {
      isEnabled: () => isRunning() && targets.run.value?.state !== 'queued',
      run: () => stop('epoch'),
    }),
    control('resume', 'Resume', {
      isEnabled: () => targets.run.value !== null && isResumable(targets.run.value) && !isBusy(),
      run: () =>
        doing(async ({ run }) => {
          await client.call('runs.resume', { run });
        }),
    }),
    control('save', 'Write a checkpoint now', {
      isEnabled: () => isRunning() && targets.run.value?.state === 'running',
      run: () =>
        doing(async ({ run }) => {
          await client.call('runs.save', { run });
          notices.tell({ title: 'A checkpoint is written after this step' });
        }),
    }),
  ];
}

function otherRunCommands(
  targets: CommandTargets,
  { doing, isBusy, client, notices }: Steering,
): readonly Command[] {
  return [
    control('fork', targets.at.value === null ? 'Fork…' : `Fork from epoch ${epochOf(targets)}…`, {
      isEnabled: () => targets.run.value !== null,
      run: () => targets.fork(targets.at.value === null ? null : epochOf(targets)),
    }),
    control('again', 'Run again', {
      isEnabled: () => targets.run.value !== null && !isBusy(),
      run: () =>
        doing(async ({ run }) => {
          const again = (await client.call('runs.again', { run })).run;
          targets.show(again);
          notices.tell({
            title: 'The search is made once more',
            text: 'With the same settings and the same seed.',
          });
        }),
    }),
    control('copy-command', 'Copy as command', {
      isEnabled: () => targets.run.value !== null,
      run: () =>
        doing(async ({ run }) => {
          const { command } = await client.call('runs.get', { run });
          await navigator.clipboard.writeText(command);
          notices.tell({ title: 'Copied', text: 'In a terminal it makes this run once more.' });
        }),
    }),
  ];
}

const frameAt = ({ frames, at }: CommandTargets): AlphaFrame | null =>
  frames.value[at.value ?? frames.value.length - 1] ?? frames.value.at(-1) ?? null;
const epochOf = (targets: CommandTargets): number => frameAt(targets)?.epoch ?? 0;

/** The cell of a moment, for another screen; null where candidates are removed by their scores and there are none yet: that cell means nothing. */
function offered({ run }: CommandTargets, frame: AlphaFrame, isLatest: boolean): OfferedCell | null {
  if (run.value === null || frame.importance?.scores === null) return null;
  const isResult = isLatest && run.value.state === 'finished';
  return {
    genotype: printArchitecture(frame.genotype),
    title: isResult ? run.value.title : `epoch ${frame.epoch} of ${run.value.title}`,
    search: { run: run.value.run, epoch: isResult ? null : frame.epoch },
  };
}

function cellCommands(
  targets: CommandTargets,
  navigation: ReturnType<typeof useNavigation>,
): readonly Command[] {
  const { at, marked, run } = targets;
  const frame = frameAt(targets);
  const isLatest = at.value === null;
  const cell = frame === null ? null : offered(targets, frame, isLatest);
  const isThis = isLatest && run.value?.state === 'finished';
  const words = frame === null || isThis ? 'this cell' : `the cell of epoch ${frame.epoch}`;
  const first = marked.value;
  return [
    {
      id: 'search.train',
      title: `Train ${words}`,
      menu: 'run',
      isEnabled: () =>
        cell !== null && (isThis || !isLatest || !isActive({ state: run.value?.state ?? 'running' })),
      run: () => (cell === null ? undefined : navigation.go('train', { launch: cell })),
    },
    {
      id: 'search.edit-cell',
      title: `Edit ${words}`,
      menu: 'run',
      isEnabled: () => cell !== null,
      run: () => (cell === null ? undefined : navigation.go('cells', { edit: cell })),
    },
    first === null || first === frame
      ? {
          id: 'search.compare-cells',
          title: frame === null ? 'Compare cells' : `Compare epoch ${frame.epoch} with…`,
          menu: 'run',
          isEnabled: () => cell !== null && targets.frames.value.length > 1,
          run: () => void (marked.value = frame),
        }
      : {
          id: 'search.compare-cells',
          title: `Compare with epoch ${first.epoch}`,
          menu: 'run',
          run: () => {
            const before = offered(targets, first, false);
            marked.value = null;
            if (before !== null && cell !== null) navigation.go('cells', { compare: [before, cell] });
          },
        },
  ];
}

/** Where Space presses what has the focus, it does not play the film. */
function isSpaceFree(): boolean {
  return (
    document.activeElement?.matches('button, a, summary, input, select, textarea, [role="menuitem"]') !== true
  );
}

function viewCommands({
  film,
  frames,
  isLogShown,
  isFrozen,
  ...targets
}: CommandTargets): readonly Command[] {
  const hasFilm = (): boolean => frames.value.length > 1;
  const moment = (id: string, title: string, rest: Pick<Command, 'keys' | 'run'>): Command => ({
    id: `search.${id}`,
    title,
    menu: 'view',
    isEnabled: hasFilm,
    ...rest,
  });
  return [
    {
      ...moment('play', film.isPlaying.value ? 'Pause the film' : 'Play the history', {
        keys: ['Space'],
        run: () => film.toggle(),
      }),
      isEnabled: () => hasFilm() && isSpaceFree(),
    },
    moment('earlier', 'An epoch back', { keys: [','], run: () => film.step(-1) }),
    moment('later', 'An epoch forth', { keys: ['.'], run: () => film.step(1) }),
    moment('latest', 'Latest epoch', { keys: ['L'], run: () => film.toLatest() }),
    {
      id: 'search.freeze',
      title: 'Freeze the view',
      menu: 'view',
      isOn: () => isFrozen.value,
      run: () => targets.freeze(),
    },
    {
      id: 'search.log',
      title: 'Log',
      menu: 'view',
      keys: ['Mod+J'],
      isOn: () => isLogShown.value,
      run: () => void (isLogShown.value = !isLogShown.value),
    },
    {
      id: 'search.pin',
      title: 'Pin or unpin the chosen edge',
      menu: 'view',
      keys: ['P'],
      isEnabled: () => targets.canPin(),
      run: () => targets.pin(),
    },
  ];
}
