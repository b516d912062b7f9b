/* SPDX-License-Identifier: MIT */
/*
 * Judging slices, in rounds.  The rest is what is left of the whole less the slice, so that a slice is never compared with
 * itself.
 */
#include "weigh/slices.h"

#include "base/memory.h"
#include "weigh/chi_square.h"
#include "weigh/drift.h"

#include <math.h>
#include <stdlib.h>

#define CELL_LEAST 5.0    /* tokens expected, for a label to be a cell of its own */
#define ROBUST_Z_MOST 3.5 /* Iglewicz and Hoaglin's */
#define P_FAMILY 0.01     /* of a false alarm among all slices, by Bonferroni */
#define MAD_TO_SIGMA 1.4826
#define RATIO_LEAST 1.0 /* nearer to the rest than chance makes it is as good as chance */

enum { ROUNDS_MOST = 16, NONE = -1 };

/* What the table of one slice and the rest gives. */
struct measured {
        double g;
        double by_size;   /* by how much a real difference makes G larger than in a slice of median size */
        double log_ratio; /* ln r */
        uint64_t degrees; /* 0: too few tokens to be tested */
};

struct judging {
        struct cw_counts *counts;
        uint64_t *base; /* tokens of each label, and their sum, in the slices that are left */
        uint64_t sum;
        struct cw_drift_tokens *cells;
        struct measured *measured;
        bool *out; /* slices that are found to be outliers */
        double *scratch;
};

static int
compare_doubles(const void *pa, const void *pb)
{
        const double a = *(const double *)pa, b = *(const double *)pb;
        return (a > b) - (a < b);
}

/* Sorts `values`. */
static double
median(double *values, size_t n)
{
        qsort(values, n, sizeof(*values), compare_doubles);
        return n == 0 ? 0 : (values[(n - 1) / 2] + values[n / 2]) / 2;
}

/* Wilson and Hilferty's. */
static double
chi_square_median(uint64_t degrees)
{
        const double k = (double)degrees, t = 1 - 2 / (9 * k);
        return k * t * t * t;
}

/* Slice `i` against what is left less the slice and less slice `without`; `size` is the median slice's. */
static struct measured
measure(const struct judging *j, size_t i, ptrdiff_t without, double size)
{
        const struct cw_slice_row *rows = j->counts->slices.rows, *row = &rows[i];
        const struct cw_slice_row *left_out = without == NONE ? NULL : &rows[without];
        const uint64_t both = j->sum - (left_out == NULL ? 0 : left_out->sum);
        struct measured m = {.by_size = 1, .log_ratio = log(RATIO_LEAST)};
        struct cw_drift_figures figures = {0};
        size_t n = 1; /* cell 0: the labels that are rare here */
        if (row->sum == 0 || row->sum == both)
                return m;
        j->cells[0] = (struct cw_drift_tokens){0, 0};
        for (size_t k = 0; k < j->counts->n_labels; k++) {
                const uint64_t all = j->base[k] - (left_out == NULL ? 0 : left_out->tokens[k]);
                const struct cw_drift_tokens here = {row->tokens[k], all - row->tokens[k]};
                if ((double)row->sum * (double)all / (double)both >= CELL_LEAST) {
                        j->cells[n++] = here;
                } else {
                        j->cells[0].a += here.a;
                        j->cells[0].b += here.b;
                }
        }
        cw_drift_measure(j->cells, n, &figures);
        m.g = figures.g;
        m.degrees = figures.g_degrees;
        if (m.degrees == 0)
                return m;
        m.by_size = fmax(1, (double)row->sum / size);
        m.log_ratio = log(fmax(RATIO_LEAST, m.g / chi_square_median(m.degrees) / m.by_size));
        return m;
}

static double
median_size(struct judging *j)
{
        size_t n = 0;
        for (size_t i = 0; i < j->counts->slices.n; i++) {
                if (!j->out[i] && j->counts->slices.rows[i].sum > 0)
                        j->scratch[n++] = (double)j->counts->slices.rows[i].sum;
        }
        return median(j->scratch, n);
}

