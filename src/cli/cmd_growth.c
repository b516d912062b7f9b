/* SPDX-License-Identifier: MIT */
/*
 * `counterweight growth`: how the weights of every scheme behave as the data grows.
 */
#include "cli/chart.h"
#include "cli/figures.h"
#include "cli/reading.h"
#include "cli/target.h"
#include "cli/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_LABELS = 15, SPARK_MOST = 40 };

/* ---- options ------------------------------------------------------------------------------------------------ */

/* "1%,10%,1e6": shares with a '%', numbers of tokens without. */
static int
read_at(struct cli_args *args, struct cw_growth_at **at_ret, size_t *n_ret)
{
        for (const char *at = args->at; at != NULL;) {
                const char *comma = strchr(at, ',');
                const size_t n = comma != NULL ? (size_t)(comma - at) : strlen(at);
                struct cw_growth_at one = {.is_tokens = n == 0 || at[n - 1] != '%'};
                if (!cli_read_share(at, n, &one.value) || !(one.value > 0) || (!one.is_tokens && one.value > 1))
                        return cli_usage_error(args,
                                               "--at: expected shares above 0%% to 100%% and numbers of tokens, as "
                                               "1%%,10%%,1e6, found '%s'",
                                               args->at);
                *at_ret = cli_realloc(*at_ret, *n_ret + 1, sizeof(**at_ret));
                (*at_ret)[(*n_ret)++] = one;
                at = comma != NULL ? comma + 1 : NULL;
        }
        return 0;
}

static int
read_options(struct cli_args *args, struct cw_growth_options *o, struct cw_growth_at **at_ret)
{
        cw_growth_options_init(o);
        int code = read_at(args, at_ret, &o->n_at);
        if (code != 0)
                return code;
        o->at = *at_ret;
        o->one_scheme = args->scheme_given;
        o->points_given = args->points != 0;
        if (args->points != 0)
                o->n_points = args->points;
        if (args->points != 0 && args->at != NULL)
                return cli_usage_error(args, "--points and --at both say where the checkpoints are; use one");
        o->repeats = args->repeats;
        if (args->settle != NULL &&
            (!cli_read_share(args->settle, strlen(args->settle), &o->settle) || !(o->settle > 0) || o->settle > 1))
                return cli_usage_error(args, "--settle: expected a share above 0%% to 100%%, as 5%%, found '%s'",
                                       args->settle);
        if (args->shuffle != NULL) {
                int64_t seed;
                const char *end;
                if (!cli_read_int(args->shuffle, &seed, &end) || *end != '\0' || seed < 0)
                        return cli_usage_error(args, "--shuffle: expected a seed, a whole number, found '%s'",
                                               args->shuffle);
                o->shuffle = true;
                o->seed = (uint64_t)seed;
        }
        return 0;
}

/* ---- for people --------------------------------------------------------------------------------------------- */

static void
put_share(struct cli_text *t, double share)
{
        const double percent = 100 * share;
        cli_text_printf(t, percent >= 99.95 ? "%.0f %%" : percent >= 10 ? "%.1f %%" : "%.2g %%", percent);
}

static void
put_head(struct cli_text *t, const cw_growth *growth, bool shuffled)
{
        const size_t n = cw_growth_n_points(growth);
        cli_put_counted(t, cw_counts_totals(cw_growth_counts(growth)).tokens, "token");
        cli_text_puts(t, ", ");
        cli_put_counted(t, n, "checkpoint");
        cli_text_puts(t, " from ");
        put_share(t, cw_growth_point(growth, 0).share);
        cli_text_puts(t, shuffled ? " to 100 %, in a random order" : " to 100 %, in the order of the data");
        cli_text_puts(t, "\n");
}

/* A label on its way into the table: those that settled last come first. */
struct row {
        const cw_growth *growth;
        size_t scheme, label;
        struct cw_growth_label facts;
};

static int
compare_rows(const void *pa, const void *pb)
{
        const struct row *a = pa, *b = pb;
        if (a->facts.settled != b->facts.settled)
                return a->facts.settled ? 1 : -1;
        if (a->facts.settled_at != b->facts.settled_at)
                return a->facts.settled_at > b->facts.settled_at ? -1 : 1;
        if (a->facts.still != b->facts.still)
                return a->facts.still > b->facts.still ? -1 : 1;
        return (a->label > b->label) - (a->label < b->label);
}

/* The weights from the first token on; of very many checkpoints some are left out. */
static void
put_chart(struct cli_text *t, const struct row *r)
{
        double values[SPARK_MOST];
        const size_t n = cw_growth_n_points(r->growth), shown = n < SPARK_MOST ? n : SPARK_MOST;
        for (size_t i = 0; i < shown; i++) {
                const size_t p = shown == n ? i : i * (n - 1) / (shown - 1);
                values[i] = p < r->facts.first_seen ? (double)NAN : cw_growth_weight(r->growth, r->scheme, r->label, p);
        }
        cli_put_sparkline(t, values, shown, 0.02);
}

static void
add_text(struct cli_table *table, struct cli_text *t)
{
        cli_table_cell(table, "%s", cli_text_str(t));
        cli_text_free(t);
}

