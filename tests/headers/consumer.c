/* SPDX-License-Identifier: MIT */
/*
 * A program of somebody else's that uses the installed library as counterweight.h shows at its top: counts two records,
 * weighs them, and expects figures that can be worked out by hand.  Built and run by tests/headers/run.sh.
 */
#include <counterweight.h>
#include <stdio.h>
#include <string.h>

/* O 6, B-X 2, B-Y 8 tokens: under `inverse` w(X) : w(Y) = 8 : 2, of mean 1 are 1.6 and 0.4. */
static int
weigh_file(const char *path)
{
        struct cw_read_options ro;
        struct cw_weigh_options wo;
        cw_counts *counts = NULL;
        cw_weights *weights = NULL;
        struct cw_error err;
        double sum = 0;

        cw_read_options_init(&ro);
        cw_weigh_options_init(&wo);
        wo.scheme = CW_SCHEME_INVERSE;
        if (cw_count(&path, 1, &ro, &counts, &err) != CW_OK || cw_weigh(counts, &wo, &weights, &err) != CW_OK) {
                fprintf(stderr, "%s\n", err.message);
                return 1;
        }
        for (size_t i = 0; i < cw_counts_n_labels(counts); i++)
                sum += cw_weights_at(weights, i) * (double)(i + 1);
        cw_weights_free(&weights);
        cw_counts_free(&counts);
        /* O 1.0, B-X 1.6, B-Y 0.4, in this order of ids: 1 + 2 * 1.6 + 3 * 0.4 */
        return sum > 5.3999999 && sum < 5.4000001 ? 0 : 1;
}

/* What is not there can be freed. */
static void
free_nothing(void)
{
        cw_counts *counts = NULL;
        cw_counts_free(&counts);
        cw_counts_free(NULL);
        cw_counter_free(NULL);
        cw_weights_free(NULL);
        cw_comparison_free(NULL);
        cw_drift_free(NULL);
        cw_check_free(NULL);
        cw_growth_free(NULL);
        cw_free_text(NULL);
}

int
main(int argc, char **argv)
{
        if (strcmp(cw_version(), CW_VERSION_STRING) != 0) {
                fprintf(stderr, "header %s, library %s\n", CW_VERSION_STRING, cw_version());
                return 1;
        }
        free_nothing();
        return argc < 2 ? 0 : weigh_file(argv[1]);
}
