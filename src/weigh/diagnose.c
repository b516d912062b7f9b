/* SPDX-License-Identifier: MIT */
/*
 * The figures of the diagnosis.  All labels with tokens take part; an unseen one has no mass, whatever its weight.
 */
#include "weigh/diagnose.h"

#include "weigh/fsum.h"
#include "weigh/normalise.h"

#include <math.h>

struct masses {
        double tokens, entity_tokens; /**< sum of n */
        double mass, entity_mass;     /**< sum of n w */
};

static struct masses
sum_masses(const struct cw_weights *w)
{
        struct cw_fsum tokens = {0}, entity_tokens = {0}, mass = {0}, entity_mass = {0};
        for (size_t i = 0; i < w->counts->n_labels; i++) {
                const double n = (double)w->counts->labels[i].tokens;
                if (!(n > 0))
                        continue;
                cw_fsum_add(&tokens, n);
                cw_fsum_add(&mass, n * w->weight[i]);
                if ((ptrdiff_t)i != w->o_index) {
                        cw_fsum_add(&entity_tokens, n);
                        cw_fsum_add(&entity_mass, n * w->weight[i]);
                }
        }
        return (struct masses){cw_fsum_value(&tokens), cw_fsum_value(&entity_tokens), cw_fsum_value(&mass),
                               cw_fsum_value(&entity_mass)};
}

static double
weight_ratio(const struct cw_weights *w)
{
        double least = INFINITY, most = 0;
        for (size_t i = 0; i < w->counts->n_labels; i++) {
                if (cw_is_entity(w->counts, i, w->o_index)) {
                        least = fmin(least, w->weight[i]);
                        most = fmax(most, w->weight[i]);
                }
        }
        return most / least;
}

/* exp(H) of the shares n w / sum(n w): the number of equally heavy labels that would spread the loss as these do. */
static double
effective_classes(const struct cw_weights *w, double entity_mass)
{
        struct cw_fsum entropy = {0};
        for (size_t i = 0; i < w->counts->n_labels; i++) {
                if (!cw_is_entity(w->counts, i, w->o_index))
                        continue;
                const double share = (double)w->counts->labels[i].tokens * w->weight[i] / entity_mass;
                if (share > 0)
                        cw_fsum_add(&entropy, -share * log(share));
        }
        return exp(cw_fsum_value(&entropy));
}

static void
find_owner(struct cw_weights *w)
{
        const double sum = cw_entity_sum(w->counts, w->raw, w->o_index).sum;
        for (size_t i = 0; i < w->counts->n_labels; i++) {
                if (cw_is_entity(w->counts, i, w->o_index) && w->raw[i] > sum / 2) {
                        w->diagnosis.owner_id = w->counts->labels[i].id;
                        w->diagnosis.owner_share = w->raw[i] / sum;
                }
        }
}

static size_t
count_saturated(const struct cw_weights *w, const struct cw_scheme_terms *terms)
{
        const struct cw_scheme_row *scheme = cw_scheme_row(w->options.scheme);
        size_t n = 0;
        for (size_t i = 0; scheme->limit != NULL && i < w->counts->n_labels; i++)
                n += cw_is_entity(w->counts, i, w->o_index) && w->raw[i] <= 1.01 * scheme->limit(terms);
        return n;
}

void
cw_diagnose(struct cw_weights *w, const struct cw_scheme_terms *terms)
{
        const struct masses m = sum_masses(w);
        w->diagnosis = (struct cw_diagnosis){
                .entity_share_unweighted = m.entity_tokens / m.tokens,
                .entity_share_weighted = m.entity_mass / m.mass,
                .loss_scale = m.mass / m.tokens,
                .weight_ratio = weight_ratio(w),
                .effective_classes = effective_classes(w, m.entity_mass),
                .n_saturated = count_saturated(w, terms),
                .o_weight_auto = fmin(1.0, m.entity_mass / m.entity_tokens),
                .n_observed = terms->n_observed,
                .n_unseen = w->counts->n_labels - terms->n_observed,
                .has_o = w->o_index >= 0 && w->counts->labels[w->o_index].tokens > 0,
        };
        for (size_t i = 0; i < w->counts->n_labels; i++) {
                const uint64_t n = w->counts->labels[i].tokens;
                w->diagnosis.n_rare += n > 0 && n < CW_RARE_TOKENS;
        }
        find_owner(w);
}

double
cw_share_without_owner(const struct cw_weights *w)
{
        const struct cw_counts *c = w->counts;
        struct cw_fsum raw = {0}, mass = {0};
        double n_left = 0;
        for (size_t i = 0; i < c->n_labels; i++) {
                if (!cw_is_entity(c, i, w->o_index) || c->labels[i].id == w->diagnosis.owner_id)
                        continue;
                cw_fsum_add(&raw, w->raw[i]);
                cw_fsum_add(&mass, (double)c->labels[i].tokens * w->raw[i]);
                n_left++;
        }
        /* N and K change with the label gone, but by one factor for all: the mean takes it out again. */
        const double entity_mass = cw_fsum_value(&mass) / (cw_fsum_value(&raw) / n_left);
        const double o_mass = w->o_index < 0 ? 0 : (double)c->labels[w->o_index].tokens * w->options.o_weight;
        return entity_mass / (entity_mass + o_mass);
}