/* Measures all slices that are left; returns how many can be tested. */
static size_t
measure_all(struct judging *j)
{
        const size_t n = j->counts->slices.n;
        const double size = median_size(j);
        ptrdiff_t farthest = NONE;
        size_t n_tested = 0;
        for (size_t i = 0; i < n; i++) {
                if (j->out[i])
                        continue;
                j->measured[i] = measure(j, i, NONE, size);
                n_tested += j->measured[i].degrees > 0;
                if (j->measured[i].degrees > 0 &&
                    (farthest == NONE || j->measured[i].log_ratio > j->measured[farthest].log_ratio))
                        farthest = (ptrdiff_t)i;
        }
        for (size_t i = 0; n_tested >= CW_SLICES_FEWEST && i < n; i++) {
                if (!j->out[i] && (ptrdiff_t)i != farthest && j->measured[i].degrees > 0)
                        j->measured[i] = measure(j, i, farthest, size);
        }
        return n_tested;
}

/* Median and robust standard deviation of ln r. */
static void
spread(struct judging *j, double *middle_ret, double *sigma_ret)
{
        size_t n = 0;
        for (size_t i = 0; i < j->counts->slices.n; i++) {
                if (!j->out[i] && j->measured[i].degrees > 0)
                        j->scratch[n++] = j->measured[i].log_ratio;
        }
        *middle_ret = median(j->scratch, n);
        for (size_t i = 0; i < n; i++)
                j->scratch[i] = fabs(j->scratch[i] - *middle_ret);
        *sigma_ret = MAD_TO_SIGMA * median(j->scratch, n);
}

/* Takes a slice out of what is left. */
static void
take_out(struct judging *j, size_t i)
{
        struct cw_slice_row *row = &j->counts->slices.rows[i];
        for (size_t k = 0; k < j->counts->n_labels; k++)
                j->base[k] -= row->tokens[k];
        j->sum -= row->sum;
        j->out[i] = row->outlier = true;
}

/* False when no outlier was found. */
static bool
judge_round(struct judging *j)
{
        struct cw_slice_row *rows = j->counts->slices.rows;
        double middle, sigma;
        bool found = false;
        const size_t n_tested = measure_all(j);
        spread(j, &middle, &sigma);
        for (size_t i = 0; i < j->counts->slices.n; i++) {
                const struct measured *m = &j->measured[i];
                if (j->out[i])
                        continue;
                rows[i].p = 1;
                if (m->degrees == 0)
                        continue;
                rows[i].p = cw_chi_square_tail(m->g / m->by_size / exp(middle), m->degrees).p;
                const double z = (m->log_ratio - middle) / fmax(sigma, sqrt(2 / (double)m->degrees));
                if (n_tested >= CW_SLICES_FEWEST && z > ROBUST_Z_MOST && rows[i].p < P_FAMILY / (double)n_tested) {
                        take_out(j, i);
                        found = true;
                }
        }
        return found;
}

static void
measure_divergence(const struct judging *j, struct cw_slice_row *row)
{
        struct cw_drift_figures figures = {0};
        for (size_t k = 0; k < j->counts->n_labels; k++)
                j->cells[k] = (struct cw_drift_tokens){row->tokens[k], j->base[k] - row->tokens[k]};
        cw_drift_measure(j->cells, j->counts->n_labels, &figures);
        row->jensen_shannon = figures.jensen_shannon;
}

cw_status
cw_slices_judge(struct cw_counts *c, struct cw_error *err)
{
        const size_t n = c->slices.n;
        struct judging j = {.counts = c, .sum = c->totals.tokens};
        j.base = cw_calloc(c->n_labels, sizeof(*j.base));
        j.cells = cw_calloc(c->n_labels + 1, sizeof(*j.cells));
        j.measured = cw_calloc(n, sizeof(*j.measured));
        j.out = cw_calloc(n, sizeof(*j.out));
        j.scratch = cw_calloc(n, sizeof(*j.scratch));
        const bool able = j.base != NULL && j.cells != NULL && j.measured != NULL && j.out != NULL && j.scratch != NULL;
        for (size_t k = 0; able && k < c->n_labels; k++)
                j.base[k] = c->labels[k].tokens;
        for (size_t i = 0; able && i < n; i++)
                measure_divergence(&j, &c->slices.rows[i]);
        for (int round = 0; able && round < ROUNDS_MOST; round++) {
                if (!judge_round(&j))
                        break;
        }
        cw_free(j.base);
        cw_free(j.cells);
        cw_free(j.measured);
        cw_free(j.out);
        cw_free(j.scratch);
        return able ? CW_OK : cw_fail_memory(err, n * sizeof(*j.measured));
}
