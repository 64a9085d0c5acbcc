/** A host that a shell starts, without runs: its version is the number of its process. */
import { createApi, serveMessagePort } from '../../main/api/index.ts';
import { memoryHost } from './memory-services.ts';

const version = String(process.pid);
const device = { kind: 'cpu', title: 'CPU', refusal: null } as const;
const { services } = memoryHost({ version, dataFolder: '', device });
serveMessagePort(createApi(services), process, () => process.exit(0));
