// SPDX-License-Identifier: MIT
//
// Arrow against its peer: apache-arrow (npm) writes every type of column that it has for labels, with nulls of rows and of
// items, as stream and as file, plain and compressed, in one batch and in many; our counts must be what was written.  It
// has no compressors of its own: `zstd` the program is lent to it, which has LZ4 frames too.
//
//   CW_PROGRAM=build/counterweight node arrow_js.mjs        apache-arrow in node_modules beside it or in CW_NODE_MODULES
//
// The last line says how it went; without the package all is skipped.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

const program = process.env.CW_PROGRAM;
const require = createRequire(path.join(process.env.CW_NODE_MODULES ?? import.meta.dirname, 'x'));
let arrow;
try {
  arrow = require('apache-arrow');
} catch {
  console.log('skipped: the npm package apache-arrow is not there');
  console.log('0 passed, 0 failed, 1 skipped');
  process.exit(0);
}
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cw-arrow-'));
let passed = 0, failed = 0, skipped = 0;

// ---- data ---------------------------------------------------------------------------------------------------------

let seed = 12345;
function random(n) {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
  return (seed >>> 16) % n;
}

// `rows` rows of what `item` gives, some of them null.
function column(rows, item) {
  return Array.from({ length: rows }, () => (random(17) === 0 ? null : item()));
}

const list = (item) => () => column(random(9), item);
const names = ['O', 'B-PER', 'I-PER', '', 'B-é', 'a label of more than twelve bytes'];
const name = () => names[random(3) === 0 ? random(names.length) : 0];
const within = (low, high) => () => low + random(high - low + 1);
const big = (low, high) => () => BigInt(low + random(high - low + 1));

// Labels and sequences of a column: a row that is not null is a sequence.
function count(values) {
  const labels = new Map();
  const add = (v) => {
    if (v === null) return;
    if (Array.isArray(v)) v.forEach(add);
    else labels.set(String(v), (labels.get(String(v)) ?? 0) + 1);
  };
  add(values);
  return { labels, sequences: values.filter((v) => v !== null).length };
}

// ---- columns ------------------------------------------------------------------------------------------------------

const A = arrow;
const of = (type) => new A.List(A.Field.new('item', type, true));
const large = (type) => new A.LargeList(A.Field.new('item', type, true));
const fixed = (n, type) => new A.FixedSizeList(n, A.Field.new('item', type, true));
const integers = [
  [new A.Int8(), within(-128, 127)], [new A.Uint8(), within(0, 255)],
  [new A.Int16(), within(-300, 300)], [new A.Uint16(), within(0, 30000)], [new A.Uint16(), within(60000, 65535)],
  [new A.Int32(), within(-5, 5)], [new A.Uint32(), within(0, 9)],
  [new A.Uint32(), () => 4294967295 - random(5)], [new A.Int64(), big(-100, 12)], [new A.Uint64(), big(0, 12)],
];
const columns = [];
for (const [type, item] of integers) {
  columns.push([`${type}`, type, item], [`list<${type}>`, of(type), list(item)],
    [`list<list<${type}>>`, of(of(type)), list(list(item))], [`large_list<${type}>`, large(type), list(item)],
    [`fixed_size_list<${type}, 3>`, fixed(3, type), () => column(3, item)]);
}
for (const type of [new A.Utf8(), new A.LargeUtf8()])
  columns.push([`${type}`, type, name], [`list<${type}>`, of(type), list(name)], [`large_list<${type}>`, large(type), list(name)]);
for (const index of [new A.Int8(), new A.Uint8(), new A.Int16(), new A.Int32(), new A.Uint32()])
  columns.push([`dictionary<utf8, ${index}>`, new A.Dictionary(new A.Utf8(), index), name]);
columns.push(['dictionary<int64>', new A.Dictionary(new A.Int64(), new A.Int8()), big(-3, 9)]);

// ---- ours ---------------------------------------------------------------------------------------------------------

function compare(what, bytes, wanted, label) {
  const file = path.join(folder, 'x.arrow');
  fs.writeFileSync(file, bytes);
  for (const piped of [false, true]) {
    const run = spawnSync(program, ['count', '-q', '--json', '--unknown', 'count', '--column', label, piped ? '-' : file],
      { input: piped ? bytes : undefined, encoding: 'utf8', maxBuffer: 1 << 28 });
    // Its files have no schema at their start: what is missing in a pipe is said.
    if (piped && bytes[0] === 65) {
      if (run.status === 3 && run.stderr.includes('footer only')) passed++;
      else {
        failed++;
        console.log(`FAIL ${what} by a pipe: expected a refusal, found exit ${run.status}: ${run.stderr.trim()}`);
      }
      continue;
    }
    const found = new Map();
    let why = run.status === 0 ? null : `exit ${run.status}: ${run.stderr.trim()}`;
    if (why === null) {
      const result = JSON.parse(run.stdout.replace(/"id": (-?\d+)/g, '"id": "$1"'));
      for (const l of result.labels) if (l.tokens > 0) found.set(l.name ?? l.id, l.tokens);
      for (const [id, n] of Object.entries(result.ignored_ids)) found.set(id, n);
      for (const [l, n] of wanted.labels) if (found.get(l) !== n) why ??= `expected ${n} of '${l}', found ${found.get(l)}`;
      if (found.size !== wanted.labels.size) why ??= `expected ${wanted.labels.size} labels, found ${found.size}`;
      if (result.sequences !== wanted.sequences)
        why ??= `expected ${wanted.sequences} sequences, found ${result.sequences}`;
    }
    if (why === null) passed++;
    else {
      failed++;
      console.log(`FAIL ${what}${piped ? ' by a pipe' : ''}: ${why}`);
    }
  }
}

