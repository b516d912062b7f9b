/* SPDX-License-Identifier: MIT */
/*
 * Writers of a growth.  Shares of checkpoints stand beside what they are of, so that no reader has to count along.
 */
#include "write/growth_write.h"

#include "write/grid.h"
#include "write/json_member.h"

#include <math.h>

/* ---- JSON --------------------------------------------------------------------------------------------------- */

static void
put_more(struct cw_buffer *out, const char *key, double value)
{
        cw_buffer_printf(out, ", \"%s\": ", key);
        put_number(out, value);
}

static void
put_points(struct cw_buffer *out, const struct cw_growth *g)
{
        put_key(out, "  ", "checkpoints");
        cw_buffer_putc(out, '[');
        for (size_t p = 0; p < g->n_points; p++) {
                cw_buffer_printf(out, "%s\n    {\"share\": ", p == 0 ? "" : ",");
                put_number(out, g->points[p].share);
                cw_buffer_printf(out, ", \"tokens\": %" PRIu64 ", \"labels_seen\": %zu}", g->points[p].tokens,
                                 g->points[p].n_labels);
        }
        cw_buffer_puts(out, "\n  ]");
}

static void
put_labels(struct cw_buffer *out, const struct cw_growth *g)
{
        put_key(out, "  ", "labels");
        cw_buffer_putc(out, '[');
        for (size_t i = 0; i < g->counts->n_labels; i++) {
                const struct cw_count_row *l = &g->counts->labels[i];
                cw_buffer_printf(out, "%s\n    {\"id\": %" PRId64 ", ", i == 0 ? "" : ",", l->id);
                put_name(out, l->name);
                cw_buffer_printf(out, ", \"tokens\": %" PRIu64 "}", l->tokens);
        }
        cw_buffer_puts(out, "\n  ]");
}

static void
put_line(struct cw_buffer *out, const struct cw_growth *g, const char *key, const double *values, size_t label)
{
        if (values == NULL)
                return;
        cw_buffer_printf(out, ", \"%s\": [", key);
        for (size_t p = 0; p < g->n_points; p++) {
                cw_buffer_puts(out, p == 0 ? "" : ", ");
                put_number(out, values[p * g->counts->n_labels + label]);
        }
        cw_buffer_putc(out, ']');
}

static void
put_label(struct cw_buffer *out, const struct cw_growth *g, const struct cw_growth_series *s, size_t i)
{
        const struct cw_growth_label *l = &s->labels[i];
        cw_buffer_printf(out, "{\"id\": %" PRId64 ", \"moves\": %s", g->counts->labels[i].id,
                         l->moves ? "true" : "false");
        if (l->moves) {
                put_more(out, "first_seen_share", g->points[l->first_seen].share);
                cw_buffer_printf(out, ", \"settled\": %s", l->settled ? "true" : "false");
                put_more(out, "settled_share", g->points[l->settled_at].share);
                put_more(out, "still", l->still);
                cw_buffer_puts(out, ", \"largest_move\": ");
                if (l->move_at == 0) {
                        cw_buffer_puts(out, "null");
                } else {
                        cw_buffer_puts(out, "{\"to_share\": ");
                        put_number(out, g->points[l->move_at].share);
                        put_more(out, "factor", l->move);
                        cw_buffer_printf(out, ", \"cause\": \"%s\"}", cw_growth_cause_name(l->cause));
                }
        }
        put_line(out, g, "weights", s->weight, i);
        put_line(out, g, "low", s->low, i);
        put_line(out, g, "high", s->high, i);
        cw_buffer_putc(out, '}');
}

static void
put_schemes(struct cw_buffer *out, const struct cw_growth *g)
{
        put_key(out, "  ", "schemes");
        cw_buffer_putc(out, '[');
        for (size_t k = 0; k < g->n_series; k++) {
                const struct cw_growth_series *s = &g->series[k];
                cw_buffer_printf(out, "%s\n    {\"scheme\": \"%s\", \"labels_moving\": %zu, \"labels_settled\": %zu",
                                 k == 0 ? "" : ",", cw_scheme_name(s->summary.scheme), s->summary.n_moving,
                                 s->summary.n_settled);
                put_more(out, "settled_share",
                         s->summary.n_settled > 0 ? g->points[s->summary.settled_at].share : (double)NAN);
                put_more(out, "since_share", g->points[s->summary.since].share);
                cw_buffer_puts(out, ", \"labels\": [");
                for (size_t i = 0; i < g->counts->n_labels; i++) {
                        cw_buffer_puts(out, i == 0 ? "\n      " : ",\n      ");
                        put_label(out, g, s, i);
                }
                cw_buffer_puts(out, "\n    ]}");
        }
        cw_buffer_puts(out, "\n  ]");
}

