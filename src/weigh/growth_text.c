/* SPDX-License-Identifier: MIT */
/*
 * The outcome of a growth in sentences that a person can act on.
 */
#include "base/buffer.h"
#include "base/growth_result.h"
#include "base/memory.h"
#include "weigh/figure.h"
#include "weigh/label_lookup.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED_MOST = 3 };

const char *
cw_growth_cause_name(cw_growth_cause cause)
{
        static const char *const names[] = {
                [CW_CAUSE_NONE] = "none",
                [CW_CAUSE_FIRST_SEEN] = "first seen",
                [CW_CAUSE_NEWCOMER] = "newcomer",
                [CW_CAUSE_COMPOSITION] = "composition",
                [CW_CAUSE_NORMALIZER] = "normalizer",
                [CW_CAUSE_SATURATION] = "saturation",
        };
        return (unsigned)cause < CW_ARRAY_LEN(names) ? names[cause] : NULL;
}

/* "38 %", "100 %", "0.14 %". */
static struct cw_figure
percent(double share)
{
        if (share < 0.0995 || share >= 0.9995)
                return cw_figure_percent(share);
        struct cw_figure f = cw_figure_digits(share * 100, 2);
        strcat(f.text, " %");
        return f;
}

struct unsettled {
        size_t label;
        double still;
};

static int
compare_unsettled(const void *pa, const void *pb)
{
        const struct unsettled *a = pa, *b = pb;
        if (a->still != b->still)
                return a->still > b->still ? -1 : 1;
        return (a->label > b->label) - (a->label < b->label);
}

/* "I-SECURITYTOKEN is still moving (9 % since 80 %), it has 2,113 tokens". */
static void
put_unsettled(const struct cw_growth *g, const struct cw_growth_series *s, const struct unsettled *u, size_t n,
              struct cw_buffer *out)
{
        const struct cw_figure share = percent(g->points[s->summary.since].share);
        const char *const since = share.text;
        for (size_t i = 0; i < n && i < NAMED_MOST; i++) {
                const struct cw_count_row *label = &g->counts->labels[u[i].label];
                cw_buffer_puts(out, i == 0 ? "" : i + 1 == n ? " and " : ", ");
                cw_buffer_puts(out, cw_label_show(label).text);
                if (isinf(u[i].still))
                        cw_buffer_printf(out, " (no weight at %s", since);
                else
                        cw_buffer_printf(out, " (%s since %s", percent(u[i].still).text, since);
                if (n > 1)
                        cw_buffer_printf(out, ", %s tokens", cw_figure_count(label->tokens).text);
                cw_buffer_puts(out, ")");
        }
        if (n > NAMED_MOST)
                cw_buffer_printf(out, " and %zu more", n - NAMED_MOST);
        cw_buffer_puts(out, n == 1 ? " is still moving" : " are still moving");
        if (n == 1)
                cw_buffer_printf(out, ", it has %s tokens", cw_figure_count(g->counts->labels[u[0].label].tokens).text);
}

static cw_status
put_scheme(const struct cw_growth *g, const struct cw_growth_series *s, struct cw_buffer *out, struct cw_error *err)
{
        const struct cw_growth_scheme *sum = &s->summary;
        const struct cw_figure share = percent(g->points[sum->settled_at].share);
        struct unsettled *u = cw_calloc(g->counts->n_labels, sizeof(*u));
        size_t n = 0;
        if (u == NULL)
                return cw_fail_memory(err, g->counts->n_labels * sizeof(*u));
        for (size_t i = 0; i < g->counts->n_labels; i++)
                if (s->labels[i].moves && !s->labels[i].settled)
                        u[n++] = (struct unsettled){i, s->labels[i].still};
        if (n > 1)
                qsort(u, n, sizeof(*u), compare_unsettled);
        cw_buffer_printf(out, "%s: ", cw_scheme_name(sum->scheme));
        if (n == 0)
                cw_buffer_printf(out, "all %zu weight%s settled by %s of the data", sum->n_moving,
                                 sum->n_moving == 1 ? "" : "s", share.text);
        else if (sum->n_settled == 0)
                cw_buffer_printf(out, "none of %zu weights settled; ", sum->n_moving);
        else
                cw_buffer_printf(out, "%zu of %zu weights settled by %s of the data; ", sum->n_settled, sum->n_moving,
                                 share.text);
        if (n > 0)
                put_unsettled(g, s, u, n, out);
        cw_buffer_puts(out, "\n");
        cw_free(u);
        return CW_OK;
}

static void
put_drift(const struct cw_growth *g, struct cw_buffer *out)
{
        const struct cw_growth_drift *d = &g->drift;
        if (!d->any)
                return;
        cw_buffer_printf(out, "the label mix shifts at %s of the data (%s tokens, in %s), by %s bits (Jensen-Shannon):",
                         percent(d->share).text, cw_figure_count(d->tokens).text, cw_label_show_text(d->shard).text,
                         cw_figure_digits(d->jensen_shannon, 2).text);
        for (size_t i = 0; i < d->n_labels; i++) {
                const struct cw_growth_drift_label *l = &g->drift_labels[i];
                cw_buffer_printf(out, "%s %s", i == 0 ? "" : ",", cw_label_show(&g->counts->labels[l->label]).text);
                cw_buffer_printf(out, " %s to %s", cw_figure_percent(l->before).text, cw_figure_percent(l->after).text);
        }
        cw_buffer_puts(out, "\n");
}

cw_status
cw_growth_text(const cw_growth *growth, char **text_ret, struct cw_error *err)
{
        struct cw_buffer out = {0};
        cw_status status = CW_OK;
        *text_ret = NULL;
        if (growth->n_points < 2)
                cw_buffer_puts(&out,
                               "one checkpoint only, the data is a single block: nothing can be said of settling\n");
        for (size_t i = 0; growth->n_points > 1 && status == CW_OK && i < growth->n_series; i++)
                status = put_scheme(growth, &growth->series[i], &out, err);
        put_drift(growth, &out);
        if (status == CW_OK)
                return cw_buffer_take(&out, text_ret, NULL, err);
        cw_buffer_free(&out);
        return status;
}
