#!/bin/sh
# SPDX-License-Identifier: MIT
#
# counterweight-mpi on 1, 2, 3 and 5 ranks does what counterweight does: the same bytes, the same messages, the same exit
# code.  More ranks than cores is what these tests want.
#
#   tests/mpi/run.sh
#   CW_PROGRAM  the program; counterweight-mpi lies beside it      CW_SYNTH  tools/synth, built
set -u
program=${CW_PROGRAM:-$PWD/build/counterweight}
synth=${CW_SYNTH:-$PWD/build/synth}
ranks_program=$(dirname "$program")/counterweight-mpi
for wanted in "$ranks_program" "$synth"; do
        [ -x "$wanted" ] || { echo "tests/mpi: expected $wanted (run make test-mpi)" >&2; exit 1; }
done

# For Open MPI: root is fine in a container, more ranks than cores are meant, and no ssh is needed to stay here.
OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_btl_vader_single_copy_mechanism=none OMPI_MCA_plm_rsh_agent=sh
export OMPI_ALLOW_RUN_AS_ROOT OMPI_ALLOW_RUN_AS_ROOT_CONFIRM OMPI_MCA_rmaps_base_oversubscribe
export OMPI_MCA_hwloc_base_binding_policy OMPI_MCA_btl_vader_single_copy_mechanism OMPI_MCA_plm_rsh_agent
LC_ALL=C
export LC_ALL
unset OMP_NUM_THREADS

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
cd "$scratch" || exit 1
passed=0 failed=0

# What counterweight itself said, without times, and without what mpirun adds.
said()
{
        grep -E '^(counterweight: |counted )' "$1" | sed -E 's/; [0-9.]+ s(, .*)?$//'
}

fail()
{
        failed=$((failed + 1))
        echo "$*"
}

# same NAME ARGUMENT...: standard input is the file `input`.  The output file is `out`.
same()
{
        name=$1
        shift
        rm -f out
        "$program" "$@" <input >one.stdout 2>one.stderr
        code=$?
        [ ! -e out ] || mv out one.out
        for n in 1 2 3 5; do
                rm -f out
                timeout -k 5 120 mpirun -np $n "$ranks_program" "$@" <input >stdout 2>stderr
                found=$?
                said stderr >stderr.said
                said one.stderr >expected.said
                wrong=
                [ $found = $code ] || wrong="exit code $found, expected $code"
                [ -n "$wrong" ] || cmp -s stdout one.stdout || wrong='another standard output'
                [ -n "$wrong" ] || cmp -s stderr.said expected.said || wrong='other messages'
                if [ -z "$wrong" ] && [ -e one.out ]; then
                        cmp -s out one.out || wrong='another output file'
                elif [ -z "$wrong" ] && [ -e out ]; then
                        wrong='an output file where there should be none'
                fi
                if [ -z "$wrong" ]; then
                        passed=$((passed + 1))
                else
                        fail "$name, $n ranks: $wrong"
                        diff expected.said stderr.said | sed 's/^/    /' | head -n 10
                        tail -n 5 stderr | sed 's/^/    stderr: /'
                fi
        done
        rm -f one.out
}

# make_data FOLDER OPTION...: shards alone, without what synth says of them.
make_data()
{
        folder=$1
        shift
        "$synth" --out "$folder" "$@" >/dev/null
        rm -f "$folder"/truth.json "$folder"/labels.json
}

make_data ids --labels 300k --shards 7
make_data text --labels 60k --shards 23 --format jsonl --string-labels --seed 3
make_data gz --labels 60k --shards 5 --format conll --codec gz --seed 4
: >input

# ---- the same figures --------------------------------------------------------------------------------------------

