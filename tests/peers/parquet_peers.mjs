// SPDX-License-Identifier: MIT
//
// Parquet against its peers: DuckDB, hyparquet-writer and parquet-wasm write in every codec and encoding that they have,
// and our counts must equal what was written; DuckDB reads files of others, and our counts must equal its own.
//
//   CW_PROGRAM=build/counterweight node parquet_peers.mjs [FILE|FOLDER]...
//
// @duckdb/node-api, hyparquet-writer, parquet-wasm and apache-arrow are looked for in node_modules beside it or in
// CW_NODE_MODULES; without them all is skipped.  A refusal of ours is printed with its sentence, and is a failure only
// where it speaks of damage in a file that is not called corrupt.  Labels with a NUL are to be refused.  The last line
// says how it went.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { pathToFileURL } from 'node:url';

const given = process.env.CW_NODE_MODULES ?? import.meta.dirname;
const modules = path.basename(given) === 'node_modules' ? given : path.join(given, 'node_modules');

// A package by its name, from that folder and not from where this file lies.
async function load(name) {
  const home = path.join(modules, name), about = JSON.parse(fs.readFileSync(path.join(home, 'package.json'), 'utf8'));
  let entry = about.exports?.['.'] ?? about.exports ?? about.main ?? 'index.js';
  while (typeof entry === 'object') entry = entry.node ?? entry.import ?? entry.default;
  return import(pathToFileURL(path.join(home, entry)));
}

let DuckDBInstance, hyparquet, wasm, arrow;
try {
  ({ DuckDBInstance } = await load('@duckdb/node-api'));
  hyparquet = await load('hyparquet-writer');
  wasm = await load('parquet-wasm');
  arrow = await load('apache-arrow');
} catch (e) {
  console.log(`skipped: npm packages are not there (${String(e.message).split('\n')[0]})`);
  console.log('0 passed, 0 failed, 1 skipped');
  process.exit(0);
}

const program = process.env.CW_PROGRAM;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cw-peers-'));
const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
const db = await instance.connect();
let passed = 0, failed = 0;

function fail(what, why) {
  failed++;
  console.log(`FAIL ${what}: ${why}`);
}

// ---- ours ---------------------------------------------------------------------------------------------------------

