#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The promise "same data, same bytes": one corpus as a plain file, compressed in every way, cut into 64 files, packed,
# from standard input, with 1, 2, 3 and 8 threads.  Every one of these must give the weights of the plain file with one
# thread, byte for byte.  Real corpora join in when CW_SHARED_DATA (default ../shared/data) is there.
set -u
program=${CW_PROGRAM:-build/counterweight}
synth=${CW_SYNTH:-build/synth}
data=${CW_SHARED_DATA:-../shared/data}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); printf 'FAIL %s\n' "$*"; }

# compare LABEL INPUT... : with every number of threads; standard input is $work/stdin if an input is "-"
compare()
{
        label=$1
        shift
        for threads in 1 2 3 8; do
                "$program" weights -q -j "$threads" "$@" $flags <"$work/stdin" >"$work/got" 2>"$work/err"
                # only the flags that the corpus needs as text may differ from those it needs once packed
                sed '/^command = /d' "$work/got" >"$work/got.facts"
                if cmp -s "$work/got.facts" "$work/want.facts" && { [ "$flags" != "$want_flags" ] || cmp -s "$work/got" "$work/want"; }; then
                        pass
                else
                        fail "$name: $label, $threads threads"
                        head -n 3 "$work/err"
                        diff "$work/want" "$work/got" | head -n 5
                fi
        done
}

# grow LABEL INPUT...: what growth says may not depend on threads, and at 100 % its weights are those of `weights`
grow()
{
        label=$1
        shift
        "$program" growth -q -j 1 --points 40 --json "$@" $flags <"$work/stdin" >"$work/growth" 2>"$work/err"
        for threads in 2 3 8; do
                if "$program" growth -q -j "$threads" --points 40 --json "$@" $flags <"$work/stdin" 2>>"$work/err" |
                        cmp -s - "$work/growth"; then
                        pass
                else
                        fail "$name: growth of $label, $threads threads"
                        head -n 3 "$work/err"
                fi
        done
        for scheme in inverse_sqrt effective median_freq; do
                "$program" growth -q --scheme $scheme --at 100% --to csv "$@" $flags <"$work/stdin" 2>>"$work/err" |
                        awk -F, 'NR > 1 { print $(NF - 2) }' >"$work/got"
                "$program" weights -q --scheme $scheme --json "$@" $flags <"$work/stdin" 2>>"$work/err" |
                        sed -n 's/.*"weight": \(.*\)}.*/\1/p' >"$work/growth.want"
                if [ -s "$work/got" ] && cmp -s "$work/got" "$work/growth.want"; then
                        pass
                else
                        fail "$name: growth of $label at 100 %, $scheme"
                        diff "$work/growth.want" "$work/got" | head -n 5
                fi
        done
}

# draw LABEL INPUT... : an estimate may not depend on threads, and one from all blocks is what counting them gives
draw()
{
        label=$1
        shift
        "$program" weights -q -j 1 --sample 30% --json "$@" $flags <"$work/stdin" >"$work/sample" 2>"$work/err"
        for threads in 2 3 8; do
                if "$program" weights -q -j "$threads" --sample 30% --json "$@" $flags <"$work/stdin" 2>>"$work/err" |
                        cmp -s - "$work/sample" && [ -s "$work/sample" ]; then
                        pass
                else
                        fail "$name: a sample of $label, $threads threads"
                        head -n 3 "$work/err"
                fi
        done
        "$program" count -q --to md "$@" $flags <"$work/stdin" >"$work/sample.want" 2>"$work/err"
        if "$program" count -q --sample 100% --to md "$@" $flags <"$work/stdin" 2>>"$work/err" | tail -n +3 |
                cmp -s - "$work/sample.want" && [ -s "$work/sample.want" ]; then
                pass
        else
                fail "$name: a sample of 100 % of $label"
                head -n 3 "$work/err"
        fi
}

