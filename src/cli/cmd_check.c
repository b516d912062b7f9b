/* SPDX-License-Identifier: MIT */
/*
 * `counterweight check`: are the weights of a file still those of the data?  0: yes, 1: no.
 *
 * They are made anew as the file says that they were made (its facts, and the recorded command for what is read), and
 * each thing can be said anew by an option.
 */
#include "cli/reading.h"
#include "cli/recorded.h"

#include <string.h>
#include <sys/stat.h>

/* What the command line says of weighing counts, and where it is silent the file. */
static void
overlay(const struct cli_args *args, struct cw_weigh_options *o)
{
        const struct cw_weigh_options *a = &args->weigh;
        if (cli_is_given(args, "scheme"))
                o->scheme = a->scheme;
        if (cli_is_given(args, "beta") || cli_is_given(args, "prototypes")) {
                o->beta = a->beta;
                o->beta_auto = a->beta_auto;
                o->prototypes = a->prototypes;
        }
        if (cli_is_given(args, "alpha"))
                o->alpha = a->alpha;
        if (cli_is_given(args, "enet-k"))
                o->enet_k = a->enet_k;
        if (cli_is_given(args, "mu"))
                o->mu = a->mu;
        if (cli_is_given(args, "smooth"))
                o->smooth = a->smooth;
        if (cli_is_given(args, "min-count"))
                o->min_count = a->min_count;
        if (cli_is_given(args, "tie-prefixes"))
                o->tie_prefixes = a->tie_prefixes;
        if (cli_is_given(args, "max-ratio"))
                o->max_ratio = a->max_ratio;
        if (cli_is_given(args, "normalize"))
                o->normalize = a->normalize;
        if (cli_is_given(args, "norm-over"))
                o->norm_over_all = a->norm_over_all;
        if (cli_is_given(args, "min-weight"))
                o->min_weight = a->min_weight;
        if (cli_is_given(args, "max-weight"))
                o->max_weight = a->max_weight;
        if (cli_is_given(args, "o-weight")) {
                o->o_policy = a->o_policy;
                o->o_weight = a->o_weight;
        }
        if (cli_is_given(args, "unseen"))
                o->unseen = a->unseen;
        if (cli_is_given(args, "boost")) {
                o->boosts = a->boosts;
                o->n_boosts = a->n_boosts;
        }
        if (cli_is_given(args, "set")) {
                o->sets = a->sets;
                o->n_sets = a->n_sets;
        }
}

/* Options of reading and weighing, from the file and the command line. */
static int
settle_recipe(struct cli_args *args, const cw_check *check, struct cli_recorded *recorded,
              struct cw_weigh_options *weigh)
{
        struct cw_error err;
        bool known;
        const char *path = args->operands.items[0], *command = cw_check_command(check);
        cw_status status = cw_check_recipe(check, weigh, &known, &err);
        if (status != CW_OK)
                return cli_fail(&args->report, status, &err);
        if (!known && !cli_is_given(args, "scheme"))
                cli_warning(&args->report, "%s does not say how its weights were made; taken to be of --scheme %s",
                            path, cw_scheme_name(weigh->scheme));
        if (command != NULL && !cli_recorded_take(args, command, recorded))
                cli_warning(&args->report,
                            "%s: the command that it was made with is not understood; the data is read as the options "
                            "here say",
                            path);
        overlay(args, weigh);
        if (!cli_is_given(args, "o-label") && known)
                args->read.o_label = weigh->o_label;
        weigh->o_label = args->read.o_label;
        if (weigh->scheme == CW_SCHEME_MEDIAN_FREQ)
                args->read.presence = CW_PRESENCE_COUNT;
        status = cw_weigh_options_check(weigh, &err);
        return status == CW_OK ? 0 : cli_fail(&args->report, status, &err);
}

static int
print_answer(struct cli_args *args, const cw_check *check)
{
        char *text = NULL;
        struct cw_error err;
        cw_status status = cw_check_render(check, args->json, &text, &err);
        int code =
                status == CW_OK ? cli_print(&args->report, text, strlen(text)) : cli_fail(&args->report, status, &err);
        cw_free_text(text);
        return code;
}

static int
check_data(struct cli_args *args, cw_check *check, const struct cw_weigh_options *weigh)
{
        cw_counts *counts = NULL;
        cw_weights *weights = NULL;
        struct cw_error err;
        bool holds = false;
        int code = cli_count(args, 1, &counts);
        if (code != 0)
                return code;
        cw_status status = cw_weigh(counts, weigh, &weights, &err);
        if (status == CW_OK)
                status = cw_check_compare(check, weights, args->rtol, args->atol, &holds, &err);
        code = status == CW_OK ? print_answer(args, check) : cli_fail(&args->report, status, &err);
        if (code == 0 && !args->quiet)
                cli_summary(args, counts);
        if (code == 0)
                code = cli_closing_code(args, counts);
        cw_weights_free(&weights);
        cw_counts_free(&counts);
        return code == 0 && !holds ? 1 : code;
}

/* The first argument is no weights file; if one that comes after it is, they stand the wrong way round. */
static int
fail_first(struct cli_args *args, cw_status status, const struct cw_error *err)
{
        const char *first = args->operands.items[0];
        struct stat st;
        for (size_t i = 1; i < args->operands.n; i++) {
                cw_check *check = NULL;
                const char *other = args->operands.items[i];
                const bool is_weights =
                        strcmp(other, "-") != 0 && cw_check_open(other, args->write.table, &check, NULL) == CW_OK;
                cw_check_free(&check);
                if (is_weights)
                        return cli_usage_error(args, "the weights file comes first: expected '%s' before '%s'", other,
                                               first);
        }
        if (stat(first, &st) == 0 && S_ISDIR(st.st_mode))
                return cli_usage_error(args, "expected a weights file, then the data; found the folder '%s' first",
                                       first);
        return cli_fail(&args->report, status, err);
}

int
cmd_check(struct cli_args *args)
{
        cw_check *check = NULL;
        struct cli_recorded recorded = {.words = {0}};
        struct cw_weigh_options weigh;
        struct cw_error err;
        if (args->operands.n == 0)
                return cli_usage_error(args, "expected a weights file, then the data");
        cw_status status = cw_check_open(args->operands.items[0], args->write.table, &check, &err);
        if (status != CW_OK)
                return fail_first(args, status, &err);
        int code = settle_recipe(args, check, &recorded, &weigh);
        if (code == 0)
                code = check_data(args, check, &weigh);
        cli_recorded_free(&recorded);
        cw_check_free(&check);
        return code;
}
