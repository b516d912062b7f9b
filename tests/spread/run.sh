#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What README says of other programs, as it is written there: one corpus counted in many pieces by GNU parallel, by Slurm and
# by Spark's RDD.pipe(), against one process, whose weights must be the same bytes; and `check` as a step of GitHub Actions, as
# a pre-commit hook and as a DVC stage.
#
#   tests/spread/run.sh
#   CW_PROGRAM  the program          CW_SYNTH  tools/synth, built
#
# Slurm is a real one where it can be had (tools/install-deps spread), else played by an sbatch that runs the tasks at
# once.  Spark is played (pipe.py).  Of a step GitHub runs what is under `run` with the shell named beside it; DVC hands `cmd` to sh.
set -u
top=$PWD
program=${CW_PROGRAM:-$top/build/counterweight}
synth=${CW_SYNTH:-$top/build/synth}
here=$top/tests/spread
scratch=$(mktemp -d)
# shellcheck source=tests/spread/slurm_node.sh
. "$here/slurm_node.sh"
trap 'slurm_stop; rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
mkdir "$scratch/bin" "$scratch/home"
ln -s "$program" "$scratch/bin/counterweight"
PATH=$scratch/bin:$PATH HOME=$scratch/home
export PATH HOME
unset XDG_CACHE_HOME COUNTERWEIGHT_CACHE 2>/dev/null
cd "$scratch" || exit 1
passed=0 failed=0 skipped=0

pass() { passed=$((passed + 1)); }

fail()
{
        failed=$((failed + 1))
        echo "$*"
}

skip()
{
        skipped=$((skipped + 1))
        echo "skipped: $*"
}

# expect WHAT COMMAND...
expect()
{
        what=$1
        shift
        if "$@" >"$scratch/expect.log" 2>&1; then
                pass
        else
                fail "$what"
                tail -n 5 "$scratch/expect.log"
        fi
}

# check NAME COUNTS_FILE
check()
{
        if counterweight weights -q "$2" -o found.toml && grep -v '^command = ' found.toml | cmp -s - expected; then
                pass
        else
                fail "$1: other weights than from one process"
        fi
}

# snippet WORDS: the paragraph, within a fenced block of README, that begins with a line with these words.
snippet()
{
        awk -v words="$1" '/^```/ { inside = !inside; found = 0; next }
                !inside { next }
                /^$/ { found = 0 }
                index($0, words) { found = 1 }
                found { print; any = 1 }
                END { exit !any }' "$top/README.md"
}

"$synth" --out data --labels 200k --shards 120 --format jsonl --string-labels >/dev/null
rm -f data/truth.json data/labels.json
counterweight count -q data -o whole.json
counterweight weights -q whole.json | grep -v '^command = ' >expected
ln -s "$top/tools" tools

# ---- GNU parallel ------------------------------------------------------------------------------------------------

if command -v parallel >/dev/null; then
        snippet '# GNU parallel' >parallel.sh
        expect "GNU parallel, as README has it" sh -e parallel.sh
        expect 'GNU parallel: expected 3 jobs' [ "$(find parts -name '*.json' | wc -l)" = 3 ]
        check 'GNU parallel' counts.json
        rm -r parts
else
        skip 'GNU parallel is not there'
fi

# ---- Slurm -------------------------------------------------------------------------------------------------------

find data -type f | sort >shards.txt
mkdir played
cat >played/sbatch <<'END'
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
chmod +x played/sbatch
for tasks in 1 8 130; do
        PATH=$scratch/played:$PATH tools/slurm/submit $tasks shards.txt slurm --bad-rows skip >/dev/null 2>slurm.log
        check "Slurm, played, $tasks tasks" slurm/counts.json
done

if slurm_start "$scratch/node" >slurm.log; then
        snippet '# Slurm' >slurm.sh
        expect 'Slurm: expected one submission in README' [ "$(grep -c submit slurm.sh)" = 1 ]
        sh -e slurm.sh >job
        expect "Slurm, job $(cat job): $(squeue -h 2>/dev/null | head -n 3)" slurm_wait "$(cat job)"
        expect 'Slurm: expected 32 parts' [ "$(find counted -name 'part-*.json' | wc -l)" = 32 ]
        check 'Slurm' counted/counts.json
        # A task that fails: nothing is merged.
        echo "$scratch/nowhere.jsonl" >>shards.txt
        job=$(tools/slurm/submit 4 shards.txt failing)
        sleep 3
        scancel "$job" 2>/dev/null
        expect 'Slurm: merged, though a shard could not be read' [ ! -e failing/counts.json ]
