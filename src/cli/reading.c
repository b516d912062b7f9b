/* SPDX-License-Identifier: MIT */
/*
 * Inputs, counting and the summary.
 */
#include "cli/reading.h"

#include "cli/beside.h"
#include "cli/caching.h"
#include "cli/estimate.h"
#include "cli/figures.h"
#include "cli/interrupt.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* ---- inputs ------------------------------------------------------------------------------------------------ */

/* One name of a list; `n` leaves the delimiter out. */
static int
add_name(struct cli_args *args, const char *path, char *name, size_t n, int delimiter)
{
        if (delimiter == '\n' && n > 0 && name[n - 1] == '\r') /* a list made on Windows */
                name[--n] = '\0';
        if (strlen(name) != n)
                return cli_usage_error(args, "%s: expected one name a line, found a NUL byte; use --files0-from", path);
        if (n > 0)
                cli_list_add(&args->operands, name);
        return 0;
}

static int
add_names(struct cli_args *args, const char *path, FILE *file, int delimiter)
{
        char *name = NULL;
        size_t cap = 0;
        ssize_t n = 0;
        int code = 0;
        while (code == 0 && (n = getdelim(&name, &cap, delimiter, file)) > 0) {
                size_t len = (size_t)n;
                if (name[len - 1] == delimiter)
                        name[--len] = '\0';
                code = add_name(args, path, name, len, delimiter);
        }
        free(name);
        if (code != 0 || !ferror(file))
                return code;
        if (cli_interrupted()) {
                cli_error(&args->report, "interrupted; nothing was written");
                return cw_exit_code(CW_E_INTERRUPTED);
        }
        cli_error(&args->report, "%s: cannot read the list of inputs: %s", path, strerror(errno));
        return cw_exit_code(CW_E_IO);
}

static int
add_list(struct cli_args *args, const char *path, int delimiter)
{
        if (path == NULL)
                return 0;
        if (strcmp(path, "-") == 0)
                return add_names(args, "standard input", stdin, delimiter);
        FILE *file = fopen(path, "re");
        if (file == NULL) {
                cli_error(&args->report, "%s: cannot open the list of inputs: %s", path, strerror(errno));
                return cw_exit_code(CW_E_IO);
        }
        int code = add_names(args, path, file, delimiter);
        fclose(file);
        return code;
}

/* Standard input can be read once: as data or as the list of data. */
static bool
stdin_is_taken_twice(const struct cli_args *args, size_t first)
{
        size_t n = 0;
        n += args->files_from != NULL && strcmp(args->files_from, "-") == 0;
        n += args->files0_from != NULL && strcmp(args->files0_from, "-") == 0;
        for (size_t i = first; i < args->operands.n; i++)
                n += strcmp(args->operands.items[i], "-") == 0;
        return n > 1;
}

int
cli_collect_inputs(struct cli_args *args, size_t first)
{
        if (stdin_is_taken_twice(args, first))
                return cli_usage_error(args, "standard input ('-') can be read only once");
        int code = add_list(args, args->files_from, '\n');
        if (code == 0)
                code = add_list(args, args->files0_from, '\0');
        if (code != 0)
                return code;
        if (args->operands.n > first)
                return 0;
        if (args->files_from != NULL || args->files0_from != NULL)
                return cli_usage_error(args, "no input: the list of inputs is empty");
        return cli_usage_error(args, "no input: name files or folders, or '-' for standard input");
}

/* ---- counting ---------------------------------------------------------------------------------------------- */

void
cli_arm(struct cli_args *args)
{
        args->read.progress = cli_on_progress;
        args->read.notice = cli_on_notice;
        args->read.user = &args->report;
        args->read.cancel = cli_interrupt_flag();
}

int
cli_count(struct cli_args *args, size_t first, cw_counts **counts_ret)
{
        int code = cli_collect_inputs(args, first);
        if (code != 0)
                return code;
        code = cli_settle_cache(args, false);
        if (code != 0)
                return code;
        cli_arm(args);
        struct cw_error err;
        cw_status status = cw_weigh_options_check(&args->weigh, &err);
        if (status != CW_OK)
                return cli_usage_error(args, "%s", err.message);
        status = cw_count((const char *const *)args->operands.items + first, args->operands.n - first, &args->read,
                          counts_ret, &err);
        cli_progress_end(&args->report);
        if (status == CW_OK)
                status = cw_counts_set_command(*counts_ret, args->command_line.data,
                                               args->inputs_unnamed ? NULL : args->input_line.data, &err);
        if (status == CW_OK) {
                cli_tell_map_beside(args, first, *counts_ret);
                return 0;
        }
        cw_counts_free(counts_ret);
        return cli_fail(&args->report, status, &err);
}

