#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Golden tests of the program, one file a case: what is typed, what comes out, the exit code.
#
#   tests/cli/run.sh [--update] [CASE...]      CASE: a name in tests/cli/cases, without .t; --update writes what came out
#   CW_PROGRAM  the program (build/counterweight)
#
# A case begins with lines of sh, after which "=== stdout", "=== stderr" and "=== exit N" say what is expected.  It runs
# in an empty folder that holds a copy of tests/cli/input as `input`, with `counterweight` in the PATH and
#   try COMMAND...    runs it and adds its exit code to standard error when that is not 0; always succeeds
# What differs from run to run is replaced on both sides: times and rates by TIME, the version by VERSION, sizes
# that are up to the zstd library by SIZE, N and M; a carriage
# return is shown as <CR>, an escape as <ESC>, a missing last newline as a line <no newline>.  Exit code 77 skips the
# case; its last line on standard output says why.
set -u
cd "$(dirname "$0")/../.." || exit 1
here=$PWD/tests/cli
program=${CW_PROGRAM:-$PWD/build/counterweight}
update=false
if [ "${1:-}" = --update ]; then
        update=true
        shift
fi
[ -x "$program" ] || { echo "tests/cli: expected the program at $program (run make)" >&2; exit 1; }
if [ $# = 0 ]; then
        for case_file in "$here"/cases/*.t; do
                set -- "$@" "$(basename "$case_file" .t)"
        done
fi

scratch=$(mktemp -d)
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
mkdir "$scratch/bin"
ln -s "$program" "$scratch/bin/counterweight"
version=$("$program" --version | sed 's/.* //; s/\./\\./g')

# The user's settings must not show.
PATH=$scratch/bin:$PATH LC_ALL=C TERM=dumb
export PATH LC_ALL TERM
unset NO_COLOR OMP_NUM_THREADS COUNTERWEIGHT_CACHE COLUMNS 2>/dev/null

cat >"$scratch/prelude" <<'END'
try()
{
        "$@" || echo "[exit $?]" >&2
}
END

# What a person can compare, of one stream.
readable()
{
        tr -d '\000' <"$1" | sed -E -e "s/$version/VERSION/g" -e "s|$scratch/work|WORK|g" \
                -e 's/; [0-9.]+ s(, [0-9.]+ million tokens.s, [0-9.]+ [kMG]?B.s)?$/; TIME/' \
                -e 's/^[0-9]+ threads?, (.*) read, at most .* of memory/N threads, \1 read, at most BYTES of memory/' \
                -e 's/ became [0-9.]+ k?B$/ became SIZE/' -e 's/("bytes_out": )[0-9]+/\1SIZE/' \
                -e 's/expected [0-9]+ bytes, found [0-9]+;/expected N bytes, found M;/' \
                -e 's/\r$/<CR>/' -e "s/$(printf '\033')/<ESC>/g"
        if [ -s "$1" ] && [ "$(tail -c 1 "$1" | od -An -c | tr -d ' ')" != '\n' ]; then
                printf '\n<no newline>\n'
        fi
}

passed=0 failed=0 skipped=0
for name in "$@"; do
        case_file=$here/cases/$name.t
        [ -f "$case_file" ] || { echo "$name: there is no $case_file"; failed=$((failed + 1)); continue; }
        rm -rf "$scratch/work"
        mkdir "$scratch/work"
        cp -R "$here/input" "$scratch/work/input"
        sed '/^=== stdout$/,$d' "$case_file" >"$scratch/script"
        (
                cd "$scratch/work" || exit 1
                # shellcheck disable=SC2016 # expanded by the inner shell
                timeout -k 5 60 sh -c '. "$1"; . "$2"' sh "$scratch/prelude" "$scratch/script"
        ) >"$scratch/stdout" 2>"$scratch/stderr" </dev/null
        code=$?
        if [ $code = 77 ]; then
                echo "$name: skipped: $(tail -n 1 "$scratch/stdout")"
                skipped=$((skipped + 1))
                continue
        fi
        {
                cat "$scratch/script"
                echo '=== stdout'
                readable "$scratch/stdout"
                echo '=== stderr'
                readable "$scratch/stderr"
                echo "=== exit $code"
        } >"$scratch/actual"
        if cmp -s "$case_file" "$scratch/actual"; then
                passed=$((passed + 1))
        elif $update; then
                cp "$scratch/actual" "$case_file"
                echo "$name: updated"
                passed=$((passed + 1))
        else
                echo "$name: failed"
                diff -u --label expected --label actual "$case_file" "$scratch/actual" | sed 's/^/    /'
                failed=$((failed + 1))
        fi
done
if [ $skipped = 0 ]; then
        echo "$passed passed, $failed failed"
else
        echo "$passed passed, $failed failed, $skipped skipped"
fi
[ $failed = 0 ]
