/* SPDX-License-Identifier: MIT */
/*
 * `counterweight explain`: the arithmetic of one weight, as the library tells it.
 */
#include "cli/reading.h"

#include <string.h>

static int
explain(struct cli_args *args, const cw_counts *counts)
{
        cw_weights *weights = NULL;
        char *text = NULL;
        struct cw_error err;
        cw_status status = cw_weigh(counts, &args->weigh, &weights, &err);
        if (status == CW_OK)
                status = cw_explain(weights, args->operands.items[0], &text, &err);
        int code =
                status == CW_OK ? cli_print(&args->report, text, strlen(text)) : cli_fail(&args->report, status, &err);
        cw_free_text(text);
        cw_weights_free(&weights);
        return code;
}

int
cmd_explain(struct cli_args *args)
{
        if (args->operands.n == 0)
                return cli_usage_error(args, "expected a label and inputs, found neither");
        cw_counts *counts = NULL;
        int code = cli_count(args, 1, &counts);
        if (code != 0)
                return code;
        code = explain(args, counts);
        if (code == 0 && args->verbose)
                cli_summary(args, counts);
        if (code == 0)
                code = cli_closing_code(args, counts);
        cw_counts_free(&counts);
        return code;
}
