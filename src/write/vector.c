/* SPDX-License-Identifier: MIT */
/*
 * Labels in ascending order of id, laid out by id.
 */
#include "write/vector.h"

#include "base/memory.h"

#include <inttypes.h>
#include <math.h>

/* What all outputs of a vector refuse, before memory is taken. */
static cw_status
check_labels(const struct cw_counts *counts, const double *value, struct cw_error *err)
{
        const size_t n = counts->n_labels;
        if (n > 0 && counts->labels[0].id < 0)
                return cw_fail(err, CW_E_DATA,
                               "label %" PRId64 " has no place in a vector, which begins with id 0; leave it out with "
                               "--ignore, or write toml or json",
                               counts->labels[0].id);
        if (n > 0 && counts->labels[n - 1].id >= CW_VECTOR_MOST)
                return cw_fail(err, CW_E_DATA,
                               "label %" PRId64 " would make a vector of more than %d values; write toml or json",
                               counts->labels[n - 1].id, (int)CW_VECTOR_MOST);
        for (size_t i = 0; i < n; i++)
                if (isnan(value[i]))
                        return cw_fail(err, CW_E_USAGE,
                                       "label %" PRId64 " is omitted, and a vector has a value for every id; use "
                                       "--unseen one, zero or max, or write toml or json",
                                       counts->labels[i].id);
        return CW_OK;
}

cw_status
cw_vector_make(const struct cw_counts *counts, const double *value, double hole, struct cw_vector *vector_ret,
               struct cw_error *err)
{
        *vector_ret = (struct cw_vector){0};
        CW_TRY(check_labels(counts, value, err));
        const size_t n = counts->n_labels == 0 ? 0 : (size_t)counts->labels[counts->n_labels - 1].id + 1;
        vector_ret->value = cw_calloc(n, sizeof(*vector_ret->value));
        vector_ret->label = cw_calloc(n, sizeof(const struct cw_count_row *));
        if (vector_ret->value == NULL || vector_ret->label == NULL)
                return cw_fail_memory(err, n * 2 * sizeof(double));
        vector_ret->n = n;
        for (size_t i = 0, k = 0; i < n; i++) {
                const bool is_label = counts->labels[k].id == (int64_t)i;
                if (!is_label && isnan(hole))
                        return cw_fail(err, CW_E_DATA,
                                       "expected a value for every id up to the largest, found no label %zu; give the "
                                       "label map with --labels, or write toml or json",
                                       i);
                vector_ret->value[i] = is_label ? value[k] : hole;
                vector_ret->label[i] = is_label ? &counts->labels[k] : NULL;
                k += is_label;
        }
        return CW_OK;
}

static double
hole_of(const struct cw_weights *weights)
{
        double most = 0;
        const cw_emit emit = weights->options.emit;
        if (emit == CW_EMIT_COUNTS || emit == CW_EMIT_PRIORS || emit == CW_EMIT_SAMPLING)
                return 0;
        if (emit != CW_EMIT_WEIGHTS)
                return (double)NAN;
        if (weights->options.unseen == CW_UNSEEN_ZERO)
                return 0;
        if (weights->options.unseen != CW_UNSEEN_MAX)
                return 1;
        for (size_t i = 0; i < weights->counts->n_labels; i++)
                if (cw_is_entity(weights->counts, i, weights->o_index))
                        most = fmax(most, weights->weight[i]);
        return most;
}

cw_status
cw_vector_of_weights(const struct cw_weights *weights, struct cw_vector *vector_ret, struct cw_error *err)
{
        return cw_vector_make(weights->counts, weights->weight, hole_of(weights), vector_ret, err);
}

void
cw_vector_free(struct cw_vector *vector)
{
        cw_free(vector->value);
        cw_free(vector->label);
        *vector = (struct cw_vector){0};
}
