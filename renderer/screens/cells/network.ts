/** The network that cells are counted in, as this person left it. */
import { computed, shallowRef, watch } from 'vue';
import type { ComputedRef, ShallowRef } from 'vue';
import { z } from 'zod';
import { readStored, writeStored } from '../../stores/browser.ts';

const size = z.int().min(1);
const networkSchema = z.object({
  network: z.enum(['cifar', 'imagenet']),
  channels: size.max(16_384),
  layers: size.max(200),
  side: size.max(4096),
  inputChannels: size.max(64),
  classes: size.max(100_000),
  batch: size.max(65_536),
});

/** What a cell is counted in. */
export type NetworkSettings = z.infer<typeof networkSchema>;

const KEY = 'dartboard.cells.network';

/** What the papers use. */
export const PUBLISHED_NETWORKS: Readonly<Record<NetworkSettings['network'], NetworkSettings>> = {
  cifar: { network: 'cifar', channels: 36, layers: 20, side: 32, inputChannels: 3, classes: 10, batch: 96 },
  imagenet: {
    network: 'imagenet',
    channels: 48,
    layers: 14,
    side: 224,
    inputChannels: 3,
    classes: 1000,
    batch: 128,
  },
};

/** The fields with their names and units. */
export const NETWORK_FIELDS = [
  { field: 'channels', title: 'Channels' },
  { field: 'layers', title: 'Layers' },
  { field: 'side', title: 'Image (px)' },
  { field: 'inputChannels', title: 'Colours' },
  { field: 'classes', title: 'Classes' },
  { field: 'batch', title: 'Batch' },
] as const;

/** The settings, remembered; `valid` is null while a field says nothing that can be built. */
export function useNetworkSettings(): {
  readonly settings: ShallowRef<NetworkSettings>;
  readonly valid: ComputedRef<NetworkSettings | null>;
  change(part: Partial<NetworkSettings>): void;
} {
  const settings = shallowRef<NetworkSettings>(stored() ?? PUBLISHED_NETWORKS.cifar);
  const valid = computed(() => networkSchema.safeParse(settings.value).data ?? null);
  watch(valid, (now) => {
    if (now !== null) writeStored(KEY, JSON.stringify(now));
  });
  return {
    settings,
    valid,
    change: (part) => {
      settings.value = { ...settings.value, ...part };
    },
  };
}

function stored(): NetworkSettings | null {
  try {
    return networkSchema.safeParse(JSON.parse(readStored(KEY) ?? 'null')).data ?? null;
  } catch {
    // What another version wrote is not ours to keep.
    return null;
  }
}
