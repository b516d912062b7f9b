# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154,SC2034 # sourced by run.sh, whose variables these are
#
# The cache under bad luck: killed while it is written, shared by processes that all write, a full disk, a folder that may
# not be written, files that change while nobody looks.  Whatever has happened, the counts are those of a run without it.

# shards N: files whose labels tell them apart, of a time that is past.
shards()
{
        rm -rf corpus
        mkdir corpus
        i=0
        while [ $i -lt "$1" ]; do
                echo "{\"tags\": [0, 0, 1, $i]}" >"corpus/s$i.jsonl"
                i=$((i + 1))
        done
        touch -d '2024-01-02 03:04:05.678' corpus/*
}

# exact WHAT [OPTION]...: counts with the cache are those without.
exact()
{
        what=$1
        shift
        "$program" count -q --to csv corpus >right.csv 2>/dev/null
        timeout -k 5 60 "$program" count --to csv corpus --cache=cache "$@" >found.csv 2>message
        found=$?
        expect "$what: exit code $found: $(cat message)" [ $found = 0 ]
        expect "$what: the counts are not exact" cmp -s right.csv found.csv
}

cache_killed()
{
        shards 40
        rm -rf cache
        i=0 wrong=0 n_temporary=0
        while [ $i -lt 200 ]; do
                # A shard changes, so that there is something to write; now and then all is new.
                echo "{\"tags\": [$i]}" >>"corpus/s$((i % 40)).jsonl"
                touch -d "2024-02-03 04:05:06.$((100 + i))" "corpus/s$((i % 40)).jsonl"
                [ $((i % 16)) != 0 ] || rm -rf cache
                "$program" count -q --to csv corpus --cache=cache >/dev/null 2>&1 &
                pid=$!
                sleep "0.0$(printf %02d $((i * 7 % 30)))"
                kill -9 $pid 2>/dev/null
                wait $pid 2>/dev/null
                "$program" count -q --to csv corpus >right.csv 2>/dev/null
                "$program" count -q --to csv corpus --cache=cache >found.csv 2>message || wrong=$((wrong + 1))
                cmp -s right.csv found.csv || wrong=$((wrong + 1))
                i=$((i + 1))
        done
        expect "cache killed: $wrong of 200 later runs were not exact" [ $wrong = 0 ]
        exact 'cache killed, afterwards'
        expect "cache killed: expected 40 shards from the cache: $(cat message)" grep -q '(40 from the cache)' message
        "$program" cache verify --cache=cache >message 2>&1
        expect "cache killed: $(tail -n 1 message)" grep -q '40 verified' message
}

# Ten at once, on a cache that is cold, then with a tenth of the shards changed, then warm.
cache_shared()
{
        shards 200
        rm -rf cache
        for round in 1 2 3 4; do
                "$program" count -q --to csv corpus >right.csv 2>/dev/null
                pids=
                for k in 0 1 2 3 4 5 6 7 8 9; do
                        timeout -k 5 60 "$program" count -q -j 2 --to csv corpus --cache=cache >found.$k.csv 2>/dev/null &
                        pids="$pids $!"
                done
                for pid in $pids; do
                        wait "$pid"
                        found=$?
                        expect "cache shared, round $round: a run ended with $found" [ $found = 0 ]
                done
                for k in 0 1 2 3 4 5 6 7 8 9; do
                        expect "cache shared, round $round: the counts are not exact" cmp -s right.csv found.$k.csv
                done
                if [ $round -lt 3 ]; then
                        for k in 0 1 2 3 4 5 6 7 8 9; do
                                echo "{\"tags\": [$round, $k]}" >>corpus/s${round}$k.jsonl
                                touch -d "2024-03-04 05:06:0$round.5" corpus/s${round}$k.jsonl
                        done
                fi
        done
        # shellcheck disable=SC2012 # names are ours
        expect 'cache shared: the segments were never merged' [ "$(ls cache | wc -l)" -lt 24 ]
}

cache_full()
{
        shards 500
        rm -rf cache
        exact 'cache, file size limit' # right.csv, and a cache to compare with
        rm -rf cache
        # The result goes through a pipe: only the cache is to be too large.
        { limited "$program" count --to csv corpus --cache=cache 2>message; echo $? >code; } | cat >found.csv
        expect "cache, file size limit: exit code $(cat code)" [ "$(cat code)" = 0 ]
        expect 'cache, file size limit: the counts are not exact' cmp -s right.csv found.csv
        expect "cache, file size limit: expected one warning: $(cat message)" [ "$(grep -c warning message)" = 1 ]
        # shellcheck disable=SC2012
        expect 'cache, file size limit: something is left behind' [ "$(ls -A cache | grep -cv '^lock$')" = 0 ]
        mkdir full
        if [ "$(id -u)" != 0 ] || ! mount -t tmpfs -o size=64k none full 2>/dev/null; then
                skip 'only root can mount a small disk'
                return
        fi
        mounted=$scratch/full
        head -c 60000 /dev/zero >full/ballast 2>/dev/null
        "$program" count --to csv corpus --cache=full/cache >found.csv 2>message
        found=$?
        expect "cache, disk full: exit code $found" [ $found = 0 ]
        expect 'cache, disk full: the counts are not exact' cmp -s right.csv found.csv
        expect "cache, disk full: expected one warning: $(cat message)" [ "$(grep -c warning message)" = 1 ]
        umount "$mounted"
        mounted=
}

cache_read_only()
{
        as=
        if [ "$(id -u)" = 0 ]; then
                as='setpriv --reuid=65534 --regid=65534 --clear-groups'
                chmod a+rx "$scratch"
                if ! $as "$program" --version >/dev/null 2>&1; then
                        skip 'root may write anywhere, and nobody else can run the program'
                        return
                fi
        fi
        shards 20
        rm -rf cache
        exact 'cache, read-only'
        echo '{"tags": [5]}' >>corpus/s3.jsonl
        touch -d '2024-04-05 06:07:08.9' corpus/s3.jsonl
        "$program" count -q --to csv corpus >right.csv 2>/dev/null
        chmod -R a-w cache
        chmod -R a+rX cache corpus
        # shellcheck disable=SC2086 # words
        $as "$program" count --to csv corpus --cache=cache >found.csv 2>message
        found=$?
        expect "cache, read-only: exit code $found" [ $found = 0 ]
        expect 'cache, read-only: the counts are not exact' cmp -s right.csv found.csv
        expect "cache, read-only: what is there is not used: $(cat message)" grep -q '(19 from the cache)' message
        expect "cache, read-only: expected one warning: $(cat message)" [ "$(grep -c warning message)" = 1 ]
        # shellcheck disable=SC2086
        $as "$program" count --to csv corpus --cache=/proc/nowhere >found.csv 2>message
        found=$?
        expect "cache, no folder: exit code $found" [ $found = 0 ]
        expect 'cache, no folder: the counts are not exact' cmp -s right.csv found.csv
        chmod -R u+w cache
}

# A byte changed with size and time put back: --cache-verify finds it, and so does `cache verify`.  A byte of the cache
# changed: counted again.
cache_lies()
{
        shards 12
        rm -rf cache
        exact 'cache, before it lies'
        for k in 3 7; do
                time=$(stat -c %y corpus/s$k.jsonl)
                printf 9 | dd of=corpus/s$k.jsonl bs=1 seek=10 conv=notrunc 2>/dev/null
                touch -d "$time" corpus/s$k.jsonl
                if [ $k = 7 ]; then
                        "$program" cache verify --cache=cache >message 2>&1
                        found=$?
                        expect "cache verify: expected exit code 1, found $found" [ $found = 1 ]
                        expect "cache verify: $(cat message)" grep -q 'wrong.*s7.jsonl' message
                else
                        exact '--cache-verify' --cache-verify
                        expect "--cache-verify: $(cat message)" grep -q 'warning: corpus/s3.jsonl: the content has changed' message
                fi
                exact 'cache, after what was wrong was found'
                expect "cache, nothing is wrong any more: $(cat message)" [ "$(grep -c warning message)" = 0 ]
        done
        for segment in cache/segment-*; do
                size=$(wc -c <"$segment")
                for at in 3 20 40 $((size / 3)) $((size / 2)) $((size - 3)); do
                        cp "$segment" kept
                        printf '\377' | dd of="$segment" bs=1 seek="$at" conv=notrunc 2>/dev/null
                        exact "cache damaged at byte $at"
                        cp kept "$segment"
                done
        done
}

# A file that was written this very moment may be written again in the same tick: it is not kept.  While one grows, its
# counts are of what was there, and the next run counts what is there then.
cache_fresh()
{
        shards 3
        rm -rf cache
        exact 'cache, old files'
        touch -d '+1 hour' corpus/s1.jsonl
        exact 'cache, a file of the future'
        exact 'cache, a file of the future again'
        expect "cache, a file of the future was kept: $(cat message)" grep -q '(2 from the cache)' message
        i=0
        while [ $i -lt 30 ]; do
                echo "{\"tags\": [$i]}" >>corpus/s2.jsonl
                "$program" count -q --to csv corpus --cache=cache >/dev/null 2>&1
                echo "{\"tags\": [$i]}" >>corpus/s2.jsonl
                exact "cache, a file that is being written ($i)"
                i=$((i + 1))
        done
}

# A file is written to between two looks of the run that counts it, and its time is put to some other one.  What of it was
# counted nobody knows: the next run counts it again.
cache_behind()
{
        have_preload behind 'a file is written to behind a look into it' || return
        for look in 1 2 3; do
                shards 3
                rm -rf cache
                CW_BEHIND_FILE=corpus/s1.jsonl CW_BEHIND_AT=$look LD_PRELOAD=$scratch/behind.so \
                        "$program" count -q -j 1 --to csv corpus --cache=cache >/dev/null 2>&1
                exact "cache, a file that was written to behind look $look"
        done
}

# later_runs WHAT: with the cache as it was left, once and once more.
later_runs()
{
        for run in 1 2; do
                timeout -k 5 60 "$program" count -q --to csv corpus --cache=cache >found.csv 2>message
                found=$?
                [ $found = 0 ] && cmp -s right.csv found.csv && continue
                echo "cache, power cut, $1: later run $run ends with $found: $(cat message)"
                wrong=$((wrong + 1))
        done
}

# Power is cut after every change that a run makes to the folder of the cache, and what was not synced is lost in ways that
# preload/power_cut.c tells; on a disk that syncs, and on one that only says so.  From no cache, and from one of so many
# segments that this run merges them.
cache_power()
{
        have_power_cut || return
        shards 300
        rm -rf cache segments
        i=0
        while [ $i -lt 9 ]; do
                [ $i = 0 ] || echo "{\"tags\": [$i]}" >>"corpus/s$i.jsonl"
                touch -d "2024-02-03 04:05:06.$((100 + i))" "corpus/s$i.jsonl"
                [ $i != 8 ] || cp -r cache segments
                "$program" count -q --to csv corpus --cache=cache >right.csv 2>/dev/null
                i=$((i + 1))
        done
        # shellcheck disable=SC2012 # names are ours
        expect 'cache, power cut: expected 8 segments to begin with' [ "$(ls segments | grep -c segment)" = 8 ]
        wrong=0 n_cut=0
        for start in nothing segments; do
                for disk in honest lying; do
                        lies=
                        [ $disk = honest ] || lies=yes
                        at=0 code=86
                        while [ $code = 86 ]; do
                                at=$((at + 1))
                                for lose in all data names 1 2 4 6; do
                                        rm -rf cache
                                        [ $start = nothing ] || cp -r segments cache
                                        CW_POWER_LIES=$lies cut_power cache $at $lose \
                                                "$program" count -q -j 1 --to csv corpus --cache=cache >found.csv 2>message
                                        code=$?
                                        n_cut=$((n_cut + 1))
                                        later_runs "from $start, $disk disk, change $at, lost: $lose"
                                done
                        done
                        expect "cache, power cut: exit code $code: $(cat message)" [ $code = 0 ]
                done
                # What a run that came to its end has written is there for good, on a disk that syncs.
                rm -rf cache
                [ $start = nothing ] || cp -r segments cache
                cut_power cache 0 all "$program" count -q -j 1 --to csv corpus --cache=cache >found.csv 2>/dev/null
                exact 'cache, power cut at the end'
                expect "cache, power cut at the end: $(cat message)" grep -q '(300 from the cache)' message
        done
        expect "cache, power cut: $wrong later runs after $n_cut cuts were not exact" [ $wrong = 0 ]
        expect "cache, power cut: only $n_cut cuts" [ $n_cut -gt 200 ]
}
