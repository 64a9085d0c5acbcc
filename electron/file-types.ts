/** Tells this person's desktop that `.dartboard` and `.genotype` are opened with the workbench. Nobody else's is changed. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';

const MIME = `<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="application/x-dartboard">
    <comment>Dartboard runs</comment>
    <glob pattern="*.dartboard"/>
  </mime-type>
  <mime-type type="text/x-genotype">
    <comment>Genotype of a neural network</comment>
    <sub-class-of type="text/plain"/>
    <glob pattern="*.genotype"/>
  </mime-type>
</mime-info>
`;

/** A file that the desktop reads. */
export interface DesktopFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The files that declare the types.
 *
 * @throws Error with a sentence where this installation cannot be started by a desktop
 */
export function desktopFiles(env: NodeJS.ProcessEnv, icon: string): readonly DesktopFile[] {
  const { DARTBOARD_PROJECT: project, DARTBOARD_NODE: node, XDG_DATA_HOME: given } = env;
  if (process.platform !== 'linux' || !project || !node)
    throw new Error('This installation cannot be started by double click. Drop files on the window instead.');
  // The XDG specification says that a relative XDG_DATA_HOME is to be ignored.
  const data = given && isAbsolute(given) ? given : join(env['HOME'] || homedir(), '.local', 'share');
  const start = [node, join(project, 'resources', 'setup', 'start.mjs')].map(quoted).join(' ');
  const entry = [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Dartboard',
    'Comment=Differentiable neural architecture search',
    `Exec=${start} %F`,
    `Icon=${icon}`,
    'Terminal=false',
    'Categories=Science;Education;',
    'MimeType=application/x-dartboard;text/x-genotype;',
    '',
  ];
  return [
    { path: join(data, 'mime', 'packages', 'dartboard.xml'), text: MIME },
    { path: join(data, 'applications', 'dartboard.desktop'), text: entry.join('\n') },
  ];
}

/**
 * Declares the types.
 *
 * @returns a sentence of what was done
 * @throws Error with a sentence where it cannot be done
 */
export async function declareFileTypes(env: NodeJS.ProcessEnv, icon: string): Promise<string> {
  const files = desktopFiles(env, icon);
  for (const { path, text } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  const [mime, entry] = files.map(({ path }) => path);
  const run = promisify(execFile);
  try {
    await run('update-mime-database', [dirname(dirname(mime ?? ''))]);
    await run('update-desktop-database', [dirname(entry ?? '')]);
    return `Written: ${files.map(({ path }) => path).join(' and ')}.`;
  } catch {
    return `Written: ${files.map(({ path }) => path).join(' and ')}. This desktop takes them up when you log in again.`;
  }
}

/** An argument of an Exec line, as the Desktop Entry specification quotes it. */
function quoted(argument: string): string {
  const inside = argument.replaceAll(/["`$\\]/g, (sign) => `\\${sign}`).replaceAll('%', '%%');
  return `"${inside}"`.replaceAll('\\', '\\\\');
}
