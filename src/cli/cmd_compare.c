/* SPDX-License-Identifier: MIT */
/*
 * `counterweight compare`: the weights of all schemes side by side.
 *
 * On a terminal two tables that fit in 100 columns, so figures have three or four digits and names are cut; the other
 * forms have all of both.
 */
#include "cli/compare_chart.h"
#include "cli/estimate.h"
#include "cli/figures.h"
#include "cli/reading.h"
#include "cli/target.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
        SCREEN_COLUMNS = 100,
        FIGURE_COLUMNS = 6, /* of a weight, a heading, a share */
        COUNT_COLUMNS = 11, /* 999,999,999 */
        NAME_COLUMNS_LEAST = 10
};

/* ---- figures ------------------------------------------------------------------------------------------------ */

/* "%e" without the plus sign and the leading noughts of the exponent: 1.9e5, 1.2e-5. */
static void
put_exponential(char text[32], int digits, double value)
{
        snprintf(text, 32, "%.*e", digits, value);
        char *e = strchr(text, 'e');
        if (e == NULL)
                return;
        const char *exponent = e + 2;
        char *to = e + 1 + (e[1] == '-');
        while (*exponent == '0')
                exponent++;
        memmove(to, exponent, strlen(exponent) + 1);
}

/* In six columns: 0.0081, 18.52, 1852, 1.9e5, 1.2e-5. */
static void
add_short(struct cli_table *table, double value)
{
        char text[32] = "0";
        const double size = fabs(value);
        if (isnan(value))
                snprintf(text, sizeof(text), "-");
        else if (size >= 0.001 && size < 0.99995)
                snprintf(text, sizeof(text), "%.4f", value);
        else if (size >= 0.001 && size < 99999.5)
                snprintf(text, sizeof(text), size < 999.95 ? "%.4g" : "%.0f", value);
        else if (size > 0)
                put_exponential(text, size < 1e-9 || size >= 1e10 ? 0 : 1, value);
        cli_table_cell(table, "%s", text);
}

static void
add_count(struct cli_table *table, uint64_t n)
{
        struct cli_text t = {0};
        if (n < 1000000000)
                cli_put_count(&t, n);
        else
                cli_text_printf(&t, "%.3g G", (double)n / 1e9);
        cli_table_cell(table, "%s", t.data);
        cli_text_free(&t);
}

static void
add_percent(struct cli_table *table, double share)
{
        char text[32] = "0";
        const double percent = 100 * share;
        if (percent >= 0.001)
                snprintf(text, sizeof(text), "%.*f", percent >= 9.995 ? 1 : percent >= 0.01 ? 2 : 3, percent);
        else if (percent > 0)
                put_exponential(text, 0, percent);
        cli_table_cell(table, "%s%%", text);
}

/* ---- tables ------------------------------------------------------------------------------------------------- */

static void
add_name(struct cli_table *table, const struct cw_label_count *label, size_t width)
{
        char id[32];
        struct cli_text t = {0};
        snprintf(id, sizeof(id), "id %lld", (long long)label->id);
        cli_put_cut(&t, label->name != NULL ? label->name : id, width);
        cli_table_cell(table, "%s", cli_text_str(&t));
        cli_text_free(&t);
}

/* What six columns can hold of a scheme's name. */
static const char *
short_name(cw_scheme scheme)
{
        static const char *const names[] = {
                [CW_SCHEME_INVERSE_SQRT] = "sqrt", [CW_SCHEME_INVERSE] = "invers",     [CW_SCHEME_EFFECTIVE] = "effect",
                [CW_SCHEME_POWER] = "power",       [CW_SCHEME_MEDIAN_FREQ] = "medfrq", [CW_SCHEME_ENET] = "enet",
                [CW_SCHEME_LOG] = "log",           [CW_SCHEME_COMPLEMENT] = "compl",   [CW_SCHEME_POS_WEIGHT] = "pos_w",
                [CW_SCHEME_NONE] = "none",
        };
        return names[scheme];
}

static cw_scheme
scheme_of(const cw_comparison *comparison, size_t index)
{
        return cw_weights_options(cw_comparison_weights(comparison, index))->scheme;
}

static void
put_label_table(struct cli_text *t, const cw_comparison *comparison, bool color)
{
        const cw_counts *counts = cw_comparison_counts(comparison);
        const size_t n = cw_comparison_n_schemes(comparison);
        const size_t taken = COUNT_COLUMNS + FIGURE_COLUMNS * (n + 1) + n + 2;
        const size_t width = taken + NAME_COLUMNS_LEAST < SCREEN_COLUMNS ? SCREEN_COLUMNS - taken : NAME_COLUMNS_LEAST;
        const double all = (double)cw_counts_totals(counts).tokens;
        struct cli_table table = {.head = {"label", "tokens", "share"}, .left = {[0] = true}, .tight = true};
        for (size_t s = 0; s < n; s++)
                table.head[3 + s] = short_name(scheme_of(comparison, s));
        for (size_t i = 0; i < cw_counts_n_labels(counts); i++) {
                const struct cw_label_count label = cw_counts_label(counts, i);
                add_name(&table, &label, width);
                add_count(&table, label.tokens);
                add_percent(&table, (double)label.tokens / all);
                for (size_t s = 0; s < n; s++)
                        add_short(&table, cw_weights_at(cw_comparison_weights(comparison, s), i));
        }
        cli_table_render(&table, color, t);
        cli_table_free(&table);
}

