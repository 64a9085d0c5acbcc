/** What the host keeps of a draft: edits that follow each other quickly go together, one request after the other. */
import { ref } from 'vue';
import type { Ref } from 'vue';
import { editedCellToFile } from '../../../main/spaces/index.ts';
import type { EditedCell, Genotype } from '../../../main/spaces/index.ts';
import type { Client } from '../../../main/api/client.ts';
import type { OwnCell } from '../../../main/api/contract.ts';
import { sentenceOf } from '../../stores/problems.ts';
import { sharedStates } from './journal.ts';
import type { Journal, JournalState } from './journal.ts';
import type { CellMeaning } from './rules.ts';

/** How a draft stands with what is on disk. */
export type Saving = 'untouched' | 'saving' | 'saved' | 'refused' | 'changed';

/** What stands beside its name. */
export const SAVING_TITLES: Readonly<Record<Saving, string>> = {
  untouched: 'not changed',
  saving: 'draft, saving…',
  saved: 'draft, saved',
  refused: 'draft, not saved',
  changed: 'changed elsewhere',
};

/** A draft as it is now. */
export interface DraftNow<C extends EditedCell = Genotype> {
  readonly title: string;
  readonly journal: Journal<C>;
  readonly meaning: CellMeaning;
}

/** An edit is on disk within a second. */
const PAUSE_MS = 250;
/** States in one request, which must stay small. */
const AT_ONCE = 200;
/** What another window did to the cell: nothing of this one's goes over it. */
const DONE_ELSEWHERE: readonly unknown[] = ['library/changed', 'library/not-found'];

/** The file of a draft. */
export class DraftDisk<C extends EditedCell = Genotype> {
  /** Of the cell on disk; null: it was not touched yet. */
  readonly id = ref<string | null>(null);
  readonly saving: Ref<Saving> = ref('untouched');
  /** Why it is not saved; null: nothing is wrong. */
  readonly problem = ref<string | null>(null);
  readonly #client: Client;
  readonly #now: () => DraftNow<C>;
  readonly #saved: () => Promise<void>;
  #revision = 0;
  #kept: { readonly journal: Journal<C>; readonly meaning: CellMeaning } | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #working: Promise<void> = Promise.resolve();

  /** `saved` is told after each time. */
  constructor({
    client,
    now,
    saved,
  }: {
    client: Client;
    now: () => DraftNow<C>;
    saved: () => Promise<void>;
  }) {
    this.#client = client;
    this.#now = now;
    this.#saved = saved;
  }

  /** What is shown was read from there. */
  adopt({ id, revision }: OwnCell): void {
    const { journal, meaning } = this.#now();
    this.id.value = id;
    this.#revision = revision;
    this.#kept = { journal, meaning };
    this.saving.value = 'saved';
    this.problem.value = null;
  }

  /** What is shown is not on disk. */
  forget(): void {
    this.#cancel();
    this.id.value = null;
    this.#kept = null;
    this.saving.value = 'untouched';
    this.problem.value = null;
  }

  /** Saves soon. */
  later(): void {
    if (this.saving.value === 'changed') return;
    this.saving.value = 'saving';
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.#inTurn();
    }, PAUSE_MS);
  }

  /** Saves at once. */
  save(): Promise<void> {
    this.#cancel();
    return this.#inTurn();
  }

  /** Until what is on disk is what is shown, as far as it goes. */
  async settled(): Promise<void> {
    if (this.#timer !== null) await this.save();
    else await this.#working;
  }

  #cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** One after the other: each save is of what is there when its turn comes. */
  #inTurn(): Promise<void> {
    const work = (): Promise<void> => this.#saveAll();
    this.#working = this.#working.then(work, work);
    return this.#working;
  }

  #isKept({ journal, meaning }: DraftNow<C>): boolean {
    return this.#kept?.journal === journal && this.#kept.meaning === meaning;
  }

  async #saveAll(): Promise<void> {
    if (this.saving.value === 'changed') return;
    this.saving.value = 'saving';
    try {
      for (let now = this.#now(); !this.#isKept(now); now = this.#now()) {
        if (this.id.value === null) await this.#create(now);
        else await this.#savePart(this.id.value, now);
      }
      this.saving.value = 'saved';
      this.problem.value = null;
    } catch (thrown) {
      const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : null;
      this.saving.value = DONE_ELSEWHERE.includes(code) ? 'changed' : 'refused';
      this.problem.value = sentenceOf(thrown);
    }
    await this.#saved();
  }

  async #create({ title, journal, meaning }: DraftNow<C>): Promise<void> {
    const states = journal.states.slice(0, AT_ONCE);
    const at = Math.min(journal.at, states.length - 1);
    const made = await this.#client.call('cells.create', { title, meaning, states: states.map(toFile), at });
    this.id.value = made.id;
    this.#revision = made.revision;
    this.#kept = { journal: states.length === journal.states.length ? journal : { states, at }, meaning };
  }

  async #savePart(cell: string, { journal, meaning }: DraftNow<C>): Promise<void> {
    const keep = sharedStates(this.#kept?.journal ?? { states: [], at: 0 }, journal);
    const states = journal.states.slice(0, keep + AT_ONCE);
    const at = Math.min(journal.at, states.length - 1);
    const request = {
      cell,
      revision: this.#revision,
      keep,
      states: states.slice(keep).map(toFile),
      at,
      meaning,
    };
    ({ revision: this.#revision } = await this.#client.call('cells.save', request));
    this.#kept = { journal: states.length === journal.states.length ? journal : { states, at }, meaning };
  }
}

function toFile({ title, genotype }: JournalState<EditedCell>) {
  return { title: title.slice(0, 200), genotype: editedCellToFile(genotype) };
}
