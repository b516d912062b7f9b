// SPDX-License-Identifier: MIT
/*
 * Writes one corpus in the shapes that the Hugging Face tools leave on disk, and as NumPy arrays.
 *
 *     NODE_PATH=... node columns.js TRAIN.jsonl N_LABELS FOLDER
 *
 * Three columns: id utf8, tokens list<utf8>, ner_tags list<int64>; 1,000 rows a batch or row group, as `datasets` did
 * until 2025.  FOLDER gets
 *
 *     int64.arrow int8.arrow               IPC streams; int8: ner_tags list<dictionary<int8, utf8>>, -100 is "IGNORE"
 *     snappy-1000.parquet zstd-1000.parquet    by Rust's Arrow, in parquet-wasm: DuckDB has no such small groups
 *     int64.npy int32.npy int16.npy        all ids in one row
 *
 * Nothing of counterweight is in what writes them.
 */
'use strict';
const fs = require('fs');
const path = require('path');
const readline = require('readline');
const arrow = require('apache-arrow');
const parquet = require('parquet-wasm/node');

const ROWS = 1000;
const IGNORED = -100;

const [jsonl, nLabels, folder] = process.argv.slice(2);
const names = Object.keys(JSON.parse(fs.readFileSync(path.join(path.dirname(jsonl), 'truth.json'))).labels);
names.push('IGNORE');

const tagTypes = {
    int64: new arrow.Int64(),
    int8: new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8(), 0),
};
const dictionary = arrow.makeVector(utf8Data(names));

function listOf(type) {
    return new arrow.List(new arrow.Field('item', type, true));
}

function utf8Data(strings) {
    const valueOffsets = new Int32Array(strings.length + 1);
    strings.forEach((s, i) => { valueOffsets[i + 1] = valueOffsets[i] + Buffer.byteLength(s); });
    const data = Buffer.from(strings.join(''));
    return arrow.makeData({ type: new arrow.Utf8(), length: strings.length, nullCount: 0, valueOffsets, data });
}

function listData(lists, child) {
    const valueOffsets = new Int32Array(lists.length + 1);
    lists.forEach((list, i) => { valueOffsets[i + 1] = valueOffsets[i] + list.length; });
    return arrow.makeData({ type: listOf(child.type), length: lists.length, nullCount: 0, valueOffsets, child });
}

function tagData(kind, tags) {
    const type = tagTypes[kind];
    if (kind === 'int64')
        return arrow.makeData({ type, length: tags.length, nullCount: 0, data: BigInt64Array.from(tags, BigInt) });
    const data = Int8Array.from(tags, (id) => (id === IGNORED ? names.length - 1 : id));
    return arrow.makeData({ type, length: tags.length, nullCount: 0, data, dictionary });
}

const schemas = Object.fromEntries(Object.entries(tagTypes).map(([kind, type]) => [kind, new arrow.Schema([
    new arrow.Field('id', new arrow.Utf8(), true),
    new arrow.Field('tokens', listOf(new arrow.Utf8()), true),
    new arrow.Field('ner_tags', listOf(type), true),
])]));

function makeBatch(kind, children) {
    const type = new arrow.Struct(schemas[kind].fields);
    const data = arrow.makeData({ type, length: children[0].length, nullCount: 0, children });
    return new arrow.RecordBatch(schemas[kind], data);
}

/* An IPC stream that goes to its file at once: the queue that the class has would hold all of it. */
class ArrowFile extends arrow.RecordBatchStreamWriter {
    constructor(file) {
        super();
        this.fd = fs.openSync(path.join(folder, file), 'w');
    }

    _write(chunk) {
        if (this._started && chunk && chunk.byteLength > 0) {
            fs.writeSync(this.fd, new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
            this._position += chunk.byteLength;
        }
        return this;
    }
}

class ParquetFile {
    constructor(file, codec) {
        const { readable, writable } = new TransformStream();
        const properties = new parquet.WriterPropertiesBuilder().setCompression(codec).setMaxRowGroupSize(ROWS).build();
        this.writer = writable.getWriter();
        this.done = parquet.transformParquetStream(readable, properties)
            .then((bytes) => fs.promises.writeFile(path.join(folder, file), bytes));
    }

    /* Through WebAssembly's own memory, which the garbage collector does not see fill. */
    async write(batch) {
        const table = parquet.Table.fromIPCStream(arrow.tableToIPC(new arrow.Table([batch]), 'stream'));
        await this.writer.write(table.recordBatch(0));
        table.free();
    }

    async close() {
        await this.writer.close();
        await this.done;
    }
}

class NumpyFile {
    constructor(file, descr, toArray) {
        this.fd = fs.openSync(path.join(folder, file), 'w');
        this.toArray = toArray;
        const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${nLabels},), }`;
        const header = Buffer.alloc(128, ' ');
        header.write('\x93NUMPY\x01\x00', 0, 'latin1');
        header.writeUInt16LE(header.length - 10, 8);
        header.write(dict, 10);
        header.write('\n', header.length - 1);
        fs.writeSync(this.fd, header);
    }

    write(tags) {
        fs.writeSync(this.fd, this.toArray(tags));
    }
}

async function main() {
    const arrows = { int64: new ArrowFile('int64.arrow'), int8: new ArrowFile('int8.arrow') };
    const parquets = [
        new ParquetFile('snappy-1000.parquet', parquet.Compression.SNAPPY),
        new ParquetFile('zstd-1000.parquet', parquet.Compression.ZSTD),
    ];
    const arrays = [
        new NumpyFile('int64.npy', '<i8', (tags) => BigInt64Array.from(tags, BigInt)),
        new NumpyFile('int32.npy', '<i4', (tags) => Int32Array.from(tags)),
        new NumpyFile('int16.npy', '<i2', (tags) => Int16Array.from(tags)),
    ];

    let rows = [];
    let nRows = 0;
    async function flush() {
        const tokenLists = rows.map((row) => row.tokens);
        const tagLists = rows.map((row) => row.pii_labels);
        const tags = tagLists.flat();
        const columns = [utf8Data(rows.map((_, i) => String(nRows + i))), listData(tokenLists, utf8Data(tokenLists.flat()))];
        const batchOf = (kind) => makeBatch(kind, [...columns, listData(tagLists, tagData(kind, tags))]);
        const hub = batchOf('int64');
        arrows.int64.write(hub);
        arrows.int8.write(batchOf('int8'));
        for (const file of parquets)
            await file.write(hub);
        arrays.forEach((file) => file.write(tags));
        nRows += rows.length;
        rows = [];
    }
    for await (const line of readline.createInterface({ input: fs.createReadStream(jsonl) })) {
        rows.push(JSON.parse(line));
        if (rows.length === ROWS)
            await flush();
    }
    if (rows.length > 0)
        await flush();
    Object.values(arrows).forEach((file) => file.finish());
    for (const file of parquets)
        await file.close();
}

main();