static void
add_row(struct cli_table *table, const struct row *r)
{
        const struct cw_label_count label = cw_counts_label(cw_growth_counts(r->growth), r->label);
        struct cli_text t = {0};
        if (label.name != NULL)
                cli_put_printable(&t, label.name);
        else
                cli_text_printf(&t, "id %lld", (long long)label.id);
        add_text(table, &t);
        cli_put_count(&t, label.tokens);
        add_text(table, &t);
        cli_table_cell(table, "%.5g",
                       cw_growth_weight(r->growth, r->scheme, r->label, cw_growth_n_points(r->growth) - 1));
        if (r->facts.settled)
                put_share(&t, cw_growth_point(r->growth, r->facts.settled_at).share);
        else if (cw_growth_n_points(r->growth) > 1)
                cli_text_puts(&t, "moving");
        add_text(table, &t);
        if (r->facts.move_at > 0) {
                cli_text_printf(&t, "x %.3g at ", r->facts.move);
                put_share(&t, cw_growth_point(r->growth, r->facts.move_at).share);
        }
        add_text(table, &t);
        cli_table_cell(table, "%s", cw_growth_cause_name(r->facts.cause));
        put_chart(&t, r);
        add_text(table, &t);
}

static void
put_scheme(struct cli_text *t, const cw_growth *growth, size_t scheme, bool all, bool color)
{
        const size_t n_labels = cw_counts_n_labels(cw_growth_counts(growth));
        struct cli_table table = {
                .head = {"label", "tokens", "weight", "settled by", "largest move", "why", "from the first token on"},
                .left = {[0] = true, [4] = true, [5] = true, [6] = true}};
        struct row *rows = cli_realloc(NULL, n_labels + 1, sizeof(*rows));
        size_t n = 0;
        for (size_t i = 0; i < n_labels; i++) {
                rows[n] = (struct row){growth, scheme, i, cw_growth_label(growth, scheme, i)};
                n += rows[n].facts.moves;
        }
        qsort(rows, n, sizeof(*rows), compare_rows);
        cli_text_printf(t, "\n%s", cw_scheme_name(cw_growth_scheme(growth, scheme).scheme));
        if (!all && n > SHOWN_LABELS)
                cli_text_printf(t, ", the %d weights that settled last (-v shows all)", (int)SHOWN_LABELS);
        cli_text_puts(t, "\n");
        for (size_t i = 0; i < n && (all || i < SHOWN_LABELS); i++)
                add_row(&table, &rows[i]);
        cli_table_render(&table, color, t);
        cli_table_free(&table);
        free(rows);
}

static const char without_presence[] =
        "median_freq is not among these: it goes by sequences, which --presence looks at too\n";

static cw_status
put_table(const struct cli_args *args, const void *result, bool color, struct cli_text *t, struct cw_error *err)
{
        const cw_growth *growth = result;
        char *sentences = NULL;
        put_head(t, growth, args->shuffle != NULL);
        for (size_t i = 0; i < cw_growth_n_schemes(growth) && (i == 0 || args->verbose); i++)
                put_scheme(t, growth, i, args->verbose, color);
        const cw_status status = cw_growth_text(growth, &sentences, err);
        if (status == CW_OK)
                cli_text_printf(t, "\n%s", sentences);
        if (!args->scheme_given && !cw_counts_has_presence(cw_growth_counts(growth)))
                cli_text_puts(t, without_presence);
        cw_free_text(sentences);
        return status;
}

/* ---- the command -------------------------------------------------------------------------------------------- */

static cw_status
render(const void *result, cw_output_format form, char **text_ret, size_t *nbytes_ret, struct cw_error *err)
{
        return cw_growth_render(result, form, text_ret, nbytes_ret, err);
}

static int
grow(struct cli_args *args, const struct cw_growth_options *o, cw_growth **growth_ret)
{
        struct cw_error err;
        cli_arm(args);
        cw_status status = cw_growth_run((const char *const *)args->operands.items, args->operands.n, &args->read,
                                         &args->weigh, o, growth_ret, &err);
        cli_progress_end(&args->report);
        if (status == CW_OK)
                status = cw_growth_set_command(*growth_ret, args->command_line.data, args->input_line.data, &err);
        return status == CW_OK ? 0 : cli_fail(&args->report, status, &err);
}

int
cmd_growth(struct cli_args *args)
{
        struct cli_target target;
        struct cw_growth_options o;
        struct cw_growth_at *at = NULL;
        cw_growth *growth = NULL;
        struct cw_error err;
        cw_status status;
        int code = read_options(args, &o, &at);
        if (code == 0)
                code = cli_target_settle(args, CLI_TO_TABLE, &target);
        if (code == 0)
                code = cli_check_plot(args);
        if (code == 0)
                code = cli_collect_inputs(args, 0);
        if (code == 0)
                code = grow(args, &o, &growth);
        const struct cli_forms forms = {put_table, render};
        if (code == 0)
                code = cli_print_json(args, &forms, growth, &target);
        if (code == 0 && args->plot != NULL) {
                status = cw_growth_plot(growth, args->plot, &err);
                code = status == CW_OK ? 0 : cli_fail(&args->report, status, &err);
        }
        if (code == 0)
                code = cli_print_target(args, &forms, growth, &target);
        if (code == 0) {
                cli_summary(args, cw_growth_counts(growth));
                code = cli_closing_code(args, cw_growth_counts(growth));
        }
        cw_growth_free(&growth);
        free(at);
        return code;
}
