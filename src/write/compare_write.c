/* SPDX-License-Identifier: MIT */
/*
 * Writers of a comparison of schemes.
 */
#include "write/compare_write.h"

#include "write/diagnosis_write.h"
#include "write/facts.h"
#include "write/grid.h"
#include "write/json_member.h"
#include "write/json_write.h"

static double
share_of(const struct cw_counts *counts, size_t index)
{
        const uint64_t all = counts->totals.tokens;
        return all == 0 ? 0 : (double)counts->labels[index].tokens / (double)all;
}

/* ---- JSON --------------------------------------------------------------------------------------------------- */

static void
put_scheme(const struct cw_weights *w, struct cw_buffer *out)
{
        cw_buffer_puts(out, "\n    {\"scheme\": ");
        put_string(out, cw_scheme_name(w->options.scheme));
        cw_json_put_parameters(w, "     ", out);
        put_key(out, "     ", "diagnosis");
        cw_json_put_diagnosis(w, "     ", false, out);
        cw_buffer_putc(out, '}');
}

static void
put_intervals(const struct cw_comparison *c, size_t index, const char *key, bool high, struct cw_buffer *out)
{
        cw_buffer_printf(out, ", \"%s\": {", key);
        for (size_t s = 0; s < c->n_schemes; s++) {
                const struct cw_weights *w = c->weights[s];
                cw_buffer_printf(out, "%s\"%s\": ", s == 0 ? "" : ", ", cw_scheme_name(w->options.scheme));
                put_number(out, high ? w->high[index] : w->low[index]);
        }
        cw_buffer_putc(out, '}');
}

static void
put_label(const struct cw_comparison *c, size_t index, struct cw_buffer *out)
{
        const struct cw_count_row *label = &c->counts->labels[index];
        cw_buffer_printf(out, "\n    {\"id\": %" PRId64 ", ", label->id);
        put_name(out, label->name);
        cw_buffer_printf(out, ", \"tokens\": %" PRIu64 ", \"share\": ", label->tokens);
        put_number(out, share_of(c->counts, index));
        cw_buffer_puts(out, ", \"weights\": {");
        for (size_t s = 0; s < c->n_schemes; s++) {
                cw_buffer_printf(out, "%s\"%s\": ", s == 0 ? "" : ", ", cw_scheme_name(c->weights[s]->options.scheme));
                put_number(out, c->weights[s]->weight[index]);
        }
        cw_buffer_putc(out, '}');
        if (c->counts->estimate != NULL) {
                put_intervals(c, index, "weights_low", false, out);
                put_intervals(c, index, "weights_high", true, out);
        }
        cw_buffer_putc(out, '}');
}

void
cw_compare_json(const struct cw_comparison *c, struct cw_buffer *out)
{
        cw_json_put_head(c->counts, "counterweight-comparison", out);
        put_key(out, "  ", "schemes");
        cw_buffer_putc(out, '[');
        for (size_t s = 0; s < c->n_schemes; s++) {
                cw_buffer_puts(out, s == 0 ? "" : ",");
                put_scheme(c->weights[s], out);
        }
        cw_buffer_puts(out, "\n  ]");
        put_key(out, "  ", "labels");
        cw_buffer_putc(out, '[');
        for (size_t i = 0; i < c->counts->n_labels; i++) {
                cw_buffer_puts(out, i == 0 ? "" : ",");
                put_label(c, i, out);
        }
        cw_buffer_puts(out, "\n  ]\n}\n");
}

/* ---- tables ------------------------------------------------------------------------------------------------- */

static void
put_labels(const struct cw_comparison *c, struct cw_grid *g)
{
        static const char *const heads[] = {"id", "label", "tokens", "share"};
        size_t n_heads = 0;
        for (; n_heads < CW_ARRAY_LEN(heads); n_heads++)
                g->heads[n_heads] = heads[n_heads];
        for (size_t s = 0; s < c->n_schemes; s++)
                g->heads[n_heads++] = cw_scheme_name(c->weights[s]->options.scheme);
        g->left[1] = true;
        for (size_t i = 0; i < c->counts->n_labels; i++) {
                cw_grid_id(g, c->counts->labels[i].id);
                cw_grid_text(g, c->counts->labels[i].name);
                cw_grid_count(g, c->counts->labels[i].tokens);
                cw_grid_number(g, share_of(c->counts, i));
                for (size_t s = 0; s < c->n_schemes; s++)
                        cw_grid_number(g, c->weights[s]->weight[i]);
        }
}

static void
put_schemes(const struct cw_comparison *c, struct cw_grid *g)
{
        for (size_t s = 0; s < c->n_schemes; s++) {
                const struct cw_diagnosis *d = &c->weights[s]->diagnosis;
                cw_grid_text(g, cw_scheme_name(c->weights[s]->options.scheme));
                cw_grid_number(g, d->weight_ratio);
                cw_grid_number(g, d->entity_share_weighted);
                cw_grid_number(g, d->loss_scale);
                cw_grid_number(g, d->effective_classes);
                cw_grid_count(g, d->n_saturated);
        }
}

void
cw_compare_csv(const struct cw_comparison *c, struct cw_buffer *out)
{
        struct cw_grid labels = {.n_cells = 0};
        put_labels(c, &labels);
        cw_grid_csv(&labels, out);
        cw_grid_free(&labels);
}

void
cw_compare_markdown(const struct cw_comparison *c, struct cw_buffer *out)
{
        struct cw_grid labels = {.n_cells = 0};
        struct cw_grid schemes = {.heads = {"scheme", "largest / smallest", "entity share", "loss scale",
                                            "effective classes", "saturated"},
                                  .left = {[0] = true}};
        if (c->counts->estimate != NULL) {
                cw_estimate_put(c->counts->estimate, out);
                cw_buffer_puts(out, "\n\n");
        }
        put_schemes(c, &schemes);
        cw_grid_markdown(&schemes, out);
        cw_buffer_putc(out, '\n');
        put_labels(c, &labels);
        cw_grid_markdown(&labels, out);
        cw_grid_free(&schemes);
        cw_grid_free(&labels);
}
