// Writes table.bin from the joined table as JSON: node resources/nasbench201/make.mjs nasbench201_table.json[.gz]
// SOURCES.md says where the numbers come from, main/nasbench201/table-file.ts how the file is read.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32, deflateRawSync, gunzipSync } from 'node:zlib';

const OPERATIONS = ['none', 'skip_connect', 'nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3'];
const COUNT = 5 ** 6;
/** What is computed, and not stored. */
const COMPUTED = ['params', 'flops_c10'];

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error('Say which table: node make.mjs nasbench201_table.json.gz');
const bytes = readFileSync(source);
const { meta, archs } = JSON.parse(String(source.endsWith('.gz') ? gunzipSync(bytes) : bytes));
const rows = Object.entries(archs);
if (rows.length !== COUNT) throw new Error(`${source} has ${rows.length} architectures, not ${COUNT}.`);

const codeOf = (architecture) =>
  architecture
    .split(/[+|]+/)
    .filter((token) => token !== '')
    .map((token) => OPERATIONS.indexOf(token.split('~')[0]))
    .reduce((code, operation) => {
      if (operation < 0) throw new Error(`${architecture} has an unknown operation.`);
      return code * OPERATIONS.length + operation;
    }, 0);

/** A number as thousandths, without loss. */
function thousandths(value) {
  const whole = Math.round(value * 1000);
  if (whole / 1000 !== value) throw new Error(`${value} has more than three decimals.`);
  return whole;
}

const columns = meta.columns.filter((name) => !COMPUTED.includes(name));
const numbers = [
  rows.map(([architecture]) => codeOf(architecture)),
  ...columns.map((name) => rows.map(([, values]) => thousandths(values[meta.columns.indexOf(name)]))),
];
if (new Set(numbers[0]).size !== COUNT) throw new Error('An architecture stands in the table twice.');
// Each list of numbers as three planes of bytes, low to high: equal bytes lie together, and shrink.
const planes = Buffer.concat(
  numbers.flatMap((list) => [0, 8, 16].map((shift) => Buffer.from(list.map((n) => (n >>> shift) & 255)))),
);
const header = Buffer.from(JSON.stringify({ columns, count: COUNT, crc32: crc32(planes) }));
const size = Buffer.alloc(4);
size.writeUInt32LE(header.length);
const out = fileURLToPath(new URL('table.bin', import.meta.url));
const file = Buffer.concat([Buffer.from('NB201T1\n'), size, header, deflateRawSync(planes, { level: 9 })]);
writeFileSync(out, file);
console.log(`${out}: ${file.length} bytes`);
console.log(`SHA-256 of the rows: ${createHash('sha256').update(JSON.stringify(archs)).digest('hex')}`);
