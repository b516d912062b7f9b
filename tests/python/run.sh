#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The Python package, from the source tree and as installed; with Debian's python3, which has NumPy, if it is there.
set -u
cd "$(dirname "$0")/../.." || exit 1
: "${CW_BUILD:=$PWD/build/release}" "${CW_CONFIG:=release}" "${MAKE:=make}"
python=python3
for candidate in /usr/bin/python3 python3; do
        if "$candidate" -c 'import numpy' 2>/dev/null; then
                python=$candidate
                break
        fi
done
# A sanitizer's run time must come first in a process; that of ubsan may come later.
preload='' scripts=test_package.py
case $CW_CONFIG in
release) scripts="test_package.py recipes.py" ;; # whose frameworks have memory faults of their own
asan) preload=$(${CC:-gcc} -print-file-name=libasan.so) ;;
esac
case $CW_CONFIG:$preload in
release:) ;;
ubsan: | asan:/*)
        export COUNTERWEIGHT_LIBRARY="$CW_BUILD/libcounterweight.so"
        # What the interpreter keeps to its end is no leak of ours.
        export ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_leaks=0"
        ;;
*)
        echo "skipped: Python is not built for CONFIG=$CW_CONFIG"
        echo "0 passed, 0 failed, 1 skipped"
        exit 0
        ;;
esac
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
passed=0 failed=0 skipped=0
for script in $scripts; do
        log=$CW_BUILD/python.log
        env LD_PRELOAD="$preload" "$python" "tests/python/$script" >"$log" 2>&1
        sed '$d' "$log"
        total=$(sed -n '$s/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' "$log")
        [ -n "$total" ] || tail -n 1 "$log"
        read -r p f s <<-END
		${total:-0 1 0}
		END
        passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done

# As installed: found without help, the library too, which lies where the program says.
installed()
{
        stage=$CW_BUILD/python-stage
        rm -rf "$stage"
        "$MAKE" --no-print-directory CONFIG=release prefix="$stage" pythondir="$stage/py" install >/dev/null || return 1
        printf '{"tags": ["O", "B-X", "O"]}\n' >"$stage/one.jsonl"
        found=$(cd / && PYTHONPATH=$stage/py "$python" -c "
import counterweight, sys
assert counterweight.__file__.startswith('$stage')
print(counterweight._library.lib._name, counterweight.class_weights('$stage/one.jsonl'))") || return 1
        [ "$found" = "$stage/lib/libcounterweight.so.0 {0: 1.0, 1: 1.0}" ] || { echo "found $found"; return 1; }
        "$MAKE" --no-print-directory CONFIG=release prefix="$stage" pythondir="$stage/py" uninstall >/dev/null || return 1
        left=$(find "$stage" ! -type d ! -name one.jsonl)
        [ -z "$left" ] || { echo "left behind: $left"; return 1; }
}
if [ "$CW_CONFIG" = release ]; then
        if installed; then
                passed=$((passed + 1))
        else
                failed=$((failed + 1))
                echo "make install: the Python package does not work as installed"
        fi
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
