/* SPDX-License-Identifier: MIT */
/*
 * The scan, on a small matrix: at most SEGMENTS stretches of about as many tokens each, and the labels with most tokens,
 * the rest of them as one.  The place itself is then looked for among all borders.
 *
 *     G/2 = sum of a ln a + b ln b - c ln c over the labels, less the same of the totals;  a before, b after, c = a + b
 */
#include "weigh/change_point.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

enum { SEGMENTS = 32, LEAST_PIECES = 8, COLUMNS = 256, ORDERS = 99 };

struct scan {
        const struct cw_growth_pieces *pieces;
        size_t *column; /* of each label */
        size_t n_columns;
        double *all, *log_all; /* tokens of each column, and that times its logarithm */
        double *segments;      /* [segment * n_columns + column] */
        size_t n_segments;
        double *before; /* scratch of best_cut() */
};

static double
x_log_x(double x)
{
        return x > 0 ? x * log(x) : 0;
}

struct ranked {
        size_t label;
        uint64_t tokens;
};

static int
compare_ranked(const void *pa, const void *pb)
{
        const struct ranked *a = pa, *b = pb;
        if (a->tokens != b->tokens)
                return a->tokens > b->tokens ? -1 : 1;
        return (a->label > b->label) - (a->label < b->label);
}

static cw_status
choose_columns(struct scan *s, struct cw_error *err)
{
        const size_t n = s->pieces->n_labels;
        struct ranked *ranked = cw_calloc(n, sizeof(*ranked));
        if (ranked == NULL)
                return cw_fail_memory(err, n * sizeof(*ranked));
        for (size_t i = 0; i < n; i++)
                ranked[i].label = i;
        for (size_t i = 0; i < s->pieces->n; i++)
                for (size_t k = 0; k < s->pieces->items[i].n; k++)
                        ranked[s->pieces->items[i].entries[k].label].tokens += s->pieces->items[i].entries[k].tokens;
        if (n > COLUMNS)
                qsort(ranked, n, sizeof(*ranked), compare_ranked);
        s->n_columns = n < COLUMNS ? n : COLUMNS;
        for (size_t i = 0; i < n; i++) {
                const size_t column = i < s->n_columns ? i : s->n_columns - 1;
                s->column[ranked[i].label] = column;
                s->all[column] += (double)ranked[i].tokens;
        }
        for (size_t c = 0; c < s->n_columns; c++)
                s->log_all[c] = x_log_x(s->all[c]);
        cw_free(ranked);
        return CW_OK;
}

static void
add_piece(const struct scan *s, size_t piece, double *columns)
{
        const struct cw_growth_piece *p = &s->pieces->items[piece];
        for (size_t k = 0; k < p->n; k++)
                columns[s->column[p->entries[k].label]] += (double)p->entries[k].tokens;
}

static void
fill_segments(struct scan *s)
{
        const double total = (double)s->pieces->tokens;
        double done = 0;
        s->n_segments = 0;
        for (size_t i = 0; i < s->pieces->n; i++) {
                add_piece(s, i, s->segments + s->n_segments * s->n_columns);
                done += (double)s->pieces->items[i].tokens;
                const bool full = done >= total * (double)(s->n_segments + 1) / SEGMENTS;
                s->n_segments += (full || i + 1 == s->pieces->n) && s->n_segments < SEGMENTS;
        }
}

/* Half the G statistic of a cut, `before` being the tokens in front of it. */
static double
half_g(const struct scan *s, const double *before)
{
        double g = 0, sum_a = 0, sum_b = 0;
        for (size_t c = 0; c < s->n_columns; c++) {
                const double a = before[c], b = s->all[c] - a;
                if (s->all[c] <= 0)
                        continue;
                g += x_log_x(a) + x_log_x(b) - s->log_all[c];
                sum_a += a;
                sum_b += b;
        }
        return g - x_log_x(sum_a) - x_log_x(sum_b) + x_log_x(sum_a + sum_b);
}

static double
best_cut(const struct scan *s, const size_t *order)
{
        double best = 0;
        for (size_t c = 0; c < s->n_columns; c++)
                s->before[c] = 0;
        for (size_t i = 0; i + 1 < s->n_segments; i++) {
                const double *segment = s->segments + order[i] * s->n_columns;
                for (size_t c = 0; c < s->n_columns; c++)
                        s->before[c] += segment[c];
                best = fmax(best, half_g(s, s->before));
        }
        return best;
}

/* Among all borders. */
static size_t
find_place(const struct scan *s)
{
        double best = -1;
        size_t at = 0;
        for (size_t c = 0; c < s->n_columns; c++)
                s->before[c] = 0;
        for (size_t i = 0; i + 1 < s->pieces->n; i++) {
                add_piece(s, i, s->before);
                const double g = half_g(s, s->before);
                if (g > best) {
                        best = g;
                        at = i + 1;
                }
        }
        return at;
}

static cw_status
beats_chance(const struct scan *s, bool *beats_ret, struct cw_error *err)
{
        struct cw_growth_piece none[SEGMENTS] = {{0}};
        const struct cw_growth_pieces segments = {.items = none, .n = s->n_segments};
        size_t order[SEGMENTS];
        cw_path_in_order(order, s->n_segments);
        const double found = best_cut(s, order);
        *beats_ret = found > 1e-9 * s->log_all[0]; /* else it is rounding */
        for (uint64_t i = 0; *beats_ret && i < ORDERS; i++) {
                CW_TRY(cw_path_shuffle(&segments, false, 1, i, order, err));
                *beats_ret = best_cut(s, order) < found;
        }
        return CW_OK;
}

cw_status
cw_change_point_find(const struct cw_growth_pieces *pieces, struct cw_change_point *point_ret, struct cw_error *err)
{
        const size_t most = pieces->n_labels < COLUMNS ? pieces->n_labels : COLUMNS;
        struct scan s = {.pieces = pieces};
        cw_status status = CW_OK;
        *point_ret = (struct cw_change_point){0};
        if (pieces->n < LEAST_PIECES || pieces->n_labels == 0)
                return CW_OK;
        s.column = cw_calloc(pieces->n_labels, sizeof(*s.column));
        s.all = cw_calloc(most, sizeof(*s.all));
        s.log_all = cw_calloc(most, sizeof(*s.log_all));
        s.before = cw_calloc(most, sizeof(*s.before));
        s.segments = cw_calloc((SEGMENTS + 1) * most, sizeof(*s.segments));
        if (s.column == NULL || s.all == NULL || s.log_all == NULL || s.before == NULL || s.segments == NULL)
                CW_TRY_GOTO(cw_fail_memory(err, SEGMENTS * most * sizeof(*s.segments)));
        CW_TRY_GOTO(choose_columns(&s, err));
        fill_segments(&s);
        CW_TRY_GOTO(beats_chance(&s, &point_ret->any, err));
        if (point_ret->any)
                point_ret->at = find_place(&s);
done:
        cw_free(s.column);
        cw_free(s.all);
        cw_free(s.log_all);
        cw_free(s.before);
        cw_free(s.segments);
        return status;
}
