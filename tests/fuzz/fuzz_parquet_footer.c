/* SPDX-License-Identifier: MIT */
/*
 * The footer of a Parquet file, without a file around it: schema, key-value metadata and row groups, for each leaf as the
 * chosen one.  Whatever the verdict, what was loaded lies within the bounds.
 */
#include "formats/parquet/metadata.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must_hold(bool right)
{
        if (!right)
                abort();
}

static void
check_chunks(struct cw_parquet_metadata *m, const struct cw_parquet_bounds *bounds)
{
        uint64_t first_row = 0;
        for (size_t i = 0; i < m->n_chunks; i++) {
                const struct cw_parquet_chunk *c = &m->chunks[i];
                must_hold(c->offset <= bounds->data_nbytes && c->nbytes <= bounds->data_nbytes - c->offset);
                must_hold(c->first_row == first_row);
                first_row += c->n_rows;
        }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        const struct cw_parquet_bounds bounds = {.data_nbytes = 1 << 20, .max_memory = 1 << 20};
        struct cw_parquet_metadata m;
        struct cw_error err = {.message = ""};
        size_t leaf = 0;
        do {
                cw_status status = cw_parquet_metadata_load(&m, data, size, &bounds, &err);
                if (status == CW_OK && leaf < m.n_leaves) {
                        must_hold(strlen(m.leaves[leaf].name) <= strlen(m.leaves[leaf].path));
                        must_hold(m.leaves[leaf].list_definition <= m.leaves[leaf].max_definition);
                        must_hold(m.leaves[leaf].max_definition <= 64 && m.leaves[leaf].type_name != NULL);
                        status = cw_parquet_metadata_chunks(&m, leaf, &bounds, &err);
                        check_chunks(&m, &bounds);
                }
                must_hold(status == CW_OK || (cw_exit_code(status) == 3 && err.message[0] != '\0'));
                const size_t n_leaves = status == CW_OK ? m.n_leaves : 0;
                cw_parquet_metadata_free(&m);
                leaf = n_leaves > leaf && leaf < 4 ? leaf + 1 : 0;
        } while (leaf > 0);
        return 0;
}
