/* SPDX-License-Identifier: MIT */
/*
 * `counterweight weights`: count, weigh, write, and say what the weights will do.
 *
 * The result goes out before the talk, so that a reader of a terminal has the diagnosis in sight at the end.
 */
#include "cli/estimate.h"
#include "cli/figures.h"
#include "cli/label_table.h"
#include "cli/reading.h"
#include "cli/slice_table.h"
#include "cli/target.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static int
check_usage(struct cli_args *args)
{
        if (args->dry_run && args->update == NULL)
                return cli_usage_error(args, "--dry-run goes with --update");
        if (args->dry_run && (args->output != NULL || args->json))
                return cli_usage_error(args, "--dry-run writes nothing but the diff: leave out %s",
                                       args->output != NULL ? "--output" : "--json");
        if (args->update != NULL && strcmp(args->update, "-") == 0)
                return cli_usage_error(args, "--update: expected a file, found '-'; without --update TOML goes to "
                                             "standard output");
        if (args->update != NULL && access(args->update, R_OK) != 0) {
                cli_error(&args->report, "%s: cannot be read, so not updated: %s (use --output for a new file)",
                          args->update, strerror(errno));
                return cw_exit_code(CW_E_IO);
        }
        return 0;
}

static int
print_json(struct cli_args *args, const cw_weights *weights)
{
        char *text = NULL;
        size_t nbytes = 0;
        struct cw_error err;
        cw_status status = cw_weights_render(weights, CW_OUT_JSON, &args->write, &text, &nbytes, &err);
        int code = status == CW_OK ? cli_print(&args->report, text, nbytes) : cli_fail(&args->report, status, &err);
        cw_free_text(text);
        return code;
}

/* "FILE: 3 lines added, 3 removed", from the lines of the diff. */
static void
tell_update(struct cli_args *args, const char *diff, bool changed)
{
        uint64_t added = 0, removed = 0;
        bool in_hunk = false; /* before the first hunk stand the two file names, with the same signs */
        for (const char *line = diff; line != NULL && *line != '\0'; line++) {
                in_hunk |= line[0] == '@';
                added += in_hunk && line[0] == '+';
                removed += in_hunk && line[0] == '-';
                line = strchr(line, '\n');
                if (line == NULL)
                        break;
        }
        struct cli_text t = {0};
        cli_put_printable(&t, args->update);
        if (!changed) {
                cli_text_puts(&t, ": up to date, not a byte changed\n");
        } else {
                cli_text_puts(&t, args->dry_run ? ": would change: " : ": updated: ");
                cli_put_counted(&t, added, "line");
                cli_text_puts(&t, " added, ");
                cli_put_count(&t, removed);
                cli_text_puts(&t, " removed\n");
        }
        cli_note(&args->report, t.data);
        cli_text_free(&t);
}

static int
update(struct cli_args *args, const cw_weights *weights)
{
        char *diff = NULL;
        bool changed = false;
        struct cw_error err;
        cw_status status =
                cw_weights_update_toml(weights, args->update, &args->write, args->dry_run, &diff, &changed, &err);
        int code = status == CW_OK ? 0 : cli_fail(&args->report, status, &err);
        if (code == 0 && args->dry_run && diff != NULL)
                code = cli_print(&args->report, diff, strlen(diff));
        if (code == 0)
                tell_update(args, diff, changed);
        cw_free_text(diff);
        return code;
}

/* What can fail without leaving a trace comes first: a run that fails must not have changed a file. */
static int
write_all(struct cli_args *args, const cw_weights *weights, const struct cli_target *target)
{
        int code = target->also_json ? print_json(args, weights) : 0;
        if (code != 0)
                return code;
        struct cw_error err;
        cw_status status = CW_OK;
        if (target->path != NULL && args->update != NULL)
                status = cw_weights_update_toml(weights, args->update, &args->write, true, NULL, NULL, &err);
        if (status == CW_OK && target->path != NULL)
                status = cw_weights_write(weights, (cw_output_format)target->form, target->path, &args->write, &err);
        if (status != CW_OK)
                return cli_fail(&args->report, status, &err);
        return args->update != NULL ? update(args, weights) : 0;
}

static void
tell_table(struct cli_args *args, const cw_weights *weights)
{
        struct cli_text t = {0};
        cli_put_labels(&t, cw_weights_counts(weights), weights, args->report.color);
        cli_put_slices(&t, cw_weights_counts(weights), args->report.color);
        cli_note(&args->report, t.data);
        cli_text_free(&t);
}