static void
put_scheme_table(struct cli_text *t, const cw_comparison *comparison, bool color)
{
        struct cli_table table = {.head = {"scheme", "largest/smallest", "entity share", "loss scale", "even classes",
                                           "saturated", "owner"},
                                  .left = {[0] = true, [6] = true}};
        const cw_counts *counts = cw_comparison_counts(comparison);
        for (size_t s = 0; s < cw_comparison_n_schemes(comparison); s++) {
                const struct cw_diagnosis d = cw_weights_diagnosis(cw_comparison_weights(comparison, s));
                struct cli_text owner = {0};
                for (size_t i = 0; d.owner_share > 0 && i < cw_counts_n_labels(counts); i++) {
                        const struct cw_label_count label = cw_counts_label(counts, i);
                        if (label.id == d.owner_id && label.name != NULL)
                                cli_put_cut(&owner, label.name, 18);
                        else if (label.id == d.owner_id)
                                cli_text_printf(&owner, "id %lld", (long long)label.id);
                }
                cli_table_cell(&table, "%s", cw_scheme_name(scheme_of(comparison, s)));
                add_short(&table, d.weight_ratio);
                add_percent(&table, d.entity_share_weighted);
                add_short(&table, d.loss_scale);
                add_short(&table, d.effective_classes);
                cli_table_cell(&table, "%zu", d.n_saturated);
                cli_table_cell(&table, "%s", cli_text_str(&owner));
                cli_text_free(&owner);
        }
        cli_table_render(&table, color, t);
        cli_table_free(&table);
}

/* ---- words -------------------------------------------------------------------------------------------------- */

/* Which sentences of a scheme are told: with -v all, else those of the default scheme on the entities' share and what
 * would raise it, and that `effective` does nothing. */
static bool
is_told(const struct cli_args *args, cw_scheme scheme, const char *line)
{
        static const char *const beginnings[] = {"the weights mute", "each of these"};
        if (args->verbose || strncmp(line, "--scheme effective", 18) == 0)
                return true;
        for (size_t i = 0; i < 2; i++)
                if (scheme == CW_SCHEME_INVERSE_SQRT && strncmp(line, beginnings[i], strlen(beginnings[i])) == 0)
                        return true;
        return false;
}

static void
put_sentences(struct cli_args *args, const cw_weights *weights, struct cli_text *t)
{
        const cw_scheme scheme = cw_weights_options(weights)->scheme;
        char *text = NULL;
        struct cw_error err;
        if (cw_diagnosis_text(weights, &text, &err) != CW_OK) {
                cli_warning(&args->report, "no diagnosis: %s", err.message);
                return;
        }
        for (const char *line = text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
                if (is_told(args, scheme, line))
                        cli_text_printf(t, "%s: %.*s\n", cw_scheme_name(scheme), (int)(end - line), line);
        cw_free_text(text);
}

static void
tell(struct cli_args *args, const cw_comparison *comparison)
{
        struct cli_text t = {0};
        size_t n_muting = 0;
        for (size_t s = 0; s < cw_comparison_n_schemes(comparison); s++)
                put_sentences(args, cw_comparison_weights(comparison, s), &t);
        for (size_t s = 0; s < cw_comparison_n_schemes(comparison) && !args->verbose; s++) {
                const struct cw_diagnosis d = cw_weights_diagnosis(cw_comparison_weights(comparison, s));
                if (scheme_of(comparison, s) == CW_SCHEME_INVERSE_SQRT || !d.mutes)
                        continue;
                cli_text_printf(&t, "%s%s", n_muting++ == 0 ? "these mute the entities as well: " : ", ",
                                cw_scheme_name(scheme_of(comparison, s)));
        }
        cli_text_puts(&t, n_muting > 0 ? " (-v says more)\n" : "");
        cli_note(&args->report, cli_text_str(&t));
        cli_text_free(&t);
}

/* ---- the command -------------------------------------------------------------------------------------------- */

static cw_status
put_table(const struct cli_args *args, const void *result, bool color, struct cli_text *t, struct cw_error *err)
{
        struct cw_sample_info sample;
        (void)err;
        if (cw_counts_sample(cw_comparison_counts(result), &sample)) {
                cli_put_estimate(t, &sample);
                cli_text_puts(t, "; --json has the interval of each weight\n");
        }
        put_label_table(t, result, color);
        cli_text_puts(t, "\n");
        put_scheme_table(t, result, color);
        cli_put_comparison_chart(t, result, args->weigh.o_label);
        return CW_OK;
}

static cw_status
render(const void *result, cw_output_format form, char **text_ret, size_t *nbytes_ret, struct cw_error *err)
{
        return cw_comparison_render(result, form, text_ret, nbytes_ret, err);
}

int
cmd_compare(struct cli_args *args)
{
        struct cli_target target;
        cw_counts *counts = NULL;
        cw_comparison *comparison = NULL;
        struct cw_error err;
        int code = cli_target_settle(args, CLI_TO_TABLE, &target);
        if (code == 0)
                code = cli_settle_sample(args, &target);
        if (code == 0)
                code = cli_check_plot(args);
        if (code == 0)
                code = cli_count(args, 0, &counts);
        if (code != 0)
                return code;
        code = cli_check_counted(args, 0, counts);
        cw_status status = code == 0 ? cw_compare(counts, &args->weigh, &comparison, &err) : CW_OK;
        if (status != CW_OK)
                code = cli_fail(&args->report, status, &err);
        const struct cli_forms forms = {put_table, render};
        if (code == 0)
                code = cli_print_json(args, &forms, comparison, &target);
        if (code == 0 && args->plot != NULL) {
                status = cw_comparison_plot(comparison, args->plot, &err);
                code = status == CW_OK ? 0 : cli_fail(&args->report, status, &err);
        }
        if (code == 0)
                code = cli_print_target(args, &forms, comparison, &target);
        if (code == 0) {
                cli_summary(args, counts);
                tell(args, comparison);
                code = cli_closing_code(args, counts);
        }
        cw_comparison_free(&comparison);
        cw_counts_free(&counts);
        return code;
}