# shapes FILE : the corpus FILE plain and compressed, which must give $work/want
shapes()
{
        file=$1
        compare plain "$file"
        grow plain "$file"
        draw plain "$file"
        cp "$file" "$work/stdin"
        compare "plain, standard input" -
        gzip -c "$file" >"$work/one.gz"
        compare "gzip" "$work/one.gz"
        cp "$work/one.gz" "$work/stdin"
        compare "gzip, standard input" -
        grow "gzip, standard input" -
        draw "gzip, standard input" -

        # Pieces cut at any byte, for frames and members do not end where lines do.
        rm -rf "$work/bytes"
        mkdir "$work/bytes"
        split -n 37 -a 3 -d "$file" "$work/bytes/p"
        for piece in "$work"/bytes/p*; do gzip -c "$piece"; done >"$work/many.gz"
        compare "gzip of 37 members" "$work/many.gz"
        if command -v zstd >/dev/null 2>&1; then
                zstd -q -f "$file" -o "$work/one.zst"
                compare "zstd" "$work/one.zst"
                cp "$work/one.zst" "$work/stdin"
                compare "zstd, standard input" -
                for piece in "$work"/bytes/p*; do zstd -q -c "$piece"; done >"$work/many.zst"
                compare "zstd of 37 frames" "$work/many.zst"
                grow "zstd of 37 frames" "$work/many.zst"
                draw "zstd of 37 frames" "$work/many.zst"
                # Compressed from a pipe, a frame does not say how large it is.
                for piece in "$work"/bytes/p*; do zstd -q -c <"$piece"; done >"$work/unsized.zst"
                compare "zstd of 37 frames without a size" "$work/unsized.zst"
                draw "zstd of 37 frames without a size" "$work/unsized.zst"
        else
                skipped=$((skipped + 4))
                echo "skipped: zstd shapes, the program zstd is not installed"
        fi
        for kernel in scalar avx2 avx512 avx512icl; do
                if ! "$program" count -q --kernel "$kernel" "$work/one.gz" $flags >"$work/got" 2>"$work/err"; then
                        skipped=$((skipped + 1))
                        echo "skipped: kernel $kernel: $(head -n 1 "$work/err")"
                        continue
                fi
                compare "plain, kernel $kernel" --kernel "$kernel" "$file"
                compare "gzip, kernel $kernel" --kernel "$kernel" "$work/one.gz"
        done
}

