#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Each header compiles alone as C11, the public one as C++17 too; and what `make install` leaves can be built against
# and run: a program in C and one in C++, shared and static, through pkg-config; `make uninstall` leaves nothing.
set -u
cd "$(dirname "$0")/../.." || exit 1
: "${CW_BUILD:=$PWD/build/release}" "${CW_CONFIG:=release}" "${MAKE:=make}"
work=$CW_BUILD/headers
rm -rf "$work"
mkdir -p "$work"
passed=0 failed=0

# check NAME COMMAND...: one test.
check()
{
        name=$1
        shift
        if "$@" >"$work/out" 2>&1; then
                passed=$((passed + 1))
        else
                failed=$((failed + 1))
                echo "$name:"
                sed 's/^/  /' "$work/out" | head -n 20
        fi
}

c_flags='-std=c11 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wstrict-prototypes -Wno-unused-function -Werror -Iinclude -Isrc'
# Each is included twice, so that a missing guard shows; alone, so that a missing include does.
mkdir "$work/alone"
headers=$(find include src -name '*.h' | sort)
for header in $headers; do
        printf '#include "%s"\n#include "%s"\nint cw_nothing;\n' "$PWD/$header" "$PWD/$header" \
                >"$work/alone/$(echo "$header" | tr / _).c"
done
# All of them side by side; one by one if any fails, to tell which.
# shellcheck disable=SC2086 # words
if find "$work/alone" -type f -print0 | xargs -0 -n 8 -P "$(nproc)" gcc $c_flags -fsyntax-only 2>/dev/null; then
        passed=$(echo "$headers" | wc -l)
else
        for header in $headers; do
                check "$header alone" gcc $c_flags -fsyntax-only "$work/alone/$(echo "$header" | tr / _).c"
        done
fi
for standard in c11 c17; do
        check "counterweight.h as $standard" gcc -x c -std=$standard -pedantic -Wall -Wextra -Werror -Iinclude \
                -fsyntax-only include/counterweight.h
done
check 'counterweight.h as C++17' g++ -x c++ -std=c++17 -pedantic -Wall -Wextra -Wold-style-cast -Werror -Iinclude \
        -fsyntax-only tests/headers/consumer.cpp

# What was installed, used by somebody else.
installed()
{
        stage=$work/stage
        "$MAKE" --no-print-directory CONFIG=release DESTDIR="$stage" prefix=/opt/cw install || return 1
        for file in bin/counterweight include/counterweight.h lib/libcounterweight.a lib/libcounterweight.so \
                lib/pkgconfig/counterweight.pc; do
                [ -e "$stage/opt/cw/$file" ] || { echo "not installed: $file"; return 1; }
        done
}

consumer()
{
        compiler=$1 source=$2 link=$3
        export PKG_CONFIG_PATH="$work/stage/opt/cw/lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$work/stage"
        # shellcheck disable=SC2046 # words
        if [ "$link" = static ]; then
                "$compiler" -o "$work/consumer" "$source" $(pkg-config --cflags counterweight) \
                        "$work/stage/opt/cw/lib/libcounterweight.a" \
                        $(PKG_CONFIG_SYSROOT_DIR='' pkg-config --static --libs counterweight | sed 's/-lcounterweight//')
        else
                "$compiler" -o "$work/consumer" "$source" $(pkg-config --cflags --libs counterweight)
        fi || return 1
        printf '{"tags": ["O","O","O","B-X","B-X"]}\n{"tags": ["O","O","O"%s]}\n' \
                ',"B-Y","B-Y","B-Y","B-Y","B-Y","B-Y","B-Y","B-Y"' >"$work/two.jsonl"
        LD_LIBRARY_PATH=$work/stage/opt/cw/lib "$work/consumer" "$work/two.jsonl"
}

# The program that stands in the header's opening comment: example COMPILER LANGUAGE STANDARD
example()
{
        sed -n '/^ \*     #include <counterweight.h>/,/^ \*     }$/s/^ \* \{0,5\}//p' \
                "$work/stage/opt/cw/include/counterweight.h" >"$work/example.c"
        export PKG_CONFIG_PATH="$work/stage/opt/cw/lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$work/stage"
        rm -f "$work/example" "$work/weights.toml"
        # shellcheck disable=SC2046 # words
        "$1" -x "$2" -std="$3" -pedantic -Wall -Wextra -Werror -o "$work/example" "$work/example.c" -x none \
                $(pkg-config --cflags --libs counterweight) || return 1
        printf '{"tags": ["O","O","O","O","O","B-X","I-X","I-X"]}\n' >"$work/one.jsonl"
        # n is 5, 1, 2 of N = 8, K = 3: sqrt(8/3) and sqrt(8/6), divided by their mean (2 + sqrt 2)/(2 sqrt 2) sqrt(8/3)
        wanted='0 O 1
1 B-X 1.1715728752538099
2 I-X 0.82842712474619007'
        found=$(cd "$work" && LD_LIBRARY_PATH=$work/stage/opt/cw/lib ./example one.jsonl) || return 1
        [ "$found" = "$wanted" ] || { printf 'expected\n%s\nfound\n%s\n' "$wanted" "$found"; return 1; }
        grep -q '^1 = 1.1715729  # B-X$' "$work/weights.toml" || { cat "$work/weights.toml"; return 1; }
        ! LD_LIBRARY_PATH=$work/stage/opt/cw/lib "$work/example" "$work/none" 2>"$work/sentence" || return 1
        grep -q none "$work/sentence"
}

# Who changes a struct of the header changes its picture in tools/python/counterweight/_library.py too.
pictures()
{
        python3 tests/python/test_package.py Layout >"$work/pictures" 2>&1 && return 0
        grep -E 'expected|found|Error' "$work/pictures"
        return 1
}

uninstalled()
{
        "$MAKE" --no-print-directory CONFIG=release DESTDIR="$work/stage" prefix=/opt/cw uninstall || return 1
        left=$(find "$work/stage" ! -type d)
        [ -z "$left" ] || { echo "left behind: $left"; return 1; }
}

# A blank in DESTDIR splits no name: what lies under its first word stays.
blank_in_destdir()
{
        mkdir -p "$work/a" && : >"$work/a/file" || return 1
        for target in install uninstall; do
                "$MAKE" --no-print-directory CONFIG=release DESTDIR="$work/a stage" PREFIX=/opt/cw $target || return 1
                found=$(find "$work/a stage/opt/cw" ! -type d | wc -l)
                [ $target = install ] && [ "$found" -gt 10 ] || { [ $target = uninstall ] && [ "$found" = 0 ]; } || return 1
        done
        [ "$(find "$work/a" | wc -l)" = 2 ]
}

if [ "$CW_CONFIG" = release ]; then
        check 'structs and choices in tools/python/counterweight/_library.py and _options.py' pictures
        check 'make install' installed
        for link in shared static; do
                check "C against the $link library" consumer gcc tests/headers/consumer.c $link
                check "C++ against the $link library" consumer g++ tests/headers/consumer.cpp $link
        done
        check "the example of the header's comment as C11" example gcc c c11
        check "the example of the header's comment as C++17" example g++ c++ c++17
        check 'make uninstall' uninstalled
        check 'make install, with a blank in DESTDIR' blank_in_destdir
fi

echo "$passed passed, $failed failed"
[ $failed = 0 ]
