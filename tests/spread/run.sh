#!/bin/sh
# SPDX-License-Identifier: MIT
#
# One corpus counted in many pieces by many processes, in the ways that README names, against one process: the weights
# must be the same bytes.  Slurm and Spark are played: by an sbatch that runs the tasks at once, and by a shell that feeds
# each part of a list to a command, as RDD.pipe() does.
#
#   tests/spread/run.sh
#   CW_PROGRAM  the program          CW_SYNTH  tools/synth, built
set -u
top=$PWD
program=${CW_PROGRAM:-$top/build/counterweight}
synth=${CW_SYNTH:-$top/build/synth}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
mkdir "$scratch/bin"
ln -s "$program" "$scratch/bin/counterweight"
PATH=$scratch/bin:$PATH
export PATH
cd "$scratch" || exit 1
passed=0 failed=0 skipped=0

# check NAME COUNTS_FILE
check()
{
        if counterweight weights -q "$2" -o found.toml && grep -v '^command = ' found.toml | cmp -s - expected; then
                passed=$((passed + 1))
        else
                failed=$((failed + 1))
                echo "$1: other weights than from one process"
        fi
}

"$synth" --out data --labels 200k --shards 37 --format jsonl --string-labels >/dev/null
rm -f data/truth.json data/labels.json
counterweight count -q data -o whole.json
counterweight weights -q whole.json | grep -v '^command = ' >expected
find data -type f | sort >shards.txt

# ---- GNU parallel ------------------------------------------------------------------------------------------------

if command -v parallel >/dev/null; then
        mkdir parts
        find data -type f -print0 |
                parallel -0 -n 5 counterweight count -q -j 1 -o 'parts/{#}.json' '{}' 2>parallel.log
        counterweight merge -q parts -o merged.json
        check 'GNU parallel' merged.json
else
        echo 'skipped: GNU parallel is not there'
        skipped=$((skipped + 1))
fi

# ---- Slurm -------------------------------------------------------------------------------------------------------

cat >bin/sbatch <<'END'
#!/bin/sh
# Runs what is submitted at once, an array task by task, as job 7.
first=0 last=
while :; do
        case $1 in
        --array=*) last=${1##*-} ;;
        --*) ;;
        *) break ;;
        esac
        shift
done
if [ -z "$last" ]; then
        "$@" >&2
else
        for task in $(seq $first $last); do
                SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_MIN=$first SLURM_ARRAY_TASK_STEP=1 \
                        SLURM_ARRAY_TASK_COUNT=$((last + 1)) SLURM_CPUS_PER_TASK=1 "$@" >&2 || exit 1
        done
fi
echo 7
END
chmod +x bin/sbatch
for tasks in 1 8 50; do
        "$top/tools/slurm/submit" $tasks shards.txt slurm --bad-rows skip >/dev/null 2>slurm.log
        check "Slurm, $tasks tasks" slurm/counts.json
done

# ---- Spark's RDD.pipe() -------------------------------------------------------------------------------------------

mkdir spark
split -n r/6 shards.txt partition.
for partition in partition.*; do
        counterweight count -q --files-from - <"$partition" >"spark/$partition.json"
done
counterweight merge -q spark -o merged.json
check 'Spark pipe' merged.json

if [ $skipped = 0 ]; then
        echo "$passed passed, $failed failed"
else
        echo "$passed passed, $failed failed, $skipped skipped"
fi
[ $failed = 0 ]
