/* SPDX-License-Identifier: MIT */
/*
 * `counterweight inspect`: what the inputs are, as the library sees them.
 */
#include "cli/reading.h"

#include <string.h>

int
cmd_inspect(struct cli_args *args)
{
        int code = cli_collect_inputs(args, 0);
        if (code != 0)
                return code;
        cli_arm(args);
        char *text = NULL;
        struct cw_error err;
        cw_status status = cw_inspect((const char *const *)args->operands.items, args->operands.n, &args->read,
                                      args->json, &text, &err);
        cli_progress_end(&args->report);
        code = status == CW_OK ? cli_print(&args->report, text, strlen(text)) : cli_fail(&args->report, status, &err);
        cw_free_text(text);
        return code;
}
