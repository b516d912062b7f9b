/* SPDX-License-Identifier: MIT */
/*
 * `counterweight diff`: what lies between two counts or weights files, and whether it is more than allowed.
 */
#include "cli/caching.h"
#include "cli/chart.h"
#include "cli/figures.h"
#include "cli/reading.h"
#include "cli/suggest.h"
#include "cli/target.h"
#include "cli/values.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN_LABELS = 10, BAR_COLUMNS = 8, NAMED_MOST = 12 };

/* ---- thresholds --------------------------------------------------------------------------------------------- */

struct threshold {
        char name[32];
        double most;
};

/* "js=0.01". */
static int
read_threshold(struct cli_args *args, const char *text, struct threshold *threshold_ret)
{
        const char *equals = strchr(text, '=');
        const size_t n = equals != NULL ? (size_t)(equals - text) : strlen(text);
        struct cli_text names = {0};
        struct cli_suggestion near = {.wrong = threshold_ret->name};
        bool known = false;
        snprintf(threshold_ret->name, sizeof(threshold_ret->name), "%.*s", (int)(n < 31 ? n : 31), text);
        for (size_t i = 0; cw_drift_metric_name_at(i) != NULL; i++) {
                known |= strcmp(threshold_ret->name, cw_drift_metric_name_at(i)) == 0;
                cli_text_printf(&names, "%s%s", i == 0 ? "" : ", ", cw_drift_metric_name_at(i));
                cli_suggest(&near, cw_drift_metric_name_at(i));
        }
        int code = 0;
        if (!known && near.best != NULL)
                code = cli_usage_error(args, "--fail-above: expected one of %s, found '%s': did you mean '%s'?",
                                       names.data, threshold_ret->name, near.best);
        else if (!known)
                code = cli_usage_error(args, "--fail-above: expected one of %s, found '%s'", names.data,
                                       threshold_ret->name);
        else if (equals == NULL || !cli_read_real(equals + 1, &threshold_ret->most) || threshold_ret->most < 0)
                code = cli_usage_error(args, "--fail-above: expected %s=X, X a number of at least 0, found '%s'",
                                       threshold_ret->name, text);
        cli_text_free(&names);
        return code;
}

static int
check_thresholds(struct cli_args *args)
{
        struct threshold threshold;
        int code = 0;
        for (size_t i = 0; code == 0 && i < args->fail_above.n; i++)
                code = read_threshold(args, args->fail_above.items[i], &threshold);
        return code;
}

/* 1, told, if a figure is above its threshold; 3 if the files do not have it. */
static int
judge(struct cli_args *args, const cw_drift *drift)
{
        int code = 0;
        for (size_t i = 0; i < args->fail_above.n; i++) {
                struct threshold threshold;
                double value = 0;
                (void)read_threshold(args, args->fail_above.items[i], &threshold);
                (void)cw_drift_metric(drift, threshold.name, &value);
                if (isnan(value)) {
                        cli_error(&args->report, "--fail-above %s: expected %s in both files, found none in one",
                                  threshold.name,
                                  strncmp(threshold.name, "weight", 6) == 0 ? "weights of one kind" : "counts");
                        return cw_exit_code(CW_E_DATA);
                }
                if (value <= threshold.most)
                        continue;
                cli_error(&args->report, "%s is %.6g, above %.6g", threshold.name, value, threshold.most);
                code = 1;
        }
        return code;
}

/* ---- for people --------------------------------------------------------------------------------------------- */

static void
put_side(struct cli_text *t, const cw_drift *drift, bool b)
{
        const struct cw_drift_side side = cw_drift_side(drift, b);
        const struct cw_drift_figures f = cw_drift_figures(drift);
        cli_text_puts(t, b ? "b: " : "a: ");
        cli_put_printable(t, side.path);
        cli_text_printf(t, ", %s", side.kind);
        if (side.recipe != NULL) {
                cli_text_puts(t, " by ");
                cli_put_printable(t, side.recipe);
        }
        const uint64_t tokens = b ? f.tokens_b : f.tokens_a;
        if (tokens > 0) {
                cli_text_puts(t, ", ");
                cli_put_counted(t, tokens, "token");
        }
        cli_text_puts(t, "\n");
}

static void
put_label_name(struct cli_text *t, const struct cw_drift_label *l)
{
        if (l->name != NULL)
                cli_put_printable(t, l->name);
        else
                cli_text_printf(t, "id %lld", (long long)(l->in_b ? l->id_b : l->id_a));
}

