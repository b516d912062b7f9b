/* SPDX-License-Identifier: MIT */
/*
 * The JSON writer.  Written by hand, not with a JSON library's tree: a tree of 100,000 labels would be built only to be
 * printed, its integers stop at 2^63-1, and its number format is not ours.  One label a line, so that files can be
 * compared line by line.
 */
#include "write/json_write.h"

#include "write/diagnosis_write.h"
#include "write/facts.h"
#include "write/json_member.h"
#include "write/slices_write.h"

#include <string.h>

/* ---- what counts and weights share -------------------------------------------------------------------------------- */

static void
put_estimate(const struct cw_estimate *e, struct cw_buffer *out)
{
        put_key(out, "  ", "estimate");
        cw_buffer_puts(out, "{\"share\": ");
        put_number(out, cw_estimate_share(e));
        cw_buffer_puts(out, ", \"asked\": ");
        put_number(out, e->asked);
        cw_buffer_printf(out,
                         ", \"seed\": %" PRIu64 ", \"blocks\": %" PRIu64 ", \"blocks_total\": %" PRIu64
                         ", \"tokens_counted\": %" PRIu64 "}",
                         e->seed, e->n_taken, e->n_blocks, e->tokens);
}

/* , "KEY_low": 1.5, "KEY_high": 1.7; NaN is null. */
static void
put_interval(const char *key, double low, double high, struct cw_buffer *out)
{
        cw_buffer_printf(out, ", \"%s_low\": ", key);
        put_number(out, low);
        cw_buffer_printf(out, ", \"%s_high\": ", key);
        put_number(out, high);
}

void
cw_json_put_head(const struct cw_counts *counts, const char *format, struct cw_buffer *out)
{
        static const char indent[] = "  ";
        const struct cw_totals *totals = &counts->totals;
        cw_buffer_printf(out, "{\n  \"format\": \"%s\"", format);
        put_count(out, indent, "version", 1);
        put_count(out, indent, "tokens", totals->tokens);
        put_count(out, indent, "ignored", totals->ignored);
        put_count(out, indent, "unknown", totals->unknown);
        put_count(out, indent, "sequences", totals->sequences);
        put_count(out, indent, "shards", totals->shards);
        put_count(out, indent, "rows_skipped", totals->rows_skipped);
        put_count(out, indent, "shards_failed", totals->shards_failed);
        if (counts->estimate != NULL)
                put_estimate(counts->estimate, out);
        put_text(out, indent, "id_source", counts->ids_from_names ? "names" : "ids");
        put_text(out, indent, "column", counts->column);
        put_text(out, indent, "labels_hash", counts->labels_hash);
        put_text(out, indent, "fingerprint", counts->fingerprint);
        put_text(out, indent, "command", counts->command);
        put_text(out, indent, "inputs", counts->inputs);
}

/* `weights` NULL: counts only. */
static void
put_labels(const struct cw_counts *counts, const struct cw_weights *weights, struct cw_buffer *out)
{
        put_key(out, "  ", "labels");
        cw_buffer_putc(out, '[');
        for (size_t i = 0; i < counts->n_labels; i++) {
                const struct cw_count_row *label = &counts->labels[i];
                cw_buffer_printf(out, "%s\n    {\"id\": %" PRId64 ", ", i == 0 ? "" : ",", label->id);
                put_name(out, label->name);
                cw_buffer_printf(out, ", \"tokens\": %" PRIu64, label->tokens);
                if (counts->presence != NULL)
                        cw_buffer_printf(out, ", \"sequences\": %" PRIu64 ", \"sequence_tokens\": %" PRIu64,
                                         counts->presence[i].sequences, counts->presence[i].around);
                if (counts->estimate != NULL && counts->estimate->low != NULL)
                        put_interval("tokens", counts->estimate->low[i], counts->estimate->high[i], out);
                if (weights != NULL) {
                        cw_buffer_printf(out, ", \"%s\": ", cw_quantity_name(weights));
                        put_number(out, weights->weight[i]);
                }
                if (weights != NULL && counts->estimate != NULL && weights->options.emit == CW_EMIT_WEIGHTS)
                        put_interval("weight", weights->low[i], weights->high[i], out);
                cw_buffer_putc(out, '}');
        }
        cw_buffer_puts(out, counts->n_labels == 0 ? "]" : "\n  ]");
}

static void
put_tagging(const struct cw_counts *counts, struct cw_buffer *out)
{
        struct cw_tagging t;
        if (counts->pairs == NULL)
                return;
        if (cw_counts_tagging(counts, &t, NULL) != CW_OK) {
                out->failed = true;
                return;
        }
        put_key(out, "  ", "tagging");
        cw_buffer_printf(out,
                         "{\"scheme\": \"%s\", \"spans\": %" PRIu64 ", \"span_tokens\": %" PRIu64 ", \"mean_length\": ",
                         t.scheme, t.spans, t.span_tokens);
        put_number(out, (double)t.span_tokens / (double)t.spans);
        cw_buffer_printf(out, ", \"invalid_transitions\": %" PRIu64 ", \"types_without_b\": %zu}", t.invalid,
                         t.n_without_b);
}

static void
put_ignored_ids(const struct cw_counts *counts, struct cw_buffer *out)
{
        put_key(out, "  ", "ignored_ids");
        cw_buffer_putc(out, '{');
        for (size_t i = 0; i < counts->n_ignored; i++)
                cw_buffer_printf(out, "%s\"%" PRId64 "\": %" PRIu64, i == 0 ? "" : ", ", counts->ignored[i].id,
                                 counts->ignored[i].tokens);
        cw_buffer_putc(out, '}');
}

/* ---- counts ------------------------------------------------------------------------------------------------------- */

