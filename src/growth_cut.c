/* SPDX-License-Identifier: MIT */
/*
 * Borders of the granules.
 */
#include "growth_cut.h"

#include "base/memory.h"
#include "input/file.h"
#include "store/counts_file.h"
#include "weigh/settling.h"
#include "write/output_file.h"

#include <math.h>

enum {
        EVEN = 128,       /* borders at every 1/128 of the bytes */
        CLOSER = 60,      /* and at so many powers, down to 10^-6 of them */
        ROWS_MOST = 1024, /* rows of a counts file that are pieces of their own */
        PROBE_NBYTES = 4096,
};

double
cw_growth_share(size_t i, size_t n)
{
        return pow(10, -3 * (double)(n - 1 - i) / (double)(n - 1));
}

struct borders {
        uint64_t *items;
        size_t n, cap;
        bool failed;
};

static void
put_border(struct borders *b, uint64_t at)
{
        if (!cw_grow(&b->items, &b->cap, b->n + 1, sizeof(*b->items)))
                b->failed = true;
        else
                b->items[b->n++] = at;
}

/* Rows of shards in a counts file, 0 for anything else. */
static cw_status
count_rows(const struct cw_input *input, size_t *n_ret, bool *is_counts_ret, struct cw_error *err)
{
        struct cw_file *file;
        const uint8_t *data;
        size_t nbytes;
        struct cw_buffer text = {0};
        struct cw_counts *counts = NULL;
        bool exists;
        *n_ret = 0;
        *is_counts_ret = false;
        if (input->nbytes == 0 || cw_file_open(input->path, &file, NULL) != CW_OK)
                return CW_OK; /* whoever counts tells what is wrong */
        cw_status status = cw_file_peek(file, PROBE_NBYTES, &data, &nbytes, err);
        *is_counts_ret = status == CW_OK && cw_counts_file_probe((const char *)data, nbytes);
        cw_file_close(&file);
        if (!*is_counts_ret)
                return status == CW_E_MEMORY ? status : CW_OK;
        if (cw_output_file_read(input->path, (size_t)input->nbytes, &text, &exists, NULL) == CW_OK && exists &&
            cw_counts_file_parse(text.data, text.n, &counts, NULL) == CW_OK)
                *n_ret = counts->n_shard_rows;
        cw_counts_free(&counts);
        cw_buffer_free(&text);
        return CW_OK;
}

/* *all_counts_ret: there is nothing but counts files, each of which is a step. */
static cw_status
put_rows(struct borders *b, const struct cw_inputs *inputs, bool *all_counts_ret, struct cw_error *err)
{
        uint64_t base = 0;
        *all_counts_ret = true;
        for (size_t i = 0; i < inputs->n; i++) {
                bool is_counts = false;
                size_t n = 0;
                if (*all_counts_ret || i < CW_GROWTH_STEPS_MOST)
                        CW_TRY(count_rows(&inputs->items[i], &n, &is_counts, err));
                *all_counts_ret = *all_counts_ret && is_counts;
                for (size_t k = 1; k < n && n <= ROWS_MOST; k++)
                        put_border(b, base + cw_counts_file_row_offset(inputs->items[i].nbytes, k, n));
                base += inputs->items[i].nbytes;
        }
        return CW_OK;
}

cw_status
cw_growth_cut(const struct cw_inputs *inputs, const struct cw_growth_options *o, struct cw_granules *g,
              bool *all_counts_ret, struct cw_error *err)
{
        struct borders b = {0};
        uint64_t sum = 0;
        for (size_t i = 0; i < inputs->n; i++)
                sum += inputs->items[i].nbytes;
        const double total = (double)sum;
        cw_status status = put_rows(&b, inputs, all_counts_ret, err);
        for (int i = 1; i < EVEN; i++)
                put_border(&b, (uint64_t)(total * i / EVEN));
        for (int i = 1; i < CLOSER; i++)
                put_border(&b, (uint64_t)(total * pow(10, -6.0 * i / CLOSER)));
        for (size_t i = 0; o->at != NULL && i < o->n_at; i++)
                if (!o->at[i].is_tokens)
                        put_border(&b, (uint64_t)(total * o->at[i].value));
        for (size_t i = 0; o->at == NULL && i < (size_t)o->n_points; i++)
                put_border(&b, (uint64_t)(total * cw_growth_share(i, (size_t)o->n_points)));
        put_border(&b, (uint64_t)(total * CW_SETTLED_BY));
        if (status == CW_OK && b.failed)
                status = cw_fail_memory(err, b.cap * sizeof(*b.items));
        if (status == CW_OK)
                status = cw_granules_init(g, inputs, b.items, b.n, err);
        cw_free(b.items);
        return status;
}