for (const [what, type, item] of columns) {
  const values = column(500, item);
  const other = A.vectorFromArray(column(500, list(name)), of(new A.Utf8()));
  const table = new A.Table({ tokens: other, labels: A.vectorFromArray(values, type) });
  for (const form of ['stream', 'file'])
    compare(`${what} in a ${form}`, A.tableToIPC(table, form), count(values), 'labels');
}

// It writes a buffer's compressed length where the format has the length when decompressed, and never reads that itself.
const mended = (Writer) => class extends Writer {
  _compressBodyBuffers(buffers) {
    const made = super._compressBodyBuffers(buffers);
    buffers.forEach((plain, i) => {
      const prefix = made.buffers[2 * i];
      const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
      if (prefix.byteLength > 0 && view.getBigInt64(0, true) !== -1n) view.setBigInt64(0, BigInt(plain.byteLength), true);
    });
    return made;
  }
};

// Compressed bodies, whose short buffers are stored: compressing would not make them shorter.
for (const [codec, kind] of [['LZ4_FRAME', 'lz4'], ['ZSTD', 'zstd']]) {
  const encode = (data) => spawnSync('zstd', ['-q', '-c', `--format=${kind}`], { input: data }).stdout;
  if (!encode(new Uint8Array(8))?.length) {
    console.log(`skipped: ${codec} needs the program zstd`);
    skipped++;
    continue;
  }
  A.compressionRegistry.set(A.CompressionType[codec], { encode });
  for (const [what, type, item, rows] of [['list<int64>', of(new A.Int64()), list(big(-100, 12)), 500],
    ['large_list<utf8>', large(new A.Utf8()), list(name), 500], ['int8', new A.Int8(), within(0, 9), 3],
    ['dictionary<utf8>', new A.Dictionary(new A.Utf8(), new A.Int8()), name, 500]])
    for (const Writer of [A.RecordBatchStreamWriter, A.RecordBatchFileWriter]) {
      const values = column(rows, item);
      const writer = new (mended(Writer))({ compressionType: A.CompressionType[codec] });
      const table = new A.Table({ labels: A.vectorFromArray(values, type) });
      for (const batch of table.batches) writer.write(batch);
      writer.finish();
      compare(`${what}, ${codec} by ${Writer.name}`, writer.toUint8Array(true), count(values), 'labels');
    }
}

// In structs, whose nulls hide what is in them.
{
  const type = new A.Struct([A.Field.new('n', new A.Int32(), true), A.Field.new('tags', of(new A.Int8()), true)]);
  const values = column(300, () => ({ n: random(9), tags: random(5) === 0 ? null : column(random(6), within(0, 5)) }));
  const table = new A.Table({ meta: A.vectorFromArray(values, type) });
  const wanted = count(values.map((v) => (v === null ? null : v.tags)));
  for (const form of ['stream', 'file']) compare(`struct in a ${form}`, A.tableToIPC(table, form), wanted, 'meta.tags');
}

// Many batches; dictionaries that differ from batch to batch are replaced, or grow by deltas.
for (const [what, type, item] of [['list<int64>', of(new A.Int64()), list(big(0, 12))],
  ['dictionary<utf8>', new A.Dictionary(new A.Utf8(), new A.Int16(), 7), name]]) {
  const values = Array.from({ length: 5 }, () => column(40, item));
  const tables = values.map((v) => new A.Table({ labels: A.vectorFromArray(v, type) }));
  for (const Writer of [A.RecordBatchStreamWriter, A.RecordBatchFileWriter]) {
    if (what.startsWith('dictionary') && Writer === A.RecordBatchFileWriter) continue; // files cannot replace
    const writer = new Writer();
    for (const table of tables) for (const batch of table.batches) writer.write(batch);
    writer.finish();
    compare(`${what} in batches by ${Writer.name}`, writer.toUint8Array(true), count(values.flat()), 'labels');
  }
}

fs.rmSync(folder, { recursive: true });
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 ? 1 : 0);
