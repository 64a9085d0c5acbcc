import { computed } from 'vue';
import { useDesktop } from '../desktop/desktop.ts';
import { useHost } from '../stores/host.ts';
import { useRuns } from '../stores/runs.ts';
import { useNotices } from './notices.ts';

/** A fact and its name. */
export interface NamedFact {
  readonly name: string;
  readonly value: string;
}

/** What is true of this installation, as somebody needs it who is asked for help. Nothing of it leaves the machine by itself. */
export function useDiagnostics() {
  const host = useHost();
  const runs = useRuns();
  const { shell } = useDesktop();
  const notices = useNotices();
  const facts = computed<readonly NamedFact[]>(() => {
    const { info } = host;
    const refusal = info?.device.refusal ?? null;
    return [
      { name: 'Dartboard', value: info?.version ?? 'the host has not answered' },
      { name: 'Device', value: info?.device.title ?? 'not known yet' },
      ...(refusal === null ? [] : [{ name: 'No GPU because', value: refusal }]),
      { name: 'Data', value: info?.dataFolder ?? 'not known yet' },
      { name: 'Host', value: host.connection === 'open' ? 'reachable' : host.connection },
      { name: 'Runs', value: String(runs.runs.length) },
      { name: 'Shown in', value: `${shell === null ? 'a browser' : 'its own window'}, ${browserOf()}` },
      {
        name: 'Screen',
        value: `${window.innerWidth} × ${window.innerHeight} px, ${window.devicePixelRatio} ×`,
      },
    ];
  });
  const copy = async (): Promise<void> => {
    const text = facts.value.map(({ name, value }) => `${name}: ${value}`).join('\n');
    try {
      await navigator.clipboard.writeText(text);
      notices.tell({
        title: 'Diagnostics copied',
        text: 'Version, device, folders and sizes; no data.',
        tone: 'good',
      });
    } catch {
      notices.tell({
        title: 'Nothing was copied',
        text: 'The clipboard is closed to this page. Help > About shows the same to be selected.',
        tone: 'warn',
      });
    }
  };
  return { facts, copy };
}

/** The parts of the name that the browser gives itself that mean something. */
function browserOf(): string {
  const found = navigator.userAgent.match(/(Electron|Edg|Firefox|Chrome|Version)\/[\d.]+/g) ?? [];
  return found.length === 0 ? navigator.userAgent : found.join(' ').replaceAll('/', ' ');
}
