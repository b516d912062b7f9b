/* SPDX-License-Identifier: MIT */
/*
 * `counterweight explain`: the arithmetic of one weight, as the library tells it.
 */
#include "cli/reading.h"

#include <string.h>
#include <unistd.h>

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

/* A label can be called what it likes, and still not be taken for an input that stands in its place. */
static int
check_order(struct cli_args *args)
{
        const struct cli_list *words = &args->operands;
        if (words->n == 0)
                return cli_usage_error(args, "expected a label and inputs, found neither");
        const char *first = words->items[0], *last = words->items[words->n - 1];
        if (access(first, F_OK) != 0)
                return 0;
        if (words->n > 1 && strcmp(last, "-") != 0 && access(last, F_OK) != 0)
                return cli_usage_error(args, "the label comes first: expected '%s' before '%s'", last, first);
        if (words->n == 1 && args->files_from == NULL && args->files0_from == NULL)
                return cli_usage_error(args, "expected a label, then inputs; found the input '%s' alone", first);
        return 0;
}

int
cmd_explain(struct cli_args *args)
{
        cw_counts *counts = NULL;
        int code = check_order(args);
        if (code == 0)
                code = cli_count(args, 1, &counts);
        if (code != 0)
                return code;
        code = cli_check_counted(args, 1, counts);
        if (code == 0)
                code = explain(args, counts);
        if (code == 0 && args->verbose)
                cli_summary(args, counts);
        if (code == 0)
                code = cli_closing_code(args, counts);
        cw_counts_free(&counts);
        return code;
}
