/* SPDX-License-Identifier: MIT */
/*
 * The normalisers.
 */
#include "weigh/normalise.h"

#include "weigh/fsum.h"

#include <assert.h>

struct cw_entity_sum
cw_entity_sum(const struct cw_counts *counts, const double *raw, ptrdiff_t o_index)
{
        struct cw_fsum sum = {0};
        size_t n = 0;
        for (size_t i = 0; i < counts->n_labels; i++) {
                if (!cw_is_entity(counts, i, o_index))
                        continue;
                cw_fsum_add(&sum, raw[i]);
                n++;
        }
        return (struct cw_entity_sum){cw_fsum_value(&sum), n};
}

double
cw_normaliser_mean(const struct cw_counts *counts, const double *raw, ptrdiff_t o_index)
{
        const struct cw_entity_sum all = cw_entity_sum(counts, raw, o_index);
        assert(all.n > 0);
        return all.sum / (double)all.n;
}
