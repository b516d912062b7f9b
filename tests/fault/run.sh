#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The program under bad luck: killed while it writes, interrupted while it waits, a full disk, a folder it may not write
# to, and files cut off at every byte or with flipped bits.
#
#   tests/fault/run.sh [CHECK...]      CHECK: killed, power_cut, full, read_only, interrupted, cut_off, flipped, cache_killed,
#                                             cache_shared, cache_full, cache_read_only, cache_lies, cache_fresh,
#                                             cache_behind, cache_power
#   CW_PROGRAM  the program (build/counterweight)
#
# After each of these the old file is whole or the new one is; a signal never ends the program but where it was sent; and
# whatever the bytes, the exit code is 0, or 3 with a sentence that names the file.
set -u
cd "$(dirname "$0")/../.." || exit 1
here=$PWD/tests/fault
program=${CW_PROGRAM:-$PWD/build/counterweight}
case $program in /*) ;; *) program=$PWD/$program ;; esac
[ -x "$program" ] || { echo "tests/fault: expected the program at $program (run make)" >&2; exit 1; }

scratch=$(mktemp -d)
mounted=
cleanup()
{
        [ -z "$mounted" ] || umount "$mounted"
        chmod -R u+w "$scratch"
        rm -rf "$scratch"
}
trap cleanup EXIT
trap 'exit 130' INT TERM
cd "$scratch" || exit 1
unset NO_COLOR OMP_NUM_THREADS COUNTERWEIGHT_CACHE 2>/dev/null
LC_ALL=C TERM=dumb
export LC_ALL TERM

: >message
passed=0 failed=0 skipped=0

pass() { passed=$((passed + 1)); }

fail()
{
        echo "$*"
        failed=$((failed + 1))
}

skip()
{
        echo "skipped: $*"
        skipped=$((skipped + 1))
}

# expect WHAT COMMAND...: one check.
expect()
{
        what=$1
        shift
        if "$@"; then pass; else fail "$what"; fi
}

# ---- inputs --------------------------------------------------------------------------------------------------------

cat >labels.txt <<'END'
O
B-PER
I-PER
END
cat >a.jsonl <<'END'
{"tags": [0, 1, 2, -100]}
{"text": "tags", "tags": [0]}
END
cat >a.conll <<'END'
# id
Ada B-PER
runs O

-DOCSTART- O
Ada B-PER
END
echo '[{"tags": [0, 1]}, {"tags": [2]}]' >a.json
echo '{"format": "counterweight-counts", "version": 1, "tokens": 9,
"labels": [{"id": 0, "name": "O", "tokens": 7}, {"id": 1, "name": "B", "tokens": 2}]}' >a.counts.json
"$program" pack --labels labels.txt a.jsonl -o a.labels.zst 2>/dev/null
plain='a.jsonl a.conll a.json a.counts.json a.labels.zst'
files=$plain
for name in a.jsonl a.conll a.json a.counts.json; do
        if command -v gzip >/dev/null; then gzip -nc $name >$name.gz; files="$files $name.gz"; fi
        if command -v zstd >/dev/null; then
                zstd -qc $name >$name.zst
                { head -c 20 $name | zstd -qc; tail -c +21 $name | zstd -qc; } >two.$name.zst
                files="$files $name.zst two.$name.zst"
        fi
done

# A configuration large enough that writing it takes a while.
{
        echo '[train] # keep me'
        i=0
        while [ $i -lt 4000 ]; do
                echo "key_$i = $i # a line like many others in this file"
                i=$((i + 1))
        done
        echo '[class_weights]'
        echo '0 = 0.5'
} >old.toml
cp old.toml new.toml
"$program" weights -q --update new.toml a.counts.json 2>/dev/null || fail 'the update itself fails'

# ---- what can be checked -------------------------------------------------------------------------------------------

# The old file or the new one, nothing else.
is_whole() { cmp -s "$1" old.toml || cmp -s "$1" new.toml; }

# Killed at random moments: cfg.toml is always one of the two.
killed()
{
        broken=0 n_new=0 i=0
        while [ $i -lt 120 ]; do
                cp old.toml cfg.toml
                "$program" weights -q --update cfg.toml a.counts.json >/dev/null 2>&1 &
                pid=$!
                sleep "0.00$((i % 10))"
                kill -9 $pid 2>/dev/null
                wait $pid 2>/dev/null
                is_whole cfg.toml || broken=$((broken + 1))
                ! cmp -s cfg.toml new.toml || n_new=$((n_new + 1))
                i=$((i + 1))
        done
        expect "killed: $broken of 120 times the file was neither the old nor the new one" [ $broken = 0 ]
        "$program" weights -q --update cfg.toml a.counts.json 2>/dev/null
        expect 'killed: what was left behind is in the way of the next update' cmp -s cfg.toml new.toml
        rm -f .cfg.toml* cfg.toml?*
}

# have_preload NAME WHAT: the library preload/NAME.c; it goes with an ordinary build only.
have_preload()
{
        [ ! -e "$1.so" ] || return 0
        [ "${CW_CONFIG:-release}" != release ] ||
                ${CC:-cc} -O1 -shared -fPIC -o "$1.so" "$here/preload/$1.c" -ldl 2>message || true
        [ -e "$1.so" ] || { skip "$2 where a compiler is at hand, and no sanitizer"; return 1; }
}

have_power_cut() { have_preload power_cut 'the power is cut'; }

# cut_power FOLDER CHANGE WHAT_IS_LOST COMMAND...: see preload/power_cut.c
cut_power()
(
        export CW_POWER_FOLDER="$1" CW_POWER_AT="$2" CW_POWER_LOSE="$3"
        shift 3
        exec env LD_PRELOAD="$scratch/power_cut.so" "$@"
)

# The power is cut after every change that --update makes to the folder, and what was not synced is lost.
power_cut()
{
        have_power_cut || return
        mkdir disk
        broken=0 at=0 code=86
        while [ $code = 86 ]; do
                at=$((at + 1))
                for lose in none all data names 1 2 3 4; do
                        rm -f disk/* disk/.c*
                        cp old.toml disk/cfg.toml
                        cut_power disk $at $lose "$program" weights -q --update disk/cfg.toml a.counts.json >/dev/null 2>message
                        code=$?
                        is_whole disk/cfg.toml || broken=$((broken + 1))
                done
        done
        expect "power cut: exit code $code: $(cat message)" [ $code = 0 ]
        expect "power cut: only $at changes" [ $at -gt 4 ]
        expect "power cut: $broken times the file was neither the old nor the new one" [ $broken = 0 ]
        cut_power disk 0 all "$program" weights -q --update disk/cfg.toml a.counts.json 2>/dev/null
        expect 'power cut: an update that was done is gone' cmp -s disk/cfg.toml new.toml
        rm -r disk
}

# Runs the program and expects exit code $1 and the file $2 as $3, and no other new file.
spoilt()
{
        code=$1 file=$2 same=$3 title=$4
        shift 4
        # shellcheck disable=SC2012 # names are ours
        before=$(ls -a "$(dirname "$file")" | wc -l)
        "$@" >/dev/null 2>message
        found=$?
        expect "$title: expected exit code $code, found $found: $(cat message)" [ $found = "$code" ]
        if [ "$same" = none ]; then
                expect "$title: $file is there" [ ! -e "$file" ]
        else
                expect "$title: $file has changed" cmp -s "$file" "$same"
        fi
        # shellcheck disable=SC2012
        after=$(ls -a "$(dirname "$file")" | wc -l)
        expect "$title: something is left behind" [ "$before" = "$after" ]
}

# No file may grow beyond 4 KiB or so; the signal for that is ignored, so that write() fails.
limited()
(
        trap '' XFSZ
        ulimit -f 8
        exec "$@"
)

full()
{
        cp old.toml cfg.toml
        spoilt 4 cfg.toml old.toml 'file size limit, --update' limited "$program" weights -q --update cfg.toml a.counts.json
        i=0
        while [ $i -lt 3000 ]; do echo "{\"tags\": [$i, $((i * 7919 % 30011)), $((i * 104729 % 32003))]}"; i=$((i + 1)); done >big.jsonl
        spoilt 4 big.json none 'file size limit, -o' limited "$program" count -q big.jsonl -o big.json
        spoilt 4 big.zst none 'file size limit, pack' limited "$program" pack -q big.jsonl -o big.zst
        "$program" pack -q big.jsonl -o whole.zst 2>/dev/null
        spoilt 4 big.txt none 'file size limit, unpack' limited "$program" unpack -q whole.zst -o big.txt
        # Whoever does not ignore the signal is killed by it, and the old file is whole all the same.
        (ulimit -f 8; exec "$program" weights -q --update cfg.toml a.counts.json) >/dev/null 2>&1
        expect 'file size limit, signal: cfg.toml has changed' cmp -s cfg.toml old.toml
        rm -f .cfg.toml* cfg.toml?*
        if [ -c /dev/full ]; then
                "$program" count a.jsonl >/dev/full 2>message
                found=$?
                expect "standard output full: expected exit code 4, found $found" [ $found = 4 ]
        fi
        mkdir disk
        if [ "$(id -u)" != 0 ] || ! mount -t tmpfs -o size=256k none disk 2>/dev/null; then
                skip 'only root can mount a small disk'
                return
        fi
        mounted=$scratch/disk
        cp old.toml disk/cfg.toml
        head -c 250000 /dev/zero >disk/ballast 2>/dev/null
        spoilt 4 disk/cfg.toml old.toml 'disk full, --update' "$program" weights -q --update disk/cfg.toml a.counts.json
        spoilt 4 disk/big.json none 'disk full, -o' "$program" count -q big.jsonl -o disk/big.json
        TMPDIR=$scratch/disk
        export TMPDIR
        spoilt 4 disk/x.zst none 'disk full, pack of standard input' "$program" pack -q - -o disk/x.zst <big.jsonl
        unset TMPDIR
        umount "$mounted"
        mounted=
}

read_only()
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
        mkdir locked
        cp old.toml locked/cfg.toml
        chmod a-w locked locked/cfg.toml
        chmod a+rx locked
        # shellcheck disable=SC2086 # words
        spoilt 4 locked/cfg.toml old.toml 'read-only folder, --update' $as "$program" weights -q --update locked/cfg.toml a.counts.json
        # shellcheck disable=SC2086
        spoilt 4 locked/new.json none 'read-only folder, -o' $as "$program" count -q a.jsonl -o locked/new.json
        # shellcheck disable=SC2086
        spoilt 4 locked/new.zst none 'read-only folder, pack' $as "$program" pack -q a.jsonl -o locked/new.zst
        chmod u+w locked
}

# after SECONDS SIGNAL COMMAND...: its exit code, with the signal sent to it then; 137 if it had to be killed.  In the
# foreground: else timeout sends the signal to the whole group too, and the second one kills.
after()
(
        seconds=$1 signal=$2
        shift 2
        exec timeout --foreground --preserve-status -k 20 -s "$signal" "$seconds" "$@"
)

interrupted()
{
        mkfifo pipe
        cp old.toml cfg.toml
        for signal in INT TERM; do
                for threads in 1 4; do
                        what="SIG$signal, $threads threads"
                        spoilt 130 out.toml none "$what, nobody writes to the pipe" \
                                after 0.4 $signal "$program" weights -q -j $threads pipe -o out.toml
                        exec 3<>pipe
                        echo '{"tags": [0, 1]}' >&3
                        spoilt 130 out.toml none "$what, the pipe is silent" \
                                after 0.4 $signal "$program" weights -q -j $threads a.jsonl pipe a.jsonl -o out.toml
                        exec 3>&-
                        exec 3<>pipe
                        spoilt 130 cfg.toml old.toml "$what, --update" \
                                after 0.4 $signal "$program" weights -q -j $threads pipe --update cfg.toml
                        spoilt 130 x.zst none "$what, pack" \
                                after 0.4 $signal "$program" pack -q -j $threads - -o x.zst <pipe
                        exec 3>&-
                done
        done
}

# survives FILE WHAT: one run on bytes that may be anything: exit code 0, or 3 and the file's name in the sentence.
survives()
{
        timeout -k 5 20 "$program" count -q -j 2 "$1" >/dev/null 2>message
        found=$?
        case $found in
        0) return 0 ;;
        3) ! grep -q -e "^counterweight: .*$1" -e 'expected labelled tokens, found none' message || return 0 ;;
        esac
        fail "$2: exit code $found: $(head -c 300 message)"
        return 1
}

# Each byte in the release build, every seventh where the program is slower.
cut_off()
{
        step=1
        [ "${CW_CONFIG:-release}" = release ] || step=7
        for name in $files; do
                n=0 good=true
                size=$(wc -c <"$name")
                while [ $n -lt "$size" ]; do
                        head -c $n "$name" >"cut.$name"
                        survives "cut.$name" "$name cut off at byte $n" || good=false
                        n=$((n + step))
                done
                rm "cut.$name"
                # Compressed data that is cut off must not pass for whole.
                case $name in
                *.zst | *.gz)
                        head -c $((size - 1)) "$name" >"cut.$name"
                        "$program" count -q "cut.$name" >/dev/null 2>&1
                        [ $? = 3 ] || { fail "$name without its last byte is taken for whole"; good=false; }
                        ;;
                esac
                ! $good || pass
        done
}

# Flips that are random and yet the same on every run.
flipped()
{
        for name in $files; do
                good=true
                size=$(wc -c <"$name")
                cp "$name" "flip.$name"
                awk -v size="$size" -v name="$name" 'BEGIN {
                        x = length(name) * 7919 + size
                        for (i = 0; i < 40; i++) {
                                x = (x * 16807) % 2147483647; at = x % size
                                x = (x * 16807) % 2147483647; print at, x % 256
                        }
                }' >flips
                while read -r at byte; do
                        # shellcheck disable=SC2059 # the format is the byte
                        printf "\\$(printf %03o "$byte")" | dd of="flip.$name" bs=1 seek="$at" conv=notrunc 2>/dev/null
                        survives "flip.$name" "$name with byte $byte at $at" || good=false
                        # Three faults together, then from the start again.
                        [ $((at % 3)) != 0 ] || cp "$name" "flip.$name"
                done <flips
                ! $good || pass
        done
}

same_as_either()
{
        cmp -s right.csv found.csv || { [ -f rest.csv ] && cmp -s rest.csv found.csv; }
}

# shrinks TIMES NAME [OPTION]...: a file that is cut off at any look into it is counted whole or refused, and kills nobody; the
# latter more than TIMES times, which shows that there was much to look at.  What is among the options is counted before it, and
# $behind, if that is a file, behind it.
shrinks()
{
        times=$1 name=$2
        shift 2
        "$program" count -q --to csv "$@" "$name" ${behind:+"$behind"} >right.csv
        size=$(wc -c <"$name") look=1 n_short=0 whole=false
        head -c $((size / 3)) "$name" >"short.$name"
        "$program" count -q --to csv "$@" "short.$name" ${behind:+"$behind"} >rest.csv 2>message || rm -f rest.csv
        while ! $whole && [ $look -lt 200 ]; do
                cp "$name" "short.$name"
                CW_SHRINK_FILE="short.$name" CW_SHRINK_AT=$look CW_SHRINK_TO=$((size / 3)) LD_PRELOAD=$scratch/shrink.so \
                        "$program" count -q --to csv "$@" "short.$name" ${behind:+"$behind"} >found.csv 2>message
                found=$?
                if [ $found = 0 ]; then
                        # What was seen before it was cut off counts, or what was left before it was opened to be counted.
                        expect "$name shrinks at look $look: wrong counts" same_as_either
                        [ "$(wc -c <"short.$name")" != "$size" ] || whole=true
                else
                        expect "$name shrinks at look $look: exit code $found: $(cat message)" [ $found -lt 128 ]
                        ! grep -q 'became shorter while it was read' message || n_short=$((n_short + 1))
                fi
                look=$((look + 1))
        done
        expect "$name shrinks: never more than $look looks into it" $whole
        expect "$name shrinks: said $n_short times only" [ $n_short -gt "$times" ]
        rm -f "short.$name"
}

shrinking()
{
        have_preload shrink 'a file shrinks' || return
        awk 'BEGIN { for (i = 0; i < 300000; i++)
                print "{\"text\": \"a sentence of no great length, number " i "\", \"tags\": [0, 1, 2, 0, 0, -100]}" }' >long.jsonl
        awk 'BEGIN { for (i = 0; i < 1500000; i++) print i % 20 ? "word" i "\tO" : "" }' >long.conll
        yes ABCAAAAA | head -c 24000000 >long.raw
        head -n 100 long.jsonl >first.jsonl
        head -n 100 long.conll >first.conll
        head -c 9 long.raw >first.raw
        # One file is opened before there are workers, and not again if it is sound then: the first that has a column, else the
        # last.  Any other is opened by one of them.
        for threads in 1 2; do
                behind=
                shrinks 1 long.jsonl -j $threads first.jsonl
                shrinks 0 long.raw -j $threads --format raw --dtype u8
                behind=first.raw
                shrinks 1 long.raw -j $threads --format raw --dtype u8
                behind=first.conll
                shrinks 1 long.conll -j $threads
        done
        behind=
        shrinks 1 long.jsonl -j 2
        shrinks 1 long.conll -j 1
        rm -f long.* first.*
}

# shellcheck source=tests/fault/cache_checks.sh
. "$here/cache_checks.sh"

[ $# != 0 ] || set -- killed power_cut full read_only interrupted cut_off flipped shrinking \
        cache_killed cache_shared cache_full cache_read_only cache_lies cache_fresh cache_behind cache_power
for check; do
        "$check"
done
if [ $skipped = 0 ]; then
        echo "$passed passed, $failed failed"
else
        echo "$passed passed, $failed failed, $skipped skipped"
fi
[ $failed = 0 ]
