/* SPDX-License-Identifier: MIT */
/*
 * The normalisers.
 */
#include "weigh/normalise.h"

#include "weigh/fsum.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
        [CW_NORMALIZE_MEAN] = "mean",   [CW_NORMALIZE_MEDIAN] = "median", [CW_NORMALIZE_GEOMEAN] = "geomean",
        [CW_NORMALIZE_TOKEN] = "token", [CW_NORMALIZE_MIN] = "min",       [CW_NORMALIZE_MAX] = "max",
        [CW_NORMALIZE_NONE] = "none",
};

const char *
cw_normalizer_name(cw_normalizer normalizer)
{
        return (size_t)normalizer < CW_ARRAY_LEN(names) ? names[normalizer] : NULL;
}

static int
compare_double(const void *a, const void *b)
{
        double x, y;
        memcpy(&x, a, sizeof(x));
        memcpy(&y, b, sizeof(y));
        return (x > y) - (x < y);
}

double
cw_median(double *values, size_t n)
{
        assert(n > 0);
        qsort(values, n, sizeof(*values), compare_double);
        /* Half of each: the sum of two could pass the largest double. */
        return n % 2 == 1 ? values[n / 2] : values[n / 2 - 1] / 2 + values[n / 2] / 2;
}

static double
mean(const struct cw_normalised *of)
{
        struct cw_fsum sum = {0};
        for (size_t i = 0; i < of->n; i++)
                cw_fsum_add(&sum, of->values[i]);
        return cw_fsum_value(&sum) / (double)of->n;
}

/* Relative to the first value, so that equal values give exactly themselves. */
static double
geometric_mean(const struct cw_normalised *of)
{
        const double first = of->values[0];
        struct cw_fsum sum = {0};
        if (!(first > 0))
                return 0;
        for (size_t i = 1; i < of->n; i++)
                cw_fsum_add(&sum, log(of->values[i] / first));
        return first * exp(cw_fsum_value(&sum) / (double)of->n);
}

static double
token_mean(const struct cw_normalised *of)
{
        struct cw_fsum mass = {0}, tokens = {0};
        for (size_t i = 0; i < of->n; i++) {
                cw_fsum_add(&mass, of->tokens[i] * of->values[i]);
                cw_fsum_add(&tokens, of->tokens[i]);
        }
        return cw_fsum_value(&mass) / cw_fsum_value(&tokens);
}

static double
extreme(const struct cw_normalised *of, bool most)
{
        double found = of->values[0];
        for (size_t i = 1; i < of->n; i++)
                found = most ? fmax(found, of->values[i]) : fmin(found, of->values[i]);
        return found;
}

double
cw_normaliser(cw_normalizer kind, const struct cw_normalised *of)
{
        assert(of->n > 0);
        if (of->n == 1 && kind != CW_NORMALIZE_NONE)
                return of->values[0];
        switch (kind) {
        case CW_NORMALIZE_MEDIAN:
                return cw_median(of->values, of->n);
        case CW_NORMALIZE_GEOMEAN:
                return geometric_mean(of);
        case CW_NORMALIZE_TOKEN:
                return token_mean(of);
        case CW_NORMALIZE_MIN:
                return extreme(of, false);
        case CW_NORMALIZE_MAX:
                return extreme(of, true);
        case CW_NORMALIZE_NONE:
                return 1;
        case CW_NORMALIZE_MEAN:
                break;
        }
        return mean(of);
}