static void
put_drift(struct cw_buffer *out, const struct cw_growth *g)
{
        const struct cw_growth_drift *d = &g->drift;
        put_key(out, "  ", "drift");
        if (!d->any) {
                cw_buffer_puts(out, "null");
                return;
        }
        cw_buffer_puts(out, "{\"share\": ");
        put_number(out, d->share);
        cw_buffer_printf(out, ", \"tokens\": %" PRIu64 ", \"shard\": ", d->tokens);
        put_string(out, d->shard);
        put_more(out, "jensen_shannon_bits", d->jensen_shannon);
        cw_buffer_puts(out, ", \"labels\": [");
        for (size_t i = 0; i < d->n_labels; i++) {
                const struct cw_growth_drift_label *l = &g->drift_labels[i];
                cw_buffer_printf(out, "%s\n    {\"id\": %" PRId64 ", ", i == 0 ? "" : ",",
                                 g->counts->labels[l->label].id);
                put_name(out, g->counts->labels[l->label].name);
                put_more(out, "before", l->before);
                put_more(out, "after", l->after);
                put_more(out, "carries", l->carries);
                cw_buffer_putc(out, '}');
        }
        cw_buffer_puts(out, "\n  ]}");
}

void
cw_growth_write_json(const struct cw_growth *g, struct cw_buffer *out)
{
        cw_buffer_puts(out, "{\n  \"format\": \"counterweight-growth\"");
        put_count(out, "  ", "version", 1);
        put_count(out, "  ", "tokens", g->counts->totals.tokens);
        put_count(out, "  ", "pieces", g->n_pieces);
        put_text(out, "  ", "order", !g->shuffled ? "data" : g->by_shard ? "shuffled shards" : "shuffled pieces");
        put_key(out, "  ", "seed");
        if (g->shuffled || g->repeats > 1)
                cw_buffer_printf(out, "%" PRIu64, g->seed);
        else
                cw_buffer_puts(out, "null");
        put_count(out, "  ", "repeats", (uint64_t)g->repeats);
        put_figure(out, "  ", "settle", g->settle);
        put_text(out, "  ", "column", g->counts->column);
        put_text(out, "  ", "fingerprint", g->counts->fingerprint);
        put_text(out, "  ", "command", g->counts->command);
        put_text(out, "  ", "inputs", g->counts->inputs);
        put_points(out, g);
        put_labels(out, g);
        put_schemes(out, g);
        put_drift(out, g);
        cw_buffer_puts(out, "\n}\n");
}

/* ---- tables ------------------------------------------------------------------------------------------------- */

static struct cw_grid
grid_of(const struct cw_growth *g)
{
        struct cw_grid grid = {.heads = {"scheme", "id", "label", "share", "tokens", "weight", "low", "high"},
                               .left = {[0] = true, [2] = true}};
        const size_t n = g->counts->n_labels;
        for (size_t k = 0; k < g->n_series; k++) {
                const struct cw_growth_series *s = &g->series[k];
                for (size_t i = 0; i < n; i++) {
                        for (size_t p = 0; p < g->n_points; p++) {
                                cw_grid_text(&grid, cw_scheme_name(s->summary.scheme));
                                cw_grid_id(&grid, g->counts->labels[i].id);
                                cw_grid_text(&grid, g->counts->labels[i].name);
                                cw_grid_number(&grid, g->points[p].share);
                                cw_grid_count(&grid, g->points[p].tokens);
                                cw_grid_number(&grid, s->weight[p * n + i]);
                                cw_grid_number(&grid, s->low == NULL ? (double)NAN : s->low[p * n + i]);
                                cw_grid_number(&grid, s->high == NULL ? (double)NAN : s->high[p * n + i]);
                        }
                }
        }
        return grid;
}

void
cw_growth_write_csv(const struct cw_growth *g, struct cw_buffer *out)
{
        struct cw_grid grid = grid_of(g);
        cw_grid_csv(&grid, out);
        cw_grid_free(&grid);
}

void
cw_growth_write_markdown(const struct cw_growth *g, struct cw_buffer *out)
{
        struct cw_grid grid = grid_of(g);
        cw_grid_markdown(&grid, out);
        cw_grid_free(&grid);
}
