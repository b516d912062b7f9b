#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Files that other programs write and read, against our counts.  Needs node, and npm packages in CW_NODE_MODULES (or in
# node_modules here); what is not there is skipped, with a word saying so.
set -u
cd "$(dirname "$0")" || exit 1
passed=0 failed=0 skipped=0
for script in ./*_peers.mjs ./arrow_js.mjs; do
        [ -e "$script" ] || continue
        if ! command -v node >/dev/null 2>&1; then
                echo "skipped: $script needs node"
                skipped=$((skipped + 1))
                continue
        fi
        log=$(node "$script" 2>&1)
        echo "$log" | sed '$d'
        # The last line: N passed, N failed[, N skipped]
        total=$(echo "$log" | sed -n '$s/^\([0-9]*\) passed, \([0-9]*\) failed\(, \([0-9]*\) skipped\)*$/\1 \2 \4/p')
        read -r p f s <<-END
		${total:-0 1 0}
		END
        passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + ${s:-0}))
done
gold=${CW_SHARED_DATA:-../../../shared/data}/arrow-testing/arrow-ipc-stream/integration
if [ -d "$gold" ] && command -v python3 >/dev/null 2>&1; then
        log=$(python3 arrow_gold.py "$CW_PROGRAM" "$gold" 2>&1)
        echo "$log" | sed '$d'
        read -r p f <<-END
		$(echo "$log" | sed -n '$s/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p')
		END
        passed=$((passed + ${p:-0})) failed=$((failed + ${f:-1}))
else
        echo "skipped: Arrow's integration files, or python3, are not there"
        skipped=$((skipped + 1))
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
