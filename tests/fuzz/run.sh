#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Replays the corpus of every fuzz target, and the files of ../shared/data that are of its kind, where they are there.
set -u
cd "$(dirname "$0")/../.." || exit 1
: "${CW_BUILD:=$PWD/build/release}" "${CW_SHARED_DATA:=../shared/data}"
passed=0 failed=0

# Folders of real files that a target's parser may meet.
real_files()
{
        case $1 in
        *conll*) echo conll-fixtures conll-hf-dummy conll-nerkor ;;
        *jsonl* | *json*) echo json-testsuite jsonl-label-studio jsonl-prodigy-recipes jsonl-pii-kiji ;;
        *toml*) echo toml-test ;;
        *label*) echo json-testsuite arrow-lener-br ;;
        *arrow*) echo arrow-testing arrow-hf-old-cache arrow-feather-golden ;;
        *parquet) echo parquet-testing parquet-duckdb parquet-hf-crypto ;;
        *shard* | *zstd* | *codec* | *stream*) echo zstd-golden ;;
        esac
}

for source in tests/fuzz/fuzz_*.c; do
        [ -e "$source" ] || break
        target=$(basename "$source" .c)
        set --
        corpus=tests/fuzz/corpus/${target#fuzz_}
        [ ! -d "$corpus" ] || set -- "$corpus"
        for folder in $(real_files "$target"); do
                [ ! -d "$CW_SHARED_DATA/$folder" ] || set -- "$@" "$CW_SHARED_DATA/$folder"
        done
        if [ $# = 0 ]; then
                echo "$target: expected seeds in $corpus, found none"
                failed=$((failed + 1))
        elif "$CW_BUILD/replay/$target" "$@"; then
                passed=$((passed + 1))
        else
                echo "$target: failed"
                failed=$((failed + 1))
        fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