# sweep NAME FILE [FLAG...] : the corpus FILE in all its shapes
sweep()
{
        name=$1 file=$2
        shift 2
        flags=$*
        : >"$work/stdin"
        if ! "$program" weights -q -j 1 "$file" $flags >"$work/want" 2>"$work/err"; then
                fail "$name: $(head -n 1 "$work/err")"
                return
        fi
        want_flags=$flags
        sed '/^command = /d' "$work/want" >"$work/want.facts"
        shapes "$file"
        rm -rf "$work/lines"
        mkdir "$work/lines"
        split -n l/64 -a 3 -d "$file" "$work/lines/p"
        compare "64 files" "$work/lines"
        "$program" pack -q $flags "$file" -o "$work/one.labels.zst" 2>"$work/err" || fail "$name: pack: $(cat "$work/err")"
        unpacked_flags=$flags
        flags=
        compare "native shard" "$work/one.labels.zst"
        cp "$work/one.labels.zst" "$work/stdin"
        compare "native shard, standard input" -
        rm -rf "$work/shards"
        mkdir "$work/shards"
        for piece in "$work"/lines/p*; do
                [ -s "$piece" ] || continue
                # a piece whose lines hold no label is packed as an empty shard
                "$program" pack -q $unpacked_flags "$piece" -o "$work/shards/$(basename "$piece").labels.zst" ||
                        fail "$name: pack $piece"
        done
        compare "64 native shards" "$work/shards"
        grow "64 native shards" "$work/shards"
        draw "64 native shards" "$work/shards"
        compare "64 native shards, portable kernel" --kernel scalar "$work/shards"
        "$program" count -q --per-shard "$work/shards" -o "$work/counts.json"
        compare "counts file" "$work/counts.json"
        rm -rf "$work/counts"
        mkdir "$work/counts"
        for shard in "$work"/shards/*; do
                "$program" count -q --presence "$shard" -o "$work/counts/$(basename "$shard").json"
        done
        compare "64 counts files" "$work/counts"
        grow "64 counts files" "$work/counts"
        "$program" merge -q "$work"/counts/*.json -o "$work/merged.json"
        compare "merged counts" "$work/merged.json"
        flags=$unpacked_flags
}

# sweep_document NAME FILE [FLAG...] : the records of FILE, a line each, as one JSON document, which cannot be cut into files
sweep_document()
{
        name=$1 records=$2
        shift 2
        flags=$*
        want_flags=$flags
        : >"$work/stdin"
        { echo '['; sed '$!s/$/,/' "$records"; echo ']'; } >"$work/list.json"
        { printf '{"about": "[{\\"", "data":\n'; cat "$work/list.json"; echo ', "more": [[], {}, "}]"]}'; } >"$work/holder.json"
        for document in "$work/list.json" "$work/holder.json"; do
                "$program" weights -q -j 1 "$document" $flags >"$work/want" 2>"$work/err" ||
                        fail "$name: $(head -n 1 "$work/err")"
                sed '/^command = /d' "$work/want" >"$work/want.facts"
                shapes "$document"
        done
        "$program" weights -q -j 1 "$records" $flags | sed '/^command = /d' >"$work/got"
        if cmp -s "$work/got" "$work/want.facts"; then pass; else fail "$name: as lines and as a document"; fi
}

# sweep_large NAME FILE BAD_ROW [FLAG...] : FILE several times over, so that it is looked at in windows, against its bytes from a
# pipe; and the same words for a row that is none, near the end
sweep_large()
{
        name=$1 file=$2 bad=$3
        shift 3
        flags=$*
        want_flags=$flags
        large=$work/large.${file##*.}
        : >"$large"
        while [ "$(wc -c <"$large")" -lt 20000000 ]; do cat "$file" >>"$large"; done
        : >"$work/stdin"
        cat "$large" | "$program" weights -q -j 1 $flags - >"$work/want" 2>"$work/err" || fail "$name: $(head -n 1 "$work/err")"
        sed '/^command = /d' "$work/want" >"$work/want.facts"
        compare "in windows" "$large"
        for kernel in scalar avx2 avx512; do
                "$program" count -q --kernel "$kernel" "$file" $flags >/dev/null 2>&1 || continue
                compare "in windows, kernel $kernel" --kernel "$kernel" "$large"
        done
        { printf '%s\n' "$bad"; cat "$file"; } >>"$large"
        cat "$large" | "$program" weights -q -j 1 $flags - 2>&1 | sed 's/standard input/FILE/' >"$work/want"
        for threads in 1 2 3 8; do
                "$program" weights -q -j $threads $flags "$large" 2>&1 | sed "s|$large|FILE|" >"$work/got"
                if grep -q 'line [0-9]' "$work/want" && cmp -s "$work/got" "$work/want"; then
                        pass
                else
                        fail "$name: a bad row, $threads threads"
                        diff "$work/want" "$work/got" | head -n 5
                fi
        done
        rm -f "$large"
}

if [ -x "$synth" ]; then
        "$synth" --labels 400000 --format jsonl --string-labels --out "$work/strings" >/dev/null
        "$synth" --labels 400000 --format conll --out "$work/conll" >/dev/null
        sweep "synthetic JSONL, labels as text" "$(ls "$work"/strings/*.jsonl)"
        sweep "synthetic CoNLL" "$(ls "$work"/conll/*.conll)"
        "$synth" --labels 400000 --format jsonl --out "$work/ids" >/dev/null
        sweep "synthetic JSONL, labels as ids" "$(ls "$work"/ids/*.jsonl)" --labels "$work/ids/labels.json" --column pii_labels
        sweep_document "synthetic JSON, labels as ids" "$(ls "$work"/ids/*.jsonl)" --labels "$work/ids/labels.json"
        sweep_document "synthetic JSON, labels as text" "$(ls "$work"/strings/*.jsonl)"
        sweep_large "large JSONL, labels as ids" "$(ls "$work"/ids/*.jsonl)" '{"pii_labels": [0, true]}' \
                --labels "$work/ids/labels.json" --column pii_labels
        sweep_large "large JSONL, labels as text" "$(ls "$work"/strings/*.jsonl)" '{"pii_labels": ["O", "O}'
        sweep_large "large CoNLL" "$(ls "$work"/conll/*.conll)" 'alone'
else
        fail "there is no $synth; run make"
fi
if [ -d "$data" ]; then
        sweep "Turku NER" "$data/conll-turku/test.tsv"
        sweep "KazNERD" "$data/conll-kaznerd/IOB2_valid.txt"
        sweep "NCBI disease" "$data/conll-ncbi-disease/train.tsv"
else
        skipped=$((skipped + 1))
        echo "skipped: real corpora, $data is not there"
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