/* Which label each value of a vector is of, where no map says it that the user has: "ids: 0 O, 1 B-X". */
static void
tell_ids(struct cli_args *args, const cw_counts *counts)
{
        enum { MOST = 200 };
        const size_t n = cw_counts_n_labels(counts);
        struct cli_text t = {0};
        size_t told = 0;
        for (size_t i = 0; i < n && told < MOST; i++) {
                const struct cw_label_count label = cw_counts_label(counts, i);
                if (label.name == NULL)
                        continue;
                cli_text_printf(&t, "%s%lld ", told++ == 0 ? "ids: " : ", ", (long long)label.id);
                cli_put_printable(&t, label.name);
        }
        if (told == MOST && n > MOST)
                cli_text_printf(&t, " and %zu more", n - told);
        if (told > 0)
                cli_text_puts(&t, " (--emit labels writes this map)\n");
        cli_note(&args->report, t.n > 0 ? t.data : "");
        cli_text_free(&t);
}

/* The diagnosis informs; a failure to make it must not spoil a result that is written. */
static void
tell(struct cli_args *args, const cw_weights *weights, const struct cli_target *target)
{
        struct cw_sample_info sample;
        if (args->quiet)
                return;
        cli_summary(args, cw_weights_counts(weights));
        if (args->verbose || cw_counts_sample(cw_weights_counts(weights), &sample))
                tell_table(args, weights);
        if (target->path != NULL && cw_output_format_is_vector((cw_output_format)target->form) &&
            args->read.labels_path == NULL)
                tell_ids(args, cw_weights_counts(weights));
        char *diagnosis = NULL;
        struct cw_error err;
        if (cw_diagnosis_text(weights, &diagnosis, &err) == CW_OK)
                cli_note(&args->report, diagnosis);
        else
                cli_warning(&args->report, "no diagnosis: %s", err.message);
        cw_free_text(diagnosis);
        cli_warn_of_slices(&args->report, cw_weights_counts(weights));
}

static int
weigh_counts(struct cli_args *args, const cw_counts *counts, const struct cli_target *target)
{
        cw_weights *weights = NULL;
        struct cw_error err;
        const cw_status status = cw_weigh(counts, &args->weigh, &weights, &err);
        if (status != CW_OK)
                return cli_fail(&args->report, status, &err);
        const int code = write_all(args, weights, target);
        if (code == 0)
                tell(args, weights, target);
        cw_weights_free(&weights);
        return code;
}

/* --emit labels */
static int
write_labels(struct cli_args *args, const cw_counts *counts, const struct cli_target *target)
{
        char *text = NULL;
        size_t nbytes = 0;
        struct cw_error err;
        const bool to_stdout = target->also_json;
        cw_status status = cw_labels_render(counts, to_stdout ? CW_OUT_JSON : (cw_output_format)target->form, &text,
                                            &nbytes, &err);
        if (status == CW_OK)
                status = cw_write_file(to_stdout ? "-" : target->path, text, nbytes, &err);
        cw_free_text(text);
        if (status != CW_OK)
                return cli_fail(&args->report, status, &err);
        cli_summary(args, counts);
        return 0;
}

static int
check_labels_target(struct cli_args *args, const struct cli_target *target)
{
        if (args->emit != CLI_EMIT_LABELS)
                return 0;
        if (args->update != NULL || (args->json && target->path != NULL))
                return cli_usage_error(args, "--emit labels writes one label map: leave out %s",
                                       args->update != NULL ? "--update" : "--json or --output");
        if (!args->json && target->form != CW_OUT_JSON && target->form != CW_OUT_TOML && target->form != CW_OUT_TXT)
                return cli_usage_error(args, "--emit labels: a label map is json, toml or txt");
        return 0;
}

int
cmd_weights(struct cli_args *args)
{
        struct cli_target target;
        cw_counts *counts = NULL;
        int code = check_usage(args);
        if (code == 0)
                code = cli_target_settle(args, CW_OUT_TOML, &target);
        if (code == 0)
                code = cli_settle_sample(args, &target);
        if (code == 0)
                code = check_labels_target(args, &target);
        if (code == 0)
                code = cli_count(args, 0, &counts);
        if (code != 0)
                return code;
        if (args->emit == CLI_EMIT_LABELS)
                code = write_labels(args, counts, &target);
        else if ((code = cli_check_counted(args, 0, counts)) == 0)
                code = weigh_counts(args, counts, &target);
        if (code == 0)
                code = cli_closing_code(args, counts);
        cw_counts_free(&counts);
        return code;
}
