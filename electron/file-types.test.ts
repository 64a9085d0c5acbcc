import { describe, expect, it } from 'vitest';
import { desktopFiles } from './file-types.ts';

const ENV = { DARTBOARD_PROJECT: '/opt/my dart$board', DARTBOARD_NODE: '/usr/bin/node', XDG_DATA_HOME: '/d' };

describe.runIf(process.platform === 'linux')('the types of files', () => {
  it('are declared to the desktop, with a command that survives any path', () => {
    const [mime, entry] = desktopFiles(ENV, '/icon.svg');
    expect(mime?.path).toBe('/d/mime/packages/dartboard.xml');
    expect(mime?.text).toContain('<glob pattern="*.genotype"/>');
    expect(entry?.path).toBe('/d/applications/dartboard.desktop');
    expect(entry?.text).toContain(
      String.raw`Exec="/usr/bin/node" "/opt/my dart\\$board/resources/setup/start.mjs" %F`,
    );
  });

  it('cannot be declared where nobody knows how the program was started', () => {
    expect(() => desktopFiles({}, '/icon.svg')).toThrow('Drop files on the window');
  });
});
