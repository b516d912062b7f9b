/* SPDX-License-Identifier: MIT */
/*
 * The slices of a counts file.
 */
#include "base/memory.h"
#include "labels/intern.h"
#include "store/counts_parts.h"

#include <string.h>

static cw_status
read_by(const json_t *root, struct cw_slices *slices, struct cw_error *err)
{
        const json_t *by = json_object_get(root, "sliced_by");
        const char *text = json_string_value(by);
        for (cw_slice_by k = CW_BY_SHARD; text != NULL && k <= CW_BY_COLUMN; k++)
                if (strcmp(text, cw_slice_by_name(k)) == 0)
                        slices->by = k;
        if (slices->by == CW_BY_NOTHING)
                return cw_part_fail_kind(err, "\"shard\", \"folder\" or \"column\"", "sliced_by", by);
        return cw_part_optional_text(root, "slice_column", &slices->column, err);
}

/* The slices of a label together have at most the tokens of the label: that keeps sums from overflowing. */
static cw_status
read_tokens(const json_t *list, const struct cw_counts *c, struct cw_slice_row *row, uint64_t *sum,
            struct cw_error *err)
{
        if (!json_is_array(list) || json_array_size(list) != c->n_labels)
                return cw_fail(err, CW_E_CORRUPT,
                               "expected a list of %zu counts at \"label_tokens\", one a label, found another; the "
                               "counts file is damaged",
                               c->n_labels);
        for (size_t i = 0; i < c->n_labels; i++) {
                CW_TRY(cw_part_count(json_array_get(list, i), "label_tokens", &row->tokens[i], err));
                if (row->tokens[i] > c->labels[i].tokens - sum[i])
                        return cw_fail(err, CW_E_CORRUPT,
                                       "expected the slices to have at most %llu tokens of id %lld, found more",
                                       (unsigned long long)c->labels[i].tokens, (long long)c->labels[i].id);
                sum[i] += row->tokens[i];
                row->sum += row->tokens[i];
        }
        return CW_OK;
}

static cw_status
read_slice(const json_t *item, const struct cw_counts *c, struct cw_slice_row *row, uint64_t *sum, struct cw_error *err)
{
        uint64_t tokens = 0;
        CW_TRY(cw_part_name(item, &row->name, err));
        if (row->name == NULL)
                return cw_part_fail_kind(err, "a string", "name", json_object_get(item, "name"));
        CW_TRY(cw_part_count(json_object_get(item, "tokens"), "tokens", &tokens, err));
        CW_TRY(cw_part_optional_count(item, "sequences", &row->sequences, err));
        CW_TRY(cw_part_optional_count(item, "ignored", &row->ignored, err));
        row->tokens = cw_calloc(c->n_labels, sizeof(*row->tokens));
        if (row->tokens == NULL)
                return cw_fail_memory(err, c->n_labels * sizeof(*row->tokens));
        CW_TRY(read_tokens(json_object_get(item, "label_tokens"), c, row, sum, err));
        if (tokens == row->sum)
                return CW_OK;
        return cw_fail(err, CW_E_CORRUPT,
                       "expected \"tokens\" to be the sum of \"label_tokens\", %llu, found %llu; the counts file is "
                       "damaged",
                       (unsigned long long)row->sum, (unsigned long long)tokens);
}

static cw_status
read_slices(const json_t *list, struct cw_counts *c, struct cw_intern *names, uint64_t *sum, struct cw_error *err)
{
        for (size_t i = 0; i < json_array_size(list); i++) {
                struct cw_slice_row *row = &c->slices.rows[i];
                c->slices.n = i + 1;
                CW_TRY(cw_part_at_item(read_slice(json_array_get(list, i), c, row, sum, err), "slices", i, err));
                const uint32_t number = cw_intern_add(names, row->name, strlen(row->name));
                if (number == UINT32_MAX)
                        return cw_fail_memory(err, strlen(row->name));
                if (number < i)
                        return cw_fail(err, CW_E_CORRUPT,
                                       "expected every name of \"slices\" once, found one at %zu and at %zu",
                                       (size_t)number, i);
        }
        return CW_OK;
}

cw_status
cw_part_slices(const json_t *root, struct cw_counts *c, struct cw_error *err)
{
        const json_t *list = json_object_get(root, "slices");
        struct cw_intern names = {0};
        cw_status status = CW_OK;
        if (list == NULL || json_is_null(list))
                return CW_OK;
        if (!json_is_array(list))
                return cw_part_fail_kind(err, "a list", "slices", list);
        CW_TRY(read_by(root, &c->slices, err));
        uint64_t *sum = cw_calloc(c->n_labels, sizeof(*sum));
        c->slices.rows = cw_calloc(json_array_size(list), sizeof(*c->slices.rows));
        if (sum == NULL || c->slices.rows == NULL)
                status = cw_fail_memory(err, json_array_size(list) * sizeof(*c->slices.rows));
        if (status == CW_OK)
                status = read_slices(list, c, &names, sum, err);
        cw_intern_free(&names);
        cw_free(sum);
        return status;
}