// {labels: Map label -> count, sequences}, or {refusal}.
function ours(file, column) {
  const run = spawnSync(program, ['count', '-q', '--json', '--format', 'parquet', '--unknown', 'count', '--column', column,
    file], { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (run.status === null || ![0, 3].includes(run.status))
    return { crash: `exit ${run.status} ${run.signal}: ${run.stderr}` };
  if (run.status === 3 && !/expected labelled tokens, found none/.test(run.stderr))
    return { refusal: run.stderr.trim().replace(/^.*?\.parquet[^:]*: /, '') };
  if (run.status === 3) return { labels: new Map(), sequences: null };
  // Counts may pass 2^53 nowhere here, but ids may: they are kept as text.
  const result = JSON.parse(run.stdout.replace(/"id": (-?\d+)/g, '"id": "$1"'));
  const labels = new Map();
  const ids = result.id_source !== 'names';
  for (const l of result.labels)
    if (l.tokens > 0) labels.set(ids ? l.id : l.name, l.tokens);
  for (const [id, n] of Object.entries(result.ignored_ids)) labels.set(id, n);
  return { labels, sequences: result.sequences };
}

function compare(what, file, column, labels, sequences) {
  const got = ours(file, column);
  if (got.crash) return fail(what, got.crash);
  if (got.refusal) return fail(what, got.refusal);
  for (const [label, n] of labels)
    if ((got.labels.get(label) ?? 0) !== n)
      return fail(what, `expected ${n} of ${JSON.stringify(label)}, found ${got.labels.get(label)}`);
  if (got.labels.size !== labels.size) return fail(what, `expected ${labels.size} labels, found ${got.labels.size}`);
  if (sequences !== null && got.sequences !== null && got.sequences !== sequences)
    return fail(what, `expected ${sequences} sequences, found ${got.sequences}`);
  passed++;
}

// ---- what DuckDB reads ---------------------------------------------------------------------------------------------

const integers = /^(TINYINT|SMALLINT|INTEGER|BIGINT|UTINYINT|USMALLINT|UINTEGER|UBIGINT)$/;
const texts = /^(VARCHAR|BLOB|JSON|ENUM.*)$/;
const quote = (name) => '"' + name.replaceAll('"', '""') + '"';
const literal = (text) => "'" + text.replaceAll("'", "''") + "'";

// Leaves under a type: name as we say it, SQL of the values, type, and SQL of the sequences where a row is one.
function leaves(type, name, from, rows = from) {
  const sub = (expr) => `select ${expr} as v from (${from})`;
  const text = type.toString();
  if (text.startsWith('STRUCT') && type.entryNames)
    return type.entryNames.flatMap((n, i) =>
      leaves(type.entryTypes[i], `${name}.${n}`, sub(`struct_extract(v, ${literal(n)})`), null));
  if (type.keyType)
    return [...leaves(type.keyType, `${name}.key`, sub('unnest(map_keys(v))'), null),
      ...leaves(type.valueType, `${name}.value`, sub('unnest(map_values(v))'), null)];
  if (type.valueType && text.endsWith('[]')) return leaves(type.valueType, name, sub('unnest(v)'), rows);
  return [{ name, sql: from, type: text, rows }];
}

const incomparable = {
  'ARROW-17100.parquet': 'DuckDB believes its pages, which deny that they are compressed; test_parquet_truth.c has it right',
  'large_string_map.brotli.parquet': 'one string of a GiB, too long for node',
};

async function readByDuckDB(file) {
  const why = incomparable[path.basename(file)];
  if (why) return console.log(`      not compared: ${path.basename(file)}: ${why}`);
  let columns;
  try {
    columns = await db.runAndReadAll(`select * from read_parquet(${literal(file)}) limit 0`);
  } catch (e) {
    return console.log(`      DuckDB refuses ${path.basename(file)}: ${String(e.message).slice(0, 100)}`);
  }
  const names = columns.columnNames(), types = columns.columnTypes();
  for (let i = 0; i < names.length; i++) {
    const from = `select ${quote(names[i])} as v from read_parquet(${literal(file)})`;
    for (const leaf of leaves(types[i], names[i], from)) {
      if (!integers.test(leaf.type) && !texts.test(leaf.type)) continue;
      const label = leaf.type === 'BLOB' ? 'decode(v)' : 'v::varchar';
      const what = `${path.basename(file)} ${leaf.name}`;
      let rows;
      try {
        rows = (await db.runAndReadAll(`select ${label} as k, count(*) as n from (${leaf.sql}) where v is not null group by 1`)).getRows();
      } catch (e) {
        const got = ours(file, leaf.name);
        console.log(`      DuckDB fails on ${what}: ${String(e.message).slice(0, 90)}; ours: ${got.crash ?? got.refusal ?? 'counted'}`);
        if (got.crash) fail(what, got.crash);
        continue;
      }
      const got = ours(file, leaf.name);
      if (got.refusal && (!/damaged/.test(got.refusal) || /corrupt|bad_data/.test(file))) {
        console.log(`      refused: ${what} (${leaf.type}): ${got.refusal}`);
        continue;
      }
      if (rows.some(([k]) => k.includes('\0'))) {
        fail(what, 'a label with a NUL was counted');
        continue;
      }
      const sequences = leaf.rows === null ? null
        : Number((await db.runAndReadAll(`select count(*) from (${leaf.rows}) where v is not null`)).getRows()[0][0]);
      compare(what, file, leaf.name, new Map(rows.map(([k, n]) => [k, Number(n)])), sequences);
    }
  }
}

// ---- what is written -----------------------------------------------------------------------------------------------

// A corpus of lists, the same each time: mostly zeros, runs, some nulls and empty lists.
function corpus(nRows, most, withNulls) {
  let seed = 12345;
  const random = (n) => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0, (seed >>> 8) % n);
  return Array.from({ length: nRows }, () => {
    if (withNulls && random(50) === 0) return null;
    if (random(40) === 0) return [];
    return Array.from({ length: random(60) }, () =>
      withNulls && random(30) === 0 ? null : random(8) ? 0 : random(most + 2) - 1 === most ? -100 : random(most));
  });
}

function countLists(rows, name = String) {
  const labels = new Map();
  let sequences = 0;
  for (const row of rows) {
    if (row === null) continue;
    sequences++;
    for (const v of row) if (v !== null) labels.set(name(v), (labels.get(name(v)) ?? 0) + 1);
  }
  return { labels, sequences };
}

const asText = (v) => (v === 0 ? 'O' : `B-é${v}`);

async function writtenByDuckDB() {
  const lists = corpus(6000, 60, true);
  const json = path.join(folder, 'lists.json');
  fs.writeFileSync(json, lists.map((l, i) => JSON.stringify({ id: i, tags: l, names: l && l.map((v) => v === null ? null : asText(v)) })).join('\n'));
  await db.run(`create table t as select id, tags, names from read_json(${literal(json)}, format='newline_delimited',
    columns={id: 'BIGINT', tags: 'BIGINT[]', names: 'VARCHAR[]'}) order by id`);
  const ids = countLists(lists), names = countLists(lists, asText);
  for (const codec of ['uncompressed', 'snappy', 'gzip', 'zstd', 'lz4', 'lz4_raw', 'brotli'])
    for (const version of ['V1', 'V2'])
      for (const type of ['BIGINT', 'INTEGER', 'SMALLINT', 'TINYINT'])
        for (const rows of [2048, 100000]) {
          const what = `duckdb-${codec}-${version}-${type}-${rows}`;
          const file = path.join(folder, `${what}.parquet`);
          const dictionary = rows === 2048 ? ', dictionary_size_limit 1' : '';
          await db.run(`copy (select id, tags::${type}[] as tags, names from t) to ${literal(file)}
            (format parquet, codec '${codec}', parquet_version '${version}', row_group_size ${rows}${dictionary})`);
          compare(`${what} tags`, file, 'tags', ids.labels, ids.sequences);
          compare(`${what} names`, file, 'names', names.labels, names.sequences);
          fs.unlinkSync(file);
        }
  for (const type of ['UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT']) {
    const file = path.join(folder, `duckdb-${type}.parquet`);
    const top = { UTINYINT: '255', USMALLINT: '65535', UINTEGER: '4294967295', UBIGINT: '9223372036854775807' }[type];
    await db.run(`copy (select (case when i % 3 = 0 then ${top} else i % 5 end)::${type} as v from range(3000) r(i)) to ${literal(file)} (format parquet)`);
    const rows = (await db.runAndReadAll(`select v::varchar, count(*) from read_parquet(${literal(file)}) group by 1`)).getRows();
    compare(`duckdb ${type}`, file, 'v', new Map(rows.map(([k, n]) => [k, Number(n)])), 3000);
  }
}

// Every shape that a label column can have, by DuckDB; what it reads of its own file is what we must read.
async function shapesByDuckDB() {
  const columns = ['i::TINYINT as flat', 'i::BIGINT[] as none', 'list(list_value(i, null, i % 3)) over (order by i rows 2 preceding) as nested',
    "{tags: [i % 4, null], name: 'B-' || (i % 5)} as record", "map {('k' || i % 3): [i % 2, -100]} as pairs",
    "(case i % 3 when 0 then 'O' when 1 then 'B-é' end)::ENUM('O', 'B-é', 'I-x') as kinds", "case when i % 7 <> 0 then ['O', 'B', null] end as texts"];
  const from = columns[1].replace('i::BIGINT[]', '(case when i % 2 = 0 then null else [] end)::BIGINT[]');
  for (const version of ['V1', 'V2'])
    for (const codec of ['snappy', 'zstd']) {
      const file = path.join(folder, `duckdb-shapes-${version}-${codec}.parquet`);
      await db.run(`copy (select ${columns.with(1, from).join(', ')} from range(100) r(i)) to ${literal(file)}
        (format parquet, codec '${codec}', parquet_version '${version}', row_group_size 2048)`);
      await readByDuckDB(file);
    }
}

async function writtenByHyparquet() {
  const split = (bytes) => Buffer.concat([zlib.gzipSync(bytes.subarray(0, bytes.length >> 1)), zlib.gzipSync(bytes.subarray(bytes.length >> 1))]);
  const compressors = {
    GZIP: (b) => new Uint8Array(split(Buffer.from(b))),
    BROTLI: (b) => new Uint8Array(zlib.brotliCompressSync(Buffer.from(b))),
    ZSTD: (b) => new Uint8Array(spawnSync('zstd', ['-q', '-c'], { input: b }).stdout),
  };
  const codecs = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI'];
  if (spawnSync('zstd', ['--version']).status === 0) codecs.push('ZSTD');
  const rows = corpus(5000, 40, true);
  const flat = rows.map((r) => (r === null || r.length === 0 ? null : r[0]));
  const flatCounts = countLists(flat.map((v) => (v === null ? null : [v])));
  const textCounts = countLists(flat.map((v) => (v === null ? null : [v])), asText);
  const cases = [
    ['INT32', (v) => v, ['PLAIN', 'RLE_DICTIONARY', 'DELTA_BINARY_PACKED', 'BYTE_STREAM_SPLIT'], flatCounts],
    ['INT64', (v) => BigInt(v), ['PLAIN', 'RLE_DICTIONARY', 'DELTA_BINARY_PACKED', 'BYTE_STREAM_SPLIT'], flatCounts],
    ['STRING', asText, ['PLAIN', 'RLE_DICTIONARY', 'DELTA_LENGTH_BYTE_ARRAY', 'DELTA_BYTE_ARRAY'], textCounts],
  ];
  for (const codec of codecs)
    for (const [type, make, encodings, want] of cases)
      for (const encoding of encodings)
        for (const pageSize of [500, 1 << 20]) {
          const what = `hyparquet-${codec}-${type}-${encoding}-${pageSize}`;
          const file = path.join(folder, `${what}.parquet`);
          hyparquet.parquetWriteFile({ filename: file, codec, compressors, pageSize, rowGroupSize: [1000, 2500],
            columnData: [{ name: 'v', type, encoding, data: flat.map((v) => (v === null ? null : make(v))) }] });
          compare(what, file, 'v', want.labels, want.sequences);
          fs.unlinkSync(file);
        }
  listsByHyparquet(rows, cases, codecs, compressors);
}

// Lists of three levels, as Arrow has them, and none of it optional.
function listsByHyparquet(rows, cases, codecs, compressors) {
  const physical = { INT32: { type: 'INT32' }, INT64: { type: 'INT64' }, STRING: { type: 'BYTE_ARRAY', converted_type: 'UTF8' } };
  const whole = rows.filter((r) => r !== null).map((r) => r.filter((v) => v !== null));
  for (const [type, make, encodings] of cases)
    for (const encoding of encodings)
      for (const [repetition, data] of [['OPTIONAL', rows], ['REQUIRED', whole]]) {
        const codec = codecs[encodings.indexOf(encoding)];
        const what = `hyparquet-lists-${codec}-${type}-${encoding}-${repetition}`;
        const file = path.join(folder, `${what}.parquet`);
        hyparquet.parquetWriteFile({ filename: file, codec, compressors, pageSize: 2000, rowGroupSize: 1500,
          schema: [{ name: 'root', num_children: 1 },
            { name: 'v', converted_type: 'LIST', repetition_type: repetition, num_children: 1 },
            { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
            { name: 'element', repetition_type: repetition, ...physical[type] }],
          columnData: [{ name: 'v', encoding, data: data.map((r) => r && r.map((v) => (v === null ? null : make(v)))) }] });
        const want = countLists(data, type === 'STRING' ? asText : String);
        compare(what, file, 'v', want.labels, want.sequences);
        fs.unlinkSync(file);
      }
}

async function writtenByWasm() {
  const lists = corpus(8000, 30, true);
  const ids = countLists(lists), names = countLists(lists, asText);
  const nullable = (make) => (v) => (v === null ? null : make(v));
  const column = (type, make, List = arrow.List) =>
    arrow.vectorFromArray(lists.map(nullable((l) => l.map(nullable(make)))), new List(new arrow.Field('item', type, true)));
  const cases = [
    ['int64', column(new arrow.Int64(), BigInt), ids, ['PLAIN', 'DELTA_BINARY_PACKED', 'BYTE_STREAM_SPLIT']],
    ['int32', column(new arrow.Int32(), (v) => v), ids, ['PLAIN', 'DELTA_BINARY_PACKED', 'BYTE_STREAM_SPLIT']],
    ['int16', column(new arrow.Int16(), (v) => v), ids, ['PLAIN', 'DELTA_BINARY_PACKED']],
    ['uint8', column(new arrow.Uint8(), (v) => v & 255), countLists(lists, (v) => String(v & 255)), ['PLAIN', 'DELTA_BINARY_PACKED']],
    ['large-int64', column(new arrow.Int64(), BigInt, arrow.LargeList), ids, ['PLAIN']],
    ['utf8', column(new arrow.Utf8(), asText), names, ['PLAIN', 'DELTA_LENGTH_BYTE_ARRAY', 'DELTA_BYTE_ARRAY']],
  ];
  for (const codec of ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW'])
    for (const version of [0, 1])
      for (const [type, vector, want, encodings] of cases)
        for (const encoding of [null, ...encodings]) {
          const what = `wasm-${codec}-v${version + 1}-${type}-${encoding ?? 'dictionary'}`;
          const file = path.join(folder, `${what}.parquet`);
          let bytes;
          try {
            let b = new wasm.WriterPropertiesBuilder().setCompression(wasm.Compression[codec]).setWriterVersion(version)
              .setMaxRowGroupSize(3000).setDataPageSizeLimit(4096).setDictionaryEnabled(encoding === null);
            if (encoding !== null) b = b.setEncoding(wasm.Encoding[encoding]);
            const table = wasm.Table.fromIPCStream(arrow.tableToIPC(new arrow.Table({ tags: vector }), 'stream'));
            bytes = wasm.writeParquet(table, b.build());
          } catch (e) {
            console.log(`      parquet-wasm cannot write ${what}: ${String(e).slice(0, 80)}`);
            continue;
          }
          fs.writeFileSync(file, bytes);
          compare(what, file, 'tags', want.labels, want.sequences);
          fs.unlinkSync(file);
        }
}

function* filesUnder(place) {
  if (fs.statSync(place).isFile()) return yield place;
  for (const name of fs.readdirSync(place).sort()) yield* filesUnder(path.join(place, name));
}

try {
  if (process.argv.length > 2) {
    for (const place of process.argv.slice(2))
      for (const file of filesUnder(place)) if (/\.parquet$/.test(file)) await readByDuckDB(file);
  } else {
    await writtenByDuckDB();
    await shapesByDuckDB();
    await writtenByHyparquet();
    await writtenByWasm();
  }
} finally {
  fs.rmSync(folder, { recursive: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