same 'ids' count ids -o out
same 'names' count text -q
same 'threads' weights -j3 text -o out
same 'CoNLL, gzip' count gz -o out
same 'per shard' count --per-shard text -o out
same 'JSON' weights --json ids
same 'in place' weights text --to toml
same 'a sample' weights --sample 30% --json text
same 'a sample in a file' count --sample 30% --estimate ids -o out
same 'a sample of one block' count --sample 0.0001% --json text gz
same 'a sample with another seed' weights -j3 --sample 50% --seed 7 --json gz
set -- ids/*
same 'one file' count "$1"
same 'explain' explain O ids
same 'no data' inspect ids
for shard in text/*; do
        "$program" count -q "$shard" -o "$(basename "$shard").json"
done
same 'merge' merge ./*.json -o out
rm -f ./*.json

# ---- the same failures -------------------------------------------------------------------------------------------

same 'usage' count --no-such-option ids
same 'no such file' count ids nowhere -o out
cp -R text bad
set -- bad/*
for shard in "$5" "$6" "$9"; do
        printf '{"ner_tags": ["O"\n' >>"$shard"
done
same 'damaged: the first is told, once' count bad -o out
same 'damaged: kept going' count --keep-going --per-shard bad -o out
same 'a sample, kept going' count --sample 60% --keep-going --json bad
same 'a sample of what is damaged' count --sample 100% --json bad
same 'rows skipped' count --bad-rows skip bad -o out
printf '{"ner_tags": [0]}\n' >bad/zz.jsonl
same 'ids among names' count text bad/zz.jsonl -o out
printf 'O\nB-X\n' >labels.txt
same 'not in the map' count --labels labels.txt text -o out
same 'unknown, counted' count --labels labels.txt --unknown count text -o out

# ---- names that the shards carry ---------------------------------------------------------------------------------

mkdir packed
for k in 1 2 3 4 5 6; do
        printf 'O\nB-X\nI-X\n' >names.txt
        [ $k != 3 ] && [ $k != 5 ] || printf 'O\nI-X\nB-X\n' >names.txt
        printf '{"tags": [0, 1, 2, %d]}\n' $((k % 3)) >ids.jsonl
        "$program" pack -q --labels names.txt ids.jsonl -o packed/$k.labels.zst
done
same 'names at odds' count packed -o out
same 'names at odds, kept going' count --keep-going packed -o out
same "at odds with the user's" count --labels labels.txt packed -o out

# ---- standard input, pipes ---------------------------------------------------------------------------------------

cat text/* >input
same 'standard input' count - -o out
same 'standard input among files' count text - ids/none -o out
same 'a list on standard input' count --files-from input -o out
find text -type f | sort >input
same 'a list of files' count --files-from - -o out
: >input

# ---- the cache -----------------------------------------------------------------------------------------------------

touch -d '2024-01-02 03:04:05.678' text/*
mpirun -np 3 "$ranks_program" count -q text --cache=cache >/dev/null 2>&1
same 'cache' count text --cache=cache -o out
# expect_warning NAME PATTERN
expect_warning()
{
        name=$1 wanted=$2
        found=$(grep -c '^counterweight: warning: ' stderr)
        if [ "$found" = 1 ] && grep -q "$wanted" stderr && cmp -s stdout one.stdout; then
                passed=$((passed + 1))
        else
                fail "$name: expected one warning ($wanted), found $found"
                sed 's/^/    stderr: /' stderr | head -n 5
        fi
}
# A byte changes and nothing shows it: the rank that reads the shard finds it, and it is told here.
set -- text/*
for n in 2 3; do
        for victim in "$1" "$5" "$9"; do
                at=$(grep -o -b '"O"' "$victim" | head -n 1 | cut -d : -f 1)
                printf Q | dd of="$victim" bs=1 seek=$((at + 1)) conv=notrunc 2>/dev/null
                touch -d '2024-01-02 03:04:05.678' "$victim"
                "$program" count -q text >one.stdout
                timeout -k 5 120 mpirun -np $n "$ranks_program" count text --cache=cache --cache-verify >stdout 2>stderr
                expect_warning "cache, $victim has changed, $n ranks" "warning: $victim: the content has changed"
        done
done
# No rank can write there: of all that say so one is told.
for n in 2 3; do
        timeout -k 5 120 mpirun -np $n "$ranks_program" count text --cache=/proc/nowhere >stdout 2>stderr
        expect_warning "cache that cannot be written, $n ranks" 'not kept in the cache'
done

# ---- how ranks meet: not by networks where there is one machine, but who has chosen is obeyed -----------------------

if mpirun --version | grep -q 'Open MPI'; then
        "$program" count -q ids >one.stdout
        for chosen in pml=ob1 btl=self,tcp; do
                if timeout -k 5 120 mpirun --mca "${chosen%=*}" "${chosen#*=}" -np 2 "$ranks_program" count -q ids >stdout 2>stderr &&
                        cmp -s stdout one.stdout; then
                        passed=$((passed + 1))
                else
                        fail "$chosen: failed"
                        tail -n 5 stderr | sed 's/^/    stderr: /'
                fi
        done
        # Neither is there: if it is heard, MPI does not start.
        for chosen in OMPI_MCA_pml OMPI_MCA_btl; do
                if env $chosen=nowhere timeout -k 5 120 mpirun -np 2 "$ranks_program" count -q ids >stdout 2>stderr; then
                        fail "$chosen: not obeyed"
                else
                        passed=$((passed + 1))
                fi
        done
fi

# ---- progress, and ends before the end ---------------------------------------------------------------------------

# Long enough to be told of: compressed, so that it is.
make_data more --labels 100M --shards 12 --format jsonl --codec zst
if timeout -k 5 120 mpirun -np 3 "$ranks_program" count -j1 --progress always more -o out 2>stderr >stdout &&
        grep -q 'of 12 shards' stderr; then
        passed=$((passed + 1))
else
        fail 'progress: no line'
fi

# Rank 0 waits for a pipe that nobody writes to while another rank is killed, or the run is interrupted: it ends, with
# nothing written.
mkfifo silent
for signal in KILL INT; do
        rm -rf folder
        mkdir folder
        mpirun -np 3 "$ranks_program" count text silent -o folder/out >stdout 2>stderr 3<>silent &
        mpirun=$!
        sleep 2
        victim=$mpirun
        [ $signal != KILL ] || victim=$(ps -o pid= --ppid $mpirun | tail -n 1 | tr -d ' ')
        kill -$signal "$victim"
        (sleep 60 && kill -9 $mpirun) 2>/dev/null &
        watchdog=$!
        wait $mpirun
        code=$?
        kill $watchdog 2>/dev/null
        if [ $code = 0 ] || [ $code = 137 ] && [ $signal = INT ] || [ -n "$(ls -A folder)" ]; then
                fail "SIG$signal: exit code $code, left behind: $(ls -A folder)"
                tail -n 5 stderr | sed 's/^/    stderr: /'
        else
                passed=$((passed + 1))
        fi
done

echo "$passed passed, $failed failed"
[ $failed = 0 ]
