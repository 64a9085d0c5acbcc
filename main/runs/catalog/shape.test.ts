import { afterEach, beforeEach, expect, it } from 'vitest';
import Sqlite from 'libsql';
import { join } from 'node:path';
import { arithmeticPlan, testHome } from '../../../test/support/runs.ts';
import type { TestHome } from '../../../test/support/runs.ts';

let home: TestHome;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.dispose());

const keysOf = (value: unknown): string => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
  return `{${Object.entries(value)
    .map(([key, inner]) => `${key}${keysOf(inner)}`)
    .sort()
    .join(' ')}}`;
};

it('has another version whenever what it holds has another shape', async () => {
  await home.store.create(arithmeticPlan());
  await home.store.list();
  home.store.catalog.close();
  const db = new Sqlite(join(home.paths.index, 'runs-1.sqlite'));
  const version = db.prepare('PRAGMA user_version').raw().get([]);
  const [head, body] = ['SELECT head FROM heads', 'SELECT summary, digest FROM bodies'].map((sql) =>
    db.prepare(sql).raw().get([]),
  );
  db.close();
  const texts = [head, body].flatMap((row) => (Array.isArray(row) ? row.map(String) : []));
  // Eight digits of a sum stand before each. A process that finds rows of its version trusts their shape: where this changes,
  // the version in index-file.ts must change too.
  expect([version, ...texts.map((text) => keysOf(JSON.parse(text.slice(8))))]).toMatchInlineSnapshot(`
    [
      [
        4,
      ],
      "{facts{accuracy data experiment kind loss macs note parameters preset run seconds seed starred state step tags title} mark plan{starts sum} problems readAt sum}",
      "{annotations{experiment note starred tags} data kind latest origin parent preset problem result run seconds seed started state step steps title}",
      "{at epochs isWhole last{end start sum} message result size state step steps}",
    ]
  `);
});
