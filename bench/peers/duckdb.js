// SPDX-License-Identifier: MIT
/*
 * What people have who count labels in SQL: DuckDB.
 *
 *     NODE_PATH=... node duckdb.js write TRAIN.jsonl OUT.parquet CODEC
 *     NODE_PATH=... node duckdb.js count FILE.parquet THREADS
 *     NODE_PATH=... node duckdb.js count_lines FILE.jsonl KEY THREADS
 *
 * write: id, tokens, ner_tags, in row groups of the size that DuckDB likes.  count: prints {"seconds", "counts"}; the
 * seconds are those of the query alone, so that neither node nor the start of DuckDB is held against it.
 */
'use strict';
const { DuckDBInstance } = require('@duckdb/node-api');

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

async function write(connection, [from, to, codec]) {
    await connection.run(`
        COPY (SELECT (row_number() OVER () - 1)::VARCHAR AS id, tokens, pii_labels AS ner_tags
              FROM read_json(${quoted(from)}, format = 'newline_delimited',
                             columns = {tokens: 'VARCHAR[]', pii_labels: 'BIGINT[]'}))
        TO ${quoted(to)} (FORMAT parquet, CODEC ${quoted(codec)})`);
}

async function timed(connection, column, table, threads) {
    await connection.run(`SET threads = ${Number(threads)}`);
    await connection.run('SELECT count(*) FROM range(1000)');
    const started = process.hrtime.bigint();
    const result = await connection.runAndReadAll(
        `SELECT v, count(*) FROM (SELECT unnest(${column}) v FROM ${table}) GROUP BY v`);
    const counts = result.getRows().map(([id, n]) => [Number(id), Number(n)]);
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    console.log(JSON.stringify({ seconds, counts }));
}

async function count(connection, [file, threads]) {
    await timed(connection, 'ner_tags', `read_parquet(${quoted(file)})`, threads);
}

/* Told which column there is, so that it need not look at the others or guess at types. */
async function count_lines(connection, [file, key, threads]) {
    await timed(connection, `"${key}"`, `read_json(${quoted(file)}, format = 'newline_delimited',
                                                  columns = {"${key}": 'BIGINT[]'})`, threads);
}

async function main() {
    const [what, ...rest] = process.argv.slice(2);
    const instance = await DuckDBInstance.create(':memory:');
    await { write, count, count_lines }[what](await instance.connect(), rest);
}

main();
