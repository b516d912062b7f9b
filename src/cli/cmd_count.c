/* SPDX-License-Identifier: MIT */
/*
 * `counterweight count`: count and write the counts, in a form for programs or as a table for people.
 */
#include "cli/figures.h"
#include "cli/label_table.h"
#include "cli/reading.h"
#include "cli/slice_table.h"
#include "cli/target.h"

static void
put_table(const cw_counts *counts, bool color, struct cli_text *t)
{
        cli_put_labels(t, counts, NULL, color);
        for (size_t i = 0; i < cw_counts_n_ignored(counts); i++) {
                const struct cw_label_count ignored = cw_counts_ignored(counts, i);
                cli_text_printf(t, "ignored: id %lld, ", (long long)ignored.id);
                cli_put_counted(t, ignored.tokens, "token");
                cli_text_puts(t, "\n");
        }
        cli_put_slices(t, counts, color);
}

static int
print_table(struct cli_args *args, const cw_counts *counts, const char *path)
{
        struct cli_text t = {0};
        put_table(counts, args->report.color_out && path[0] == '-' && path[1] == '\0', &t);
        struct cw_error err;
        cw_status status = cw_write_file(path, t.data, t.n, &err);
        cli_text_free(&t);
        return status == CW_OK ? 0 : cli_fail(&args->report, status, &err);
}

static int
print_form(struct cli_args *args, const cw_counts *counts, int form, const char *path)
{
        if (form == CLI_TO_TABLE)
                return print_table(args, counts, path);
        char *text = NULL;
        size_t nbytes = 0;
        struct cw_error err;
        cw_status status = cw_counts_render(counts, (cw_output_format)form, &text, &nbytes, &err);
        if (status == CW_OK)
                status = cw_write_file(path, text, nbytes, &err);
        cw_free_text(text);
        return status == CW_OK ? 0 : cli_fail(&args->report, status, &err);
}

/* Counts of nothing are no result: most often the wrong column was read. */
static int
check_counted(struct cli_args *args, const cw_counts *counts)
{
        const struct cw_totals totals = cw_counts_totals(counts);
        if (totals.tokens > 0)
                return 0;
        struct cli_text t = {0};
        cli_put_counted(&t, totals.sequences, "sequence");
        cli_text_puts(&t, " with ");
        cli_put_counted(&t, totals.ignored, "ignored token");
        cli_error(&args->report, "expected labelled tokens, found none (%s); check the label column and --ignore",
                  t.data);
        cli_text_free(&t);
        return cw_exit_code(CW_E_DATA);
}

int
cmd_count(struct cli_args *args)
{
        struct cli_target target;
        cw_counts *counts = NULL;
        int code = cli_target_settle(args, CW_OUT_JSON, &target);
        if (code == 0)
                code = cli_count(args, 0, &counts);
        if (code == 0)
                code = check_counted(args, counts);
        /* Standard output first: a run that fails must not have changed a file. */
        if (code == 0 && target.also_json)
                code = print_form(args, counts, CW_OUT_JSON, "-");
        if (code == 0 && target.path != NULL)
                code = print_form(args, counts, target.form, target.path);
        if (code == 0) {
                cli_summary(args, counts);
                cli_warn_of_slices(&args->report, counts);
                code = cli_closing_code(args, counts);
        }
        cw_counts_free(&counts);
        return code;
}