int
cli_check_counted(struct cli_args *args, size_t first, const cw_counts *counts)
{
        const struct cw_totals totals = cw_counts_totals(counts);
        struct cli_text inputs = {0}, found = {0};
        if (totals.tokens > 0)
                return 0;
        cli_text_puts(&inputs,
                      strcmp(args->operands.items[first], "-") == 0 ? "standard input" : args->operands.items[first]);
        if (args->operands.n > first + 1)
                cli_text_printf(&inputs, " and %zu more", args->operands.n - first - 1);
        cli_put_counted(&found, totals.sequences, "sequence");
        cli_text_puts(&found, " with ");
        cli_put_counted(&found, totals.ignored, "ignored token");
        if (totals.bytes == 0)
                cli_error(&args->report, "%s: expected labelled tokens, found nothing at all: not a byte", inputs.data);
        else
                cli_error(&args->report,
                          "%s: expected labelled tokens, found none (%s); check the label column and --ignore",
                          inputs.data, found.data);
        cli_text_free(&inputs);
        cli_text_free(&found);
        return cw_exit_code(CW_E_DATA);
}

/* ---- summary ----------------------------------------------------------------------------------------------- */

static size_t
n_seen(const cw_counts *counts)
{
        size_t n = 0;
        for (size_t i = 0; i < cw_counts_n_labels(counts); i++)
                n += cw_counts_label(counts, i).tokens > 0;
        return n;
}

static void
put_part(struct cli_text *t, uint64_t n, const char *what)
{
        if (n == 0)
                return;
        cli_text_puts(t, ", ");
        cli_put_count(t, n);
        cli_text_printf(t, " %s", what);
}

/* Rates of a run shorter than a blink say nothing. */
static void
put_speed(struct cli_text *t, const struct cw_totals *totals, bool is_estimate)
{
        if (totals->seconds <= 0)
                return;
        cli_text_puts(t, "; ");
        cli_put_seconds(t, totals->seconds);
        if (totals->seconds < 0.1 || totals->shards_reused > 0 || is_estimate)
                return;
        double tokens = (double)totals->tokens + (double)totals->ignored + (double)totals->unknown;
        cli_text_printf(t, ", %.1f million tokens/s, ", tokens / totals->seconds / 1e6);
        cli_put_rate(t, (double)totals->bytes / totals->seconds);
}

static void
put_resources(struct cli_text *t, const struct cw_totals *totals)
{
        struct rusage usage;
        if (getrusage(RUSAGE_SELF, &usage) != 0)
                return;
        cli_put_counted(t, (uint64_t)(totals->n_threads > 0 ? totals->n_threads : 1), "thread");
        cli_text_puts(t, ", ");
        cli_put_bytes(t, (double)totals->bytes);
        cli_text_puts(t, " read, at most ");
        cli_put_bytes(t, (double)usage.ru_maxrss * 1024);
        cli_text_puts(t, " of memory (mapped files included)\n");
}

/* It informs; a failure to make it must not spoil a result that is written. */
static void
tell_tagging(struct cli_args *args, const cw_counts *counts)
{
        char *text = NULL;
        struct cw_error err;
        if (cw_tagging_text(counts, &text, &err) == CW_OK)
                cli_note(&args->report, text);
        else
                cli_warning(&args->report, "nothing on the tagging scheme: %s", err.message);
        cw_free_text(text);
}

void
cli_summary(struct cli_args *args, const cw_counts *counts)
{
        const struct cw_totals totals = cw_counts_totals(counts);
        struct cw_sample_info sample;
        struct cli_text t = {0};
        const bool is_estimate = cw_counts_sample(counts, &sample);
        cli_text_puts(&t, "counted ");
        if (is_estimate) {
                cli_put_counted(&t, sample.tokens, "token");
                cli_text_puts(&t, ": what follows is ");
                cli_put_estimate(&t, &sample);
                cli_text_puts(&t, "\nestimated ");
        }
        cli_put_counted(&t, totals.tokens, "token");
        cli_text_puts(&t, " of ");
        cli_put_counted(&t, n_seen(counts), "label");
        cli_text_puts(&t, ", ");
        cli_put_counted(&t, totals.sequences, "sequence");
        cli_text_puts(&t, ", ");
        cli_put_counted(&t, totals.shards, "shard");
        if (args->read.cache != NULL && !is_estimate) {
                cli_text_puts(&t, " (");
                cli_put_count(&t, totals.shards_reused);
                cli_text_puts(&t, " from the cache)");
        }
        put_part(&t, totals.ignored, "ignored");
        put_part(&t, totals.unknown, "unknown left out");
        put_part(&t, totals.rows_skipped, totals.rows_skipped == 1 ? "bad row skipped" : "bad rows skipped");
        put_speed(&t, &totals, is_estimate);
        cli_text_puts(&t, "\n");
        if (args->verbose)
                put_resources(&t, &totals);
        cli_note(&args->report, t.data);
        cli_text_free(&t);
        if (cw_counts_has_spans(counts))
                tell_tagging(args, counts);
}

int
cli_closing_code(struct cli_args *args, const cw_counts *counts)
{
        const struct cw_totals totals = cw_counts_totals(counts);
        struct cli_text t = {0};
        if (totals.shards_failed_before > 0) {
                cli_put_counted(&t, totals.shards_failed_before, "damaged shard");
                cli_warning(&args->report, "%s left out when these counts were taken", t.data);
                cli_text_free(&t);
        }
        if (totals.shards_failed == totals.shards_failed_before)
                return 0;
        cli_put_counted(&t, totals.shards_failed - totals.shards_failed_before, "damaged shard");
        cli_error(&args->report, "%s left out; the figures are those of the rest", t.data);
        cli_text_free(&t);
        return cw_exit_code(CW_E_CORRUPT);
}
