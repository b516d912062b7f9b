/* SPDX-License-Identifier: MIT */
/*
 * The table of scanners.
 */
#include "formats/text/scan.h"

#include "base/cpu.h"
#include "formats/text/json_border.h"

#include <string.h>

static bool
find_plainly(struct cw_json_cursor *c, const struct cw_json_path *path, struct cw_json_habits *habits,
             struct cw_json_span *value_ret)
{
        (void)habits;
        return cw_json_find(c, path, value_ret);
}

const struct cw_scan cw_scan_portable = {.name = "scalar", .find = find_plainly, .survey = cw_json_survey};

#if CW_CPU_X86
static const struct cw_scan *const table[] = {&cw_scan_avx512icl, &cw_scan_avx512, &cw_scan_avx2};
#endif

const struct cw_scan *
cw_scan_for(const struct cw_kernel *kernel)
{
#if CW_CPU_X86
        for (size_t i = 0; i < CW_ARRAY_LEN(table); i++) {
                if (strcmp(table[i]->name, kernel->name) == 0)
                        return table[i];
        }
#endif
        return &cw_scan_portable;
}
