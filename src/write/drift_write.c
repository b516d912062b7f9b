/* SPDX-License-Identifier: MIT */
/*
 * Writers of a comparison.  Figures that the files do not have are null in JSON and empty cells in tables.
 */
#include "write/drift_write.h"

#include "write/grid.h"
#include "write/json_member.h"

#include <math.h>

/* ---- JSON --------------------------------------------------------------------------------------------------- */

static void
put_side(struct cw_buffer *out, const struct cw_drift *d, int which)
{
        put_key(out, "  ", which == 0 ? "a" : "b");
        cw_buffer_puts(out, "{\"path\": ");
        put_string(out, d->path[which]);
        cw_buffer_printf(out, ", \"kind\": \"%s\", \"recipe\": ", d->kind[which]);
        put_string(out, d->recipe[which]);
        cw_buffer_printf(out, ", \"tokens\": %" PRIu64 "}", which == 0 ? d->figures.tokens_a : d->figures.tokens_b);
}

static double
if_there(bool there, double value)
{
        return there ? value : (double)NAN;
}

/* As B has it, where it does. */
static int64_t
id_of(const struct cw_drift_label *l)
{
        return l->in_b ? l->id_b : l->id_a;
}

static void
put_mix(struct cw_buffer *out, const struct cw_drift *d)
{
        const struct cw_drift_figures *f = &d->figures;
        const bool there = f->has_tokens;
        put_figure(out, "  ", "l_infinity", if_there(there, f->l_infinity));
        put_text(out, "  ", "l_infinity_label", there && d->n_labels > 0 ? d->labels[f->l_infinity_at].name : NULL);
        put_key(out, "  ", "l_infinity_id");
        if (there && d->n_labels > 0)
                cw_buffer_printf(out, "%" PRId64, id_of(&d->labels[f->l_infinity_at]));
        else
                cw_buffer_puts(out, "null");
        put_figure(out, "  ", "jensen_shannon_bits", if_there(there, f->jensen_shannon));
        put_figure(out, "  ", "psi", if_there(there, f->psi));
        put_key(out, "  ", "g_test");
        if (!there) {
                cw_buffer_puts(out, "null");
                return;
        }
        cw_buffer_puts(out, "{\"g\": ");
        put_number(out, f->g);
        cw_buffer_printf(out, ", \"degrees_of_freedom\": %" PRIu64 ", \"p\": ", f->g_degrees);
        put_number(out, f->g_p);
        cw_buffer_puts(out, ", \"log10_p\": ");
        put_number(out, f->g_log10_p);
        cw_buffer_putc(out, '}');
}

static void
put_id(struct cw_buffer *out, const char *key, bool there, int64_t id)
{
        if (there)
                cw_buffer_printf(out, ", \"%s\": %" PRId64, key, id);
        else
                cw_buffer_printf(out, ", \"%s\": null", key);
}

/* A side without tokens has no shares either. */
static void
put_tokens(struct cw_buffer *out, const char *key, uint64_t tokens, double share)
{
        if (isnan(share))
                cw_buffer_printf(out, ", \"%s\": null", key);
        else
                cw_buffer_printf(out, ", \"%s\": %" PRIu64, key, tokens);
}

static void
put_value(struct cw_buffer *out, const char *key, double value)
{
        cw_buffer_printf(out, ", \"%s\": ", key);
        put_number(out, value);
}

static void
put_label(struct cw_buffer *out, const struct cw_drift_label *l)
{
        cw_buffer_putc(out, '{');
        put_name(out, l->name);
        put_id(out, "id_a", l->in_a, l->id_a);
        put_id(out, "id_b", l->in_b, l->id_b);
        put_tokens(out, "tokens_a", l->tokens_a, l->share_a);
        put_tokens(out, "tokens_b", l->tokens_b, l->share_b);
        put_value(out, "share_a", l->share_a);
        put_value(out, "share_b", l->share_b);
        put_value(out, "weight_a", l->weight_a);
        put_value(out, "weight_b", l->weight_b);
        put_value(out, "ratio", l->ratio);
        cw_buffer_printf(out, ", \"appeared\": %s, \"vanished\": %s}", l->appeared ? "true" : "false",
                         l->vanished ? "true" : "false");
}

void
cw_drift_write_json(const struct cw_drift *d, struct cw_buffer *out)
{
        const struct cw_drift_figures *f = &d->figures;
        cw_buffer_puts(out, "{\n  \"format\": \"counterweight-drift\"");
        put_count(out, "  ", "version", 1);
        put_side(out, d, 0);
        put_side(out, d, 1);
        put_mix(out, d);
        if (f->logarithms)
                cw_buffer_puts(out, ",\n  \"logarithms\": true");
        put_figure(out, "  ", "weight_ratio", if_there(f->has_weights, f->weight_ratio));
        put_figure(out, "  ", "weight_change", if_there(f->has_weights, f->weight_change));
        put_count(out, "  ", "weights_zeroed", f->n_weight_zeroed);
        put_count(out, "  ", "appeared", f->n_appeared);
        put_count(out, "  ", "vanished", f->n_vanished);
        put_count(out, "  ", "renumbered", f->n_renumbered);
        put_key(out, "  ", "labels");
        cw_buffer_putc(out, '[');
        for (size_t i = 0; i < d->n_labels; i++) {
                cw_buffer_puts(out, i == 0 ? "\n    " : ",\n    ");
                put_label(out, &d->labels[i]);
        }
        cw_buffer_puts(out, d->n_labels == 0 ? "]\n}\n" : "\n  ]\n}\n");
}

/* ---- tables ------------------------------------------------------------------------------------------------- */

static void
add_id(struct cw_grid *g, bool there, int64_t id)
{
        if (there)
                cw_grid_id(g, id);
        else
                cw_grid_text(g, NULL);
}

static void
add_tokens(struct cw_grid *g, uint64_t tokens, double share)
{
        if (isnan(share))
                cw_grid_text(g, NULL);
        else
                cw_grid_count(g, tokens);
}

static struct cw_grid
grid_of(const struct cw_drift *d)
{
        struct cw_grid g = {.heads = {"label", "id_a", "id_b", "tokens_a", "tokens_b", "share_a", "share_b", "weight_a",
                                      "weight_b", "ratio", "state"},
                            .left = {[0] = true, [10] = true}};
        for (size_t i = 0; i < d->n_labels; i++) {
                const struct cw_drift_label *l = &d->labels[i];
                cw_grid_text(&g, l->name);
                add_id(&g, l->in_a, l->id_a);
                add_id(&g, l->in_b, l->id_b);
                add_tokens(&g, l->tokens_a, l->share_a);
                add_tokens(&g, l->tokens_b, l->share_b);
                cw_grid_number(&g, l->share_a);
                cw_grid_number(&g, l->share_b);
                cw_grid_number(&g, l->weight_a);
                cw_grid_number(&g, l->weight_b);
                cw_grid_number(&g, l->ratio);
                cw_grid_text(&g, l->appeared ? "appeared" : l->vanished ? "vanished" : "");
        }
        return g;
}

void
cw_drift_write_csv(const struct cw_drift *d, struct cw_buffer *out)
{
        struct cw_grid g = grid_of(d);
        cw_grid_csv(&g, out);
        cw_grid_free(&g);
}

void
cw_drift_write_markdown(const struct cw_drift *d, struct cw_buffer *out)
{
        struct cw_grid g = grid_of(d);
        cw_grid_markdown(&g, out);
        cw_grid_free(&g);
}