static void
put_mix(struct cli_text *t, const cw_drift *drift)
{
        const struct cw_drift_figures f = cw_drift_figures(drift);
        if (!f.has_tokens) {
                cli_text_puts(t, "label mix: not compared, a weights file in TOML holds no counts\n");
                return;
        }
        const struct cw_drift_label at = cw_drift_label(drift, f.l_infinity_at);
        cli_text_printf(t, "L-infinity      %.6g", f.l_infinity);
        if (f.l_infinity > 0) {
                cli_text_puts(t, "  (");
                put_label_name(t, &at);
                cli_text_printf(t, ": %.4g %% of the tokens in a, %.4g %% in b)", 100 * at.share_a, 100 * at.share_b);
        }
        cli_text_printf(t, "\nJensen-Shannon  %.6g bits  (0 the same mix, 1 nothing in common)\n", f.jensen_shannon);
        cli_text_printf(t, "PSI             %.6g  (%s)\n", f.psi,
                        f.psi < 0.1    ? "below 0.1: stable"
                        : f.psi < 0.25 ? "0.1 to 0.25: shifting"
                                       : "0.25 and above: shifted");
        cli_text_printf(t, "G-test          G = %.6g, %llu degree%s of freedom, ", f.g, (unsigned long long)f.g_degrees,
                        f.g_degrees == 1 ? "" : "s");
        if (f.g_log10_p < -300)
                cli_text_printf(t, "p = 10^%.0f", f.g_log10_p);
        else
                cli_text_printf(t, "p = %.4g", f.g_p);
        cli_text_puts(t, "  (as if tokens were independent: with very many, any difference counts)\n");
}

static void
put_named(struct cli_text *t, const cw_drift *drift, bool appeared, size_t n)
{
        size_t shown = 0;
        if (n == 0)
                return;
        cli_text_puts(t, appeared ? "appeared: " : "vanished: ");
        for (size_t i = 0; i < cw_drift_n_labels(drift) && shown < NAMED_MOST; i++) {
                const struct cw_drift_label l = cw_drift_label(drift, i);
                const uint64_t tokens = appeared ? l.tokens_b : l.tokens_a;
                if (!(appeared ? l.appeared : l.vanished))
                        continue;
                cli_text_puts(t, shown++ == 0 ? "" : ", ");
                put_label_name(t, &l);
                if (tokens > 0) {
                        cli_text_puts(t, " (");
                        cli_put_counted(t, tokens, "token");
                        cli_text_puts(t, ")");
                }
        }
        if (n > shown)
                cli_text_printf(t, " and %zu more", n - shown);
        cli_text_puts(t, "\n");
}

/* Whether what the sides hold, as far as it is no counts, is `kind`. */
static bool
are(const cw_drift *drift, const char *kind)
{
        for (int b = 0; b < 2; b++) {
                const char *of_side = cw_drift_side(drift, b != 0).kind;
                if (strcmp(of_side, "counts") != 0 && strcmp(of_side, kind) != 0)
                        return false;
        }
        return true;
}

static void
add_percent(struct cli_table *table, double share)
{
        if (isnan(share))
                cli_table_cell(table, "%s", "");
        else
                cli_table_cell(table, "%.4f %%", 100 * share);
}

static void
add_number(struct cli_table *table, double value)
{
        if (isnan(value))
                cli_table_cell(table, "%s", "");
        else
                cli_table_cell(table, "%.6g", value);
}

static void
put_label_rows(struct cli_text *t, const cw_drift *drift, size_t n, bool color)
{
        const bool are_weights = are(drift, "weights");
        const bool logarithms = cw_drift_figures(drift).logarithms;
        struct cli_table table = {.head = {"label", "share a", "share b", are_weights ? "weight a" : "value a",
                                           are_weights ? "weight b" : "value b", logarithms ? "e^(b - a)" : "b / a",
                                           ""},
                                  .left = {[0] = true, [6] = true}};
        const double largest = log(cw_drift_figures(drift).weight_ratio);
        for (size_t i = 0; i < n; i++) {
                const struct cw_drift_label l = cw_drift_label(drift, i);
                struct cli_text name = {0}, bar = {0};
                put_label_name(&name, &l);
                cli_put_diverging(&bar, largest > 0 ? log(l.ratio) / largest : (double)NAN, BAR_COLUMNS);
                cli_table_cell(&table, "%s", name.data);
                add_percent(&table, l.share_a);
                add_percent(&table, l.share_b);
                add_number(&table, l.weight_a);
                add_number(&table, l.weight_b);
                add_number(&table, l.ratio);
                cli_table_cell(&table, "%s", cli_text_str(&bar));
                cli_text_free(&name);
                cli_text_free(&bar);
        }
        cli_table_render(&table, color, t);
        cli_table_free(&table);
}

