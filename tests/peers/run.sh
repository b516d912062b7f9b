#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Files that other programs write and read, against our counts.  Needs node, and npm packages in CW_NODE_MODULES or where
# `make test-peers` puts them, build/bench/node; what is not there is skipped, with a word saying so.
set -u
cd "$(dirname "$0")" || exit 1
passed=0 failed=0 skipped=0
data=${CW_SHARED_DATA:-../../../shared/data}
npm=$PWD/../../build/bench/node/node_modules
[ -n "${CW_NODE_MODULES:-}" ] || [ ! -d "$npm" ] || export CW_NODE_MODULES="$npm"

# Runs a script and adds up its last line: N passed, N failed[, N skipped]
add()
{
        if ! command -v "$1" >/dev/null 2>&1; then
                echo "skipped: $2 needs $1"
                skipped=$((skipped + 1))
                return
        fi
        log=$("$@" 2>&1)
        echo "$log" | sed '$d'
        total=$(echo "$log" | sed -n '$s/^\([0-9]*\) passed, \([0-9]*\) failed\(, \([0-9]*\) skipped\)*$/\1 \2 \4/p')
        [ -n "$total" ] || echo "$log" | tail -n 1
        read -r p f s <<-END
		${total:-0 1 0}
		END
        passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + ${s:-0}))
}

add node arrow_js.mjs
add node parquet_peers.mjs
add node safetensors_hub.mjs
set --
for set in parquet-testing parquet-hyparquet parquet-duckdb parquet-hf-ncbi parquet-hf-crypto arrow-testing; do
        [ ! -d "$data/$set" ] || set -- "$@" "$data/$set"
done
if [ $# != 0 ]; then
        add node parquet_peers.mjs "$@"
else
        echo "skipped: there are no Parquet files of others"
        skipped=$((skipped + 1))
fi
python=python3
"$python" -c 'import numpy' 2>/dev/null || python=/usr/bin/python3 # where Debian puts NumPy, whatever shadows it
add "$python" numpy_peers.py "$CW_PROGRAM"
if [ -n "${CW_NODE_MODULES:-}" ]; then
        add "$python" duckdb_arrow.py "$CW_NODE_MODULES"
else
        echo "skipped: duckdb_arrow.py needs DuckDB's library (make test-peers)"
        skipped=$((skipped + 1))
fi
torch=$python
/usr/bin/python3 -c 'import torch' 2>/dev/null && torch=/usr/bin/python3
add "$torch" ../python/recipes.py
gold=$data/arrow-testing/arrow-ipc-stream/integration
if [ -d "$gold" ]; then
        add python3 arrow_gold.py "$CW_PROGRAM" "$gold"
else
        echo "skipped: Arrow's integration files are not there"
        skipped=$((skipped + 1))
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
