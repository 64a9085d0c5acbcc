import { useClient } from '../stores/client.ts';
import { useDesktop } from '../desktop/desktop.ts';
import { useNavigation } from '../stores/navigation.ts';
import { sentenceOf } from '../stores/problems.ts';
import { meaningOf, MOST_TEXT, TEXT } from './drops.ts';
import type { DropMeaning, Dropped } from './drops.ts';
import { useNotices } from './notices.ts';

/** Does with things from outside what they are good for: the screens that take them are asked to. */
export function useDrops() {
  const client = useClient();
  const desktop = useDesktop();
  const navigation = useNavigation();
  const notices = useNotices();

  const takeBundle = async (path: string): Promise<void> => {
    navigation.go('runs');
    try {
      const runs = await client.call('runs.import', { path });
      const [first] = runs;
      notices.tell({
        title: runs.length === 1 ? 'One run was imported' : `${runs.length} runs were imported`,
        text: path,
        tone: 'good',
      });
      if (first !== undefined) navigation.go('runs', { show: first.run });
    } catch (thrown) {
      notices.tell({ title: 'Nothing was imported', text: sentenceOf(thrown), tone: 'warn' });
    }
  };
  const serve = async (meaning: DropMeaning): Promise<void> => {
    switch (meaning.kind) {
      case 'data':
        navigation.go('data', { add: meaning.path });
        break;
      case 'bundle':
        await takeBundle(meaning.path);
        break;
      case 'cell':
        navigation.go('cells', {
          edit: { genotype: meaning.genotype, title: meaning.title, search: null },
        });
        break;
      case 'refused':
        notices.tell({ title: 'That cannot be used here', text: meaning.why, tone: 'warn' });
    }
  };
  return {
    serve: (dropped: Dropped): Promise<void> => serve(meaningOf(dropped)),
    /** What was dropped, as far as the page may know it. */
    readDrop: (transfer: DataTransfer): Promise<readonly Dropped[]> =>
      readDrop(transfer, (file) => desktop.pathOf(file)),
  };
}

/** The items of a drop are gone after its event: they are taken before anything is waited for. */
async function readDrop(
  transfer: DataTransfer,
  pathOf: (file: File) => string | null,
): Promise<readonly Dropped[]> {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  const files = items.flatMap((item) => {
    const file = item.getAsFile();
    return file === null ? [] : [{ file, isFolder: item.webkitGetAsEntry()?.isDirectory ?? false }];
  });
  const text = transfer.getData('text/plain');
  if (files.length === 0)
    return text === ''
      ? []
      : [{ name: 'dropped text', isFolder: false, path: null, text: text.slice(0, MOST_TEXT) }];
  return Promise.all(
    files.map(async ({ file, isFolder }) => ({
      name: file.name,
      isFolder,
      path: pathOf(file),
      text: !isFolder && isReadable(file) ? await file.text() : null,
    })),
  );
}

const isReadable = ({ name, size }: File): boolean =>
  size <= MOST_TEXT && (TEXT.test(name) || !name.includes('.'));