/* The labels whose weights moved most; all with --verbose. */
static void
put_moves(struct cli_text *t, const cw_drift *drift, bool all, bool color)
{
        const struct cw_drift_figures f = cw_drift_figures(drift);
        const size_t n = cw_drift_n_labels(drift);
        const struct cw_drift_side a = cw_drift_side(drift, false), b = cw_drift_side(drift, true);
        const char *const kind = strcmp(a.kind, "counts") != 0   ? a.kind
                                 : strcmp(b.kind, "counts") != 0 ? b.kind
                                                                 : "weights";
        if (!f.has_weights && !are(drift, kind))
                cli_text_printf(t, "%s and %s: not compared, they are not of one kind\n", a.kind, b.kind);
        if (!f.has_weights)
                return;
        if (f.weight_change == 0 && !all) {
                cli_text_printf(t, "%s: no %s moved\n", kind, strcmp(kind, "weights") == 0 ? "weight" : "value");
                return;
        }
        cli_text_printf(t, "%s: the largest move is by a factor of %.4g%s\n", kind, f.weight_ratio,
                        n > SHOWN_LABELS && !all ? "; the labels that moved most (-v shows all)" : "");
        if (f.n_weight_zeroed > 0)
                cli_text_printf(t, "%s: %zu went to 0, or from it\n", kind, f.n_weight_zeroed);
        put_label_rows(t, drift, all || n < SHOWN_LABELS ? n : SHOWN_LABELS, color);
}

static void
put_drift(struct cli_text *t, const cw_drift *drift, bool all, bool color)
{
        const struct cw_drift_figures f = cw_drift_figures(drift);
        put_side(t, drift, false);
        put_side(t, drift, true);
        put_mix(t, drift);
        put_named(t, drift, true, f.n_appeared);
        put_named(t, drift, false, f.n_vanished);
        if (f.n_renumbered > 0)
                cli_text_printf(t, "renumbered: %zu label%s another id in b\n", f.n_renumbered,
                                f.n_renumbered == 1 ? " has" : "s have");
        put_moves(t, drift, all, color);
}

/* ---- the command -------------------------------------------------------------------------------------------- */

static cw_status
put_table(const struct cli_args *args, const void *result, bool color, struct cli_text *t, struct cw_error *err)
{
        (void)err;
        put_drift(t, result, args->verbose, color);
        return CW_OK;
}

static cw_status
render(const void *result, cw_output_format form, char **text_ret, size_t *nbytes_ret, struct cw_error *err)
{
        return cw_drift_render(result, form, text_ret, nbytes_ret, err);
}

/* Weights of two recipes differ for that reason alone. */
static void
warn_of_recipes(struct cli_args *args, const cw_drift *drift)
{
        const struct cw_drift_side a = cw_drift_side(drift, false), b = cw_drift_side(drift, true);
        if (a.recipe != NULL && b.recipe != NULL && strcmp(a.recipe, b.recipe) != 0)
                cli_warning(&args->report, "the weights are of two schemes, %s and %s: they differ by that too",
                            a.recipe, b.recipe);
}

int
cmd_diff(struct cli_args *args)
{
        struct cli_target target;
        cw_drift *drift = NULL;
        struct cw_error err;
        if (args->operands.n != 2)
                return cli_usage_error(args, "expected two files, found %zu", args->operands.n);
        int code = check_thresholds(args);
        if (code == 0)
                code = cli_target_settle(args, CLI_TO_TABLE, &target);
        if (code == 0)
                code = cli_check_plot(args);
        if (code != 0)
                return code;
        code = cli_settle_cache(args, false);
        if (code != 0)
                return code;
        cli_arm(args);
        cw_status status = cw_drift_files(args->operands.items[0], args->operands.items[1], &args->read, &args->weigh,
                                          args->write.table, &drift, &err);
        cli_progress_end(&args->report);
        if (status != CW_OK)
                return cli_fail(&args->report, status, &err);
        const struct cli_forms forms = {put_table, render};
        code = cli_print_json(args, &forms, drift, &target);
        if (code == 0 && args->plot != NULL) {
                status = cw_drift_plot(drift, args->plot, &err);
                code = status == CW_OK ? 0 : cli_fail(&args->report, status, &err);
        }
        if (code == 0)
                code = cli_print_target(args, &forms, drift, &target);
        if (code == 0) {
                warn_of_recipes(args, drift);
                code = judge(args, drift);
        }
        cw_drift_free(&drift);
        return code;
}
