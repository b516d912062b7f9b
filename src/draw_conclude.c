/* SPDX-License-Identifier: MIT */
/*
 * From drawn blocks to an estimate.  Of M blocks m were drawn, each as likely as any other, and they hold y tokens of a
 * label: then M y / m is expected of all (the expansion estimate of a total from clusters; Cochran, Sampling Techniques, 3rd
 * ed. 1977, eq. 9A.1).  That m is a random number too does no harm: given m, all choices of m blocks are alike.
 */
#include "draw.h"

#include "base/memory.h"
#include "weigh/resample.h"

static void
take_group(const struct cw_draw_group *g, struct cw_estimate *e)
{
        size_t end = e->n_groups == 0 ? 0 : e->groups[e->n_groups - 1].end;
        for (size_t i = 0; i < g->counts.n; i++) {
                e->entries[end++] =
                        (struct cw_estimate_entry){(size_t)g->counts.entries[i].key, g->counts.entries[i].tokens};
                e->tokens += g->counts.entries[i].tokens;
        }
        e->groups[e->n_groups++] = (struct cw_estimate_group){g->n_blocks, end};
}

static cw_status
make_estimate(struct cw_draw *d, struct cw_counts *c, struct cw_error *err)
{
        struct cw_row_index index;
        const size_t n = d->groups.n, n_entries = d->groups.n_entries;
        struct cw_estimate *e = c->estimate = cw_calloc(1, sizeof(*e));
        if (e == NULL)
                return cw_fail_memory(err, sizeof(*e));
        *e = (struct cw_estimate){.asked = d->share, .seed = d->seed, .n_blocks = d->n_blocks, .n_taken = d->n_taken};
        e->groups = cw_calloc(n, sizeof(*e->groups));
        e->entries = cw_calloc(n_entries, sizeof(*e->entries));
        e->low = cw_calloc(c->n_labels, sizeof(*e->low));
        e->high = cw_calloc(c->n_labels, sizeof(*e->high));
        if (e->groups == NULL || e->entries == NULL || e->low == NULL || e->high == NULL)
                return cw_fail_memory(err, n_entries * sizeof(*e->entries));
        const cw_status status = cw_row_index_make(c, &index, err);
        for (size_t i = 0; status == CW_OK && i < n; i++) {
                cw_granule_by_label(&d->groups.items[i].counts, &d->names, &index);
                take_group(&d->groups.items[i], e);
        }
        cw_row_index_free(&index);
        return status;
}

/* Exact where all blocks were taken. */
static cw_status
expand(const struct cw_estimate *e, uint64_t *n_ref, struct cw_error *err)
{
        if (e->n_taken == e->n_blocks)
                return CW_OK;
        const double all = (double)*n_ref * ((double)e->n_blocks / (double)e->n_taken);
        if (all > 1e18)
                return cw_fail(err, CW_E_DATA, "expected at most 10^18 tokens of a label, found more");
        *n_ref = (uint64_t)(all + 0.5);
        return CW_OK;
}

static cw_status
expand_all(const struct cw_estimate *e, struct cw_counts *c, struct cw_error *err)
{
        struct cw_totals *t = &c->totals;
        t->ignored = 0;
        for (size_t i = 0; i < c->n_labels; i++)
                CW_TRY(expand(e, &c->labels[i].tokens, err));
        for (size_t i = 0; i < c->n_ignored; i++) {
                CW_TRY(expand(e, &c->ignored[i].tokens, err));
                t->ignored += c->ignored[i].tokens;
        }
        CW_TRY(expand(e, &t->unknown, err));
        CW_TRY(expand(e, &t->rows_skipped, err));
        return expand(e, &t->sequences, err);
}

cw_status
cw_draw_conclude(struct cw_draw *d, struct cw_counts *c, struct cw_error *err)
{
        CW_TRY(make_estimate(d, c, err));
        CW_TRY(expand_all(c->estimate, c, err));
        CW_TRY(cw_counts_seal(c, err));
        return cw_resample_tokens(c, err);
}
