import { join, normalize, sep } from 'node:path';

/** The file that a URL of the scheme names; null for whatever is not below the folder. */
export function pageFile(folder: string, url: string): string | null {
  let parsed: URL;
  let name: string;
  try {
    parsed = new URL(url);
    name = decodeURIComponent(parsed.pathname);
  } catch {
    return null;
  }
  if (parsed.host !== 'dartboard' || /[\0\\]/.test(name)) return null;
  const path = normalize(join(folder, name));
  return path.startsWith(folder + sep) && !path.endsWith(sep) ? path : null;
}
