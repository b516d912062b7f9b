/* SPDX-License-Identifier: MIT */
/*
 * `counterweight count`: count and write the counts, in a form for programs or as a table for people.
 */
#include "cli/estimate.h"
#include "cli/figures.h"
#include "cli/label_table.h"
#include "cli/reading.h"
#include "cli/slice_table.h"
#include "cli/target.h"

static cw_status
put_table(const struct cli_args *args, const void *result, bool color, struct cli_text *t, struct cw_error *err)
{
        const cw_counts *counts = result;
        struct cw_sample_info sample;
        (void)args;
        (void)err;
        if (cw_counts_sample(counts, &sample)) {
                cli_put_estimate(t, &sample);
                cli_text_puts(t, "\n");
        }
        cli_put_labels(t, counts, NULL, color);
        for (size_t i = 0; i < cw_counts_n_ignored(counts); i++) {
                const struct cw_label_count ignored = cw_counts_ignored(counts, i);
                cli_text_printf(t, "ignored: id %lld, ", (long long)ignored.id);
                cli_put_counted(t, ignored.tokens, "token");
                cli_text_puts(t, "\n");
        }
        cli_put_slices(t, counts, color);
        return CW_OK;
}

static cw_status
render(const void *result, cw_output_format form, char **text_ret, size_t *nbytes_ret, struct cw_error *err)
{
        return cw_counts_render(result, form, text_ret, nbytes_ret, err);
}

int
cmd_count(struct cli_args *args)
{
        struct cli_target target;
        cw_counts *counts = NULL;
        int code = cli_target_settle(args, CW_OUT_JSON, &target);
        if (code == 0)
                code = cli_settle_sample(args, &target);
        if (code == 0)
                code = cli_count(args, 0, &counts);
        if (code == 0)
                code = cli_check_counted(args, 0, counts);
        const struct cli_forms forms = {put_table, render};
        if (code == 0)
                code = cli_print_json(args, &forms, counts, &target);
        if (code == 0)
                code = cli_print_target(args, &forms, counts, &target);
        if (code == 0) {
                cli_summary(args, counts);
                cli_warn_of_slices(&args->report, counts);
                code = cli_closing_code(args, counts);
        }
        cw_counts_free(&counts);
        return code;
}
