/* SPDX-License-Identifier: MIT */
/*
 * The diagnosis in JSON.  A figure that there is not is null.
 */
#include "write/diagnosis_write.h"

#include "base/memory.h"
#include "write/json_member.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Two more blanks than the object itself. */
struct members {
        struct cw_buffer *out;
        char indent[16];
};

static void
put_member(const struct members *m, const char *key, double value)
{
        put_figure(m->out, m->indent, key, value);
}

/* No label owns the normaliser: null, since any id might be a label's. */
static void
put_owner(const struct members *m, const struct cw_diagnosis *d)
{
        put_key(m->out, m->indent, "owner_id");
        if (d->owner_share > 0)
                cw_buffer_printf(m->out, "%" PRId64, d->owner_id);
        else
                cw_buffer_puts(m->out, "null");
        put_member(m, "owner_share", d->owner_share);
        put_member(m, "share_without_owner", d->share_without_owner);
}

static void
put_cure(const struct members *m, const char *before, const char *option, const char *value, double share)
{
        cw_buffer_printf(m->out, "%s{\"option\": \"--%s\", \"value\": \"%s\", \"entity_share_weighted\": ", before,
                         option, value);
        put_number(m->out, share);
        cw_buffer_putc(m->out, '}');
}

static void
put_cures(const struct members *m, const struct cw_diagnosis *d)
{
        char before[24], number[24];
        snprintf(before, sizeof(before), ",\n%s  ", m->indent);
        put_key(m->out, m->indent, "cures");
        cw_buffer_putc(m->out, '[');
        put_cure(m, before + 1, "o-weight", "auto", d->share_o_auto);
        put_cure(m, before, "normalize", "token", d->share_normalize_token);
        put_cure(m, before, "normalize", "median", d->share_normalize_median);
        if (d->min_count_advised > 0) {
                snprintf(number, sizeof(number), "%.0f", d->min_count_advised);
                put_cure(m, before, "min-count", number, d->share_min_count);
        }
        cw_buffer_printf(m->out, "\n%s]", m->indent);
}

static void
put_sentences(const struct members *m, const struct cw_weights *weights)
{
        char *text;
        const char *before = "\n";
        put_key(m->out, m->indent, "sentences");
        if (cw_diagnosis_text(weights, &text, NULL) != CW_OK) {
                m->out->failed = true;
                return;
        }
        cw_buffer_putc(m->out, '[');
        for (char *line = text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
                *end = '\0';
                cw_buffer_printf(m->out, "%s%s  ", before, m->indent);
                cw_escape_json(m->out, line);
                before = ",\n";
        }
        cw_buffer_printf(m->out, "\n%s]", m->indent);
        cw_free(text);
}

static void
put_intervals(const struct members *m, const struct cw_weights *weights)
{
        const char *before = "\n";
        put_key(m->out, m->indent, "weight_intervals");
        cw_buffer_putc(m->out, '[');
        for (size_t i = 0; i < weights->counts->n_labels; i++) {
                if (isnan(weights->low[i]))
                        continue;
                cw_buffer_printf(m->out, "%s%s  {\"id\": %" PRId64 ", \"low\": ", before, m->indent,
                                 weights->counts->labels[i].id);
                put_number(m->out, weights->low[i]);
                cw_buffer_puts(m->out, ", \"high\": ");
                put_number(m->out, weights->high[i]);
                cw_buffer_putc(m->out, '}');
                before = ",\n";
        }
        cw_buffer_printf(m->out, "\n%s]", m->indent);
}

void
cw_json_put_diagnosis(const struct cw_weights *weights, const char *indent, bool with_intervals, struct cw_buffer *out)
{
        const struct cw_diagnosis *d = &weights->diagnosis;
        struct members m = {.out = out};
        snprintf(m.indent, sizeof(m.indent), "%s  ", indent);
        cw_buffer_printf(out, "{\n%s\"has_o\": %s", m.indent, d->has_o ? "true" : "false");
        put_member(&m, "entity_share_unweighted", d->entity_share_unweighted);
        put_member(&m, "entity_share_weighted", d->entity_share_weighted);
        cw_buffer_printf(out, ",\n%s\"mutes_entities\": %s", m.indent, d->mutes ? "true" : "false");
        put_member(&m, "loss_scale", d->loss_scale);
        put_member(&m, "weight_ratio", d->weight_ratio);
        put_member(&m, "effective_classes", d->effective_classes);
        put_member(&m, "o_weight_auto", d->o_weight_auto);
        put_owner(&m, d);
        put_count(out, m.indent, "labels_observed", d->n_observed);
        put_count(out, m.indent, "labels_unseen", d->n_unseen);
        put_count(out, m.indent, "labels_rare", d->n_rare);
        if (weights->counts->presence != NULL)
                put_count(out, m.indent, "labels_in_one_sequence", d->n_in_one_sequence);
        put_count(out, m.indent, "labels_saturated", d->n_saturated);
        put_member(&m, "saturating_prototypes", d->saturating_prototypes > 0 ? d->saturating_prototypes : (double)NAN);
        put_cures(&m, d);
        put_sentences(&m, weights);
        if (with_intervals)
                put_intervals(&m, weights);
        cw_buffer_printf(out, "\n%s}", indent);
}