else
        skip "Slurm: $(cat slurm.log)"
fi
slurm_stop

# ---- Spark's RDD.pipe() -------------------------------------------------------------------------------------------

if command -v python3 >/dev/null; then
        mkdir parts
        find data -type f | sort >shards.txt
        snippet '# Spark' >spark.py
        expect 'Spark, as README has it' python3 "$here/pipe.py" spark.py shards.txt
        expect 'Spark: expected 64 parts' [ "$(find parts -name '*.json' | wc -l)" = 64 ]
        counterweight merge -q parts -o merged.json
        check 'Spark' merged.json
else
        skip 'Spark is played in Python, which is not there'
fi

# ---- GitHub Actions, pre-commit, DVC ------------------------------------------------------------------------------

# A repository whose weights are those of its data.
mkdir project
cd project || exit 1
mkdir -p data/train
cp ../data/train-0000*.jsonl data/train
touch -d '2024-01-02 03:04:05.678' data/train/*
counterweight weights -q data/ -o training_config.toml
cp training_config.toml good.toml

# Another shard makes them out of date.
spoil() { cp ../data/train-00033* data/train/; }
mend() { rm data/train/train-00033*; }

if python3 -c 'import yaml' 2>/dev/null; then
        snippet '# .github/workflows/weights.yml' >step.yml
        python3 - <<'END' >step.sh && pass || fail 'GitHub Actions: the step is not one'
import yaml
(step,) = yaml.safe_load(open("step.yml"))
assert set(step) == {"name", "run", "shell"} and step["shell"] == "bash", step
print(step["run"])
END
        GITHUB_STEP_SUMMARY=$PWD/summary.md
        export GITHUB_STEP_SUMMARY
        expect 'GitHub Actions: the weights are those of the data' bash --noprofile --norc -eo pipefail step.sh
        expect 'GitHub Actions: expected the answer in the summary' grep -q 'true to the data' summary.md
        spoil
        bash --noprofile --norc -eo pipefail step.sh >/dev/null 2>&1
        expect 'GitHub Actions: expected exit code 1' [ $? = 1 ]
        expect 'GitHub Actions: expected what is wrong in the summary' grep -q 'out of date' summary.md
        mend

        snippet '# dvc.yaml' >dvc.yaml
        python3 - <<'END' >stage.sh && pass || fail 'DVC: the stage is not one'
import os, yaml
stage = yaml.safe_load(open("dvc.yaml"))["stages"]["class_weights"]
assert set(stage) == {"cmd", "deps", "outs"}, stage
assert all(os.path.exists(d) for d in stage["deps"]) and stage["outs"] == [{"weights.toml": {"cache": False}}], stage
print(stage["cmd"])
END
        expect 'DVC: its command' sh -e stage.sh
        expect 'DVC: the output is not there' [ -s weights.toml ]
        expect 'DVC: the command again, from the cache' sh -e stage.sh
        rm -f step.* stage.sh summary.md weights.toml
else
        skip 'GitHub Actions, DVC: Python or its yaml is not there'
fi

if command -v pre-commit >/dev/null && command -v git >/dev/null; then
        snippet '# .pre-commit-config.yaml' >.pre-commit-config.yaml
        git init -q . && git config user.name T && git config user.email t@example.invalid
        expect 'pre-commit: the configuration' pre-commit validate-config .pre-commit-config.yaml
        expect 'pre-commit: install' pre-commit install
        git add -A
        expect 'pre-commit: a commit with the right weights' git commit -q -m one
        spoil
        git add -A
        if git commit -q -m two >"$scratch/commit.log" 2>&1; then
                fail 'pre-commit: a commit with weights that are out of date went through'
        else
                pass
        fi
        expect "pre-commit: expected what is wrong: $(cat "$scratch/commit.log")" grep -q 'class weights are those of the data.*Failed' "$scratch/commit.log"
        counterweight weights -q data/ -o training_config.toml
        git add training_config.toml
        expect 'pre-commit: the commit, mended' git commit -q -m two
else
        skip 'pre-commit or git is not there'
fi

if [ $skipped = 0 ]; then
        echo "$passed passed, $failed failed"
else
        echo "$passed passed, $failed failed, $skipped skipped"
fi
[ $failed = 0 ]