/* Of each label: the sequences that contain it, and their tokens. */
static void
put_presence(const struct cw_counts *counts, const struct cw_shard_row *shard, struct cw_buffer *out)
{
        cw_buffer_puts(out, ", \"label_sequences\": [");
        for (size_t k = 0; k < counts->n_labels; k++)
                cw_buffer_printf(out, "%s%" PRIu64, k == 0 ? "" : ", ", shard->presence[k].sequences);
        cw_buffer_puts(out, "], \"sequence_tokens\": [");
        for (size_t k = 0; k < counts->n_labels; k++)
                cw_buffer_printf(out, "%s%" PRIu64, k == 0 ? "" : ", ", shard->presence[k].around);
        cw_buffer_puts(out, "]");
}

static void
put_shard_counts(const struct cw_counts *counts, struct cw_buffer *out)
{
        put_key(out, "  ", "shard_counts");
        cw_buffer_putc(out, '[');
        for (size_t i = 0; i < counts->n_shard_rows; i++) {
                const struct cw_shard_row *shard = &counts->shard_rows[i];
                cw_buffer_printf(out, "%s\n    {", i == 0 ? "" : ",");
                put_name(out, shard->name);
                cw_buffer_printf(out, ", \"sequences\": %" PRIu64 ", \"ignored\": %" PRIu64 ", \"tokens\": [",
                                 shard->sequences, shard->ignored);
                for (size_t k = 0; k < counts->n_labels; k++)
                        cw_buffer_printf(out, "%s%" PRIu64, k == 0 ? "" : ", ", shard->tokens[k]);
                cw_buffer_puts(out, "]");
                if (shard->presence != NULL)
                        put_presence(counts, shard, out);
                cw_buffer_puts(out, "}");
        }
        cw_buffer_puts(out, counts->n_shard_rows == 0 ? "]" : "\n  ]");
}

void
cw_json_write_counts(const struct cw_counts *counts, struct cw_buffer *out)
{
        cw_json_put_head(counts, "counterweight-counts", out);
        put_labels(counts, NULL, out);
        put_ignored_ids(counts, out);
        put_tagging(counts, out);
        if (counts->shard_rows != NULL)
                put_shard_counts(counts, out);
        cw_slices_write_members(counts, NULL, out);
        cw_buffer_puts(out, "\n}\n");
}

/* ---- weights ------------------------------------------------------------------------------------------------------ */

/* The scheme, the quantity and the normaliser have members of their own. */
struct parameters {
        struct cw_buffer *out;
        const char *before;
};

static void
put_parameter(void *user, const struct cw_fact *fact)
{
        struct parameters *p = user;
        if (strcmp(fact->key, "scheme") == 0 || strcmp(fact->key, "emit") == 0 ||
            strncmp(fact->key, "normaliz", 8) == 0)
                return;
        cw_buffer_printf(p->out, "%s\"%s\": ", p->before, fact->key);
        cw_fact_put_json(p->out, fact);
        p->before = ", ";
}

void
cw_json_put_parameters(const struct cw_weights *weights, const char *indent, struct cw_buffer *out)
{
        struct parameters p = {out, "{"};
        put_key(out, indent, "parameters");
        cw_recipe_each(weights, put_parameter, &p);
        cw_buffer_putc(out, '}');
        put_text(out, indent, "normalization", cw_normalizer_name(weights->options.normalize));
        put_figure(out, indent, "normalizer", weights->normaliser);
}

static void
put_emitted(const struct cw_weights *weights, struct cw_buffer *out)
{
        struct parameters p = {out, "{"};
        put_text(out, "  ", "emit", cw_emit_name(weights->options.emit));
        put_key(out, "  ", "parameters");
        cw_recipe_each(weights, put_parameter, &p);
        cw_buffer_putc(out, '}');
}

void
cw_json_write_weights(const struct cw_weights *weights, struct cw_buffer *out)
{
        const bool are_weights = weights->options.emit == CW_EMIT_WEIGHTS;
        cw_json_put_head(weights->counts, "counterweight-weights", out);
        if (are_weights) {
                put_text(out, "  ", "scheme", cw_scheme_name(weights->options.scheme));
                cw_json_put_parameters(weights, "  ", out);
        } else {
                put_emitted(weights, out);
        }
        put_labels(weights->counts, weights, out);
        put_ignored_ids(weights->counts, out);
        put_tagging(weights->counts, out);
        if (are_weights) {
                put_key(out, "  ", "diagnosis");
                cw_json_put_diagnosis(weights, "  ", true, out);
        }
        cw_slices_write_members(weights->counts, weights, out);
        cw_buffer_puts(out, "\n}\n");
}

/* ---- by name ------------------------------------------------------------------------------------------------------ */

cw_status
cw_json_write_by_name(const struct cw_weights *weights, struct cw_buffer *out, struct cw_error *err)
{
        const struct cw_counts *counts = weights->counts;
        const char *before = "{\n";
        for (size_t i = 0; i < counts->n_labels; i++) {
                const struct cw_count_row *label = &counts->labels[i];
                char number[CW_NUMBER_NBYTES];
                if (label->name == NULL)
                        return cw_fail(err, CW_E_DATA,
                                       "label %" PRId64 " has no name, and this form goes by names; give the label map "
                                       "with --labels, or write json",
                                       label->id);
                if (!cw_number_float64(weights->weight[i], number))
                        continue; /* omitted */
                cw_buffer_printf(out, "%s  ", before);
                cw_escape_json(out, label->name);
                cw_buffer_printf(out, ": %s", number);
                before = ",\n";
        }
        cw_buffer_puts(out, before[0] == '{' ? "{}\n" : "\n}\n");
        return CW_OK;
}
