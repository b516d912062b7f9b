// SPDX-License-Identifier: MIT
//
// The .safetensors that we write, read by Hugging Face's own parser, parseSafetensorsMetadata() of @huggingface/hub: it
// fetches a header from the hub, and is given the file here, by a fetch() that asks nobody.
//
//   CW_PROGRAM=build/counterweight node safetensors_hub.mjs
//
// The package is looked for in CW_NODE_MODULES; without it all is skipped.  The last line says how it went.
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

const require = createRequire(path.join(process.env.CW_NODE_MODULES ?? import.meta.dirname, 'x'));
let parse;
try {
  parse = require('@huggingface/hub').parseSafetensorsMetadata;
} catch {
  console.log('skipped: the npm package @huggingface/hub is not there');
  console.log('0 passed, 0 failed, 1 skipped');
  process.exit(0);
}
const program = path.resolve(process.env.CW_PROGRAM ?? '../../build/counterweight');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cw-safetensors-'));

function run(...args) {
  const done = spawnSync(program, args, { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return done.stdout;
}

// What a server of files answers, ranges included.
function serve(data) {
  return async (url, init) => {
    const range = /^bytes=(\d+)-(\d+)$/.exec(new Headers(init?.headers).get('range') ?? '');
    const [from, to] = range ? [Number(range[1]), Math.min(Number(range[2]) + 1, data.length)] : [0, data.length];
    const headers = { 'content-range': `bytes ${from}-${to - 1}/${data.length}`, etag: '"1"', 'content-length': String(to - from) };
    return new Response(data.subarray(from, to), { status: range ? 206 : 200, headers });
  };
}

const parsed = (data) => parse({ repo: 'counterweight/test', path: 'w.safetensors', fetch: serve(data), computeParametersCount: true });

async function reads(name, labels, lists) {
  const data = path.join(folder, `${name}.jsonl`), out = path.join(folder, `${name}.safetensors`);
  const map = path.join(folder, `${name}.txt`);
  fs.writeFileSync(data, lists.map((tags) => JSON.stringify({ tags }) + '\n').join(''));
  fs.writeFileSync(map, labels.join('\n') + '\n');
  run('weights', '-q', '--labels', map, '-o', out, data);
  const wanted = JSON.parse(run('weights', '-q', '--json', '--labels', map, data));
  const file = fs.readFileSync(out);
  const { header, parameterCount } = await parsed(file);
  const n = labels.length, start = 8 + Number(file.readBigUInt64LE(0));
  assert.deepEqual(Object.keys(header).sort(), ['__metadata__', 'class_weights', 'counts']);
  assert.deepEqual([header.class_weights.dtype, header.class_weights.shape], ['F32', [n]]);
  assert.deepEqual([header.counts.dtype, header.counts.shape], ['I64', [n]]);
  assert.deepEqual(parameterCount, { F32: n, I64: n });
  assert.ok(Object.values(header.__metadata__).every((fact) => typeof fact === 'string'));
  assert.deepEqual(JSON.parse(header.__metadata__.label_names), labels);
  assert.equal(header.__metadata__.tokens, String(wanted.tokens));
  wanted.labels.forEach((label, i) => {
    assert.equal(file.readFloatLE(start + header.class_weights.data_offsets[0] + 4 * i), Math.fround(label.weight));
    assert.equal(file.readBigInt64LE(start + header.counts.data_offsets[0] + 8 * i), BigInt(label.tokens));
  });
  return file;
}

const tests = {
  'a few labels': async () => reads('few', ['O', 'B-X', 'I-X', 'B-Y'], [[0, 0, 1, 2, 0], [0, -100, 2]]),
  'names with quotes, accents and a comma': async () =>
    reads('odd', ['O', 'B-"é\\",', 'I-PS,'], [[0, 0, 0, 1, 2]]),
  'a thousand labels': async () => {
    const names = ['O', ...Array.from({ length: 999 }, (_, i) => `B-${i}`)];
    return reads('many', names, [Array.from({ length: 5000 }, (_, i) => (i * i) % 1000)]);
  },
  'a file cut short is refused, so that the above says something': async () => {
    const file = await reads('cut', ['O', 'B-X'], [[0, 0, 1]]);
    await assert.rejects(parsed(file.subarray(0, 60)), /not valid JSON/);
  },
};
let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
  } catch (e) {
    failed++;
    console.log(`${name}: ${e.stack}`);
  }
}
fs.rmSync(folder, { recursive: true });
console.log(`${Object.keys(tests).length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
