/* SPDX-License-Identifier: MIT */
/*
 * A cache from hostile hands: a segment file, and what its records may hold.  The first byte says which; checksums are put
 * right first, or nothing would come past them.  What is accepted must lie within its bounds.
 */
#include "base/cursor.h"
#include "base/hash.h"
#include "base/memory.h"
#include "cache_entry.h"
#include "merge/shard_facts.h"
#include "store/cache_segment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
        if (!holds)
                abort();
}

/* Size and checksum of head and table as the format wants them. */
static void
mend_segment(uint8_t *bytes, size_t n)
{
        uint8_t *summed;
        if (n < 32)
                return;
        const uint64_t rows = cw_load_le(bytes + 8, 4), table = rows * 32;
        cw_store_le(bytes + 16, n, 8);
        if (table > n - 32)
                return;
        summed = cw_malloc(24 + (size_t)table);
        must(summed != NULL);
        memcpy(summed, bytes, 24);
        memcpy(summed + 24, bytes + 32, (size_t)table);
        cw_store_le(bytes + 24, cw_hash64(summed, 24 + (size_t)table), 8);
        cw_free(summed);
}

static void
try_segment(uint8_t *bytes, size_t n)
{
        struct cw_segment s;
        struct cw_buffer body = {0};
        char path[64];
        const int fd = memfd_create("segment", 0);
        must(fd >= 0 && write(fd, bytes, n) == (ssize_t)n);
        snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
        if (cw_segment_open(path, &s, NULL) == CW_OK) {
                for (size_t i = 0; i < s.n; i++) {
                        must(cw_segment_find(&s, s.items[i].key) == &s.items[i]);
                        body.n = 0;
                        if (cw_segment_read(&s, &s.items[i], &body, NULL) == CW_OK)
                                must(body.n < n);
                        s.items[i].used = 1;
                }
                s.stamped = true;
                cw_segment_save_stamps(&s);
                cw_segment_close(&s);
        }
        cw_buffer_free(&body);
        close(fd);
}

static void
try_facts(uint8_t *bytes, size_t n)
{
        struct cw_shard_facts f, again;
        struct cw_buffer out = {0};
        if (n < 8)
                return;
        cw_store_le(bytes + n - 8, cw_hash64(bytes, n - 8), 8);
        if (cw_shard_facts_read(bytes, n, "facts", &f, NULL) != CW_OK)
                return;
        cw_shard_facts_write(&f, &out);
        must(cw_shard_facts_read(out.data, out.n, "facts", &again, NULL) == CW_OK);
        must(again.n_ignored == f.n_ignored && again.ids_from_names == f.ids_from_names);
        must((again.column == NULL) == (f.column == NULL));
        cw_shard_facts_free(&again);
        cw_shard_facts_free(&f);
        cw_buffer_free(&out);
}

static void
try_entry(const uint8_t *bytes, size_t n)
{
        struct cw_cache_entry e, again;
        struct cw_buffer out = {0};
        if (!cw_cache_entry_read(bytes, n, &e))
                return;
        must(e.path_nbytes + e.counts_nbytes < n);
        cw_cache_entry_write(&e, &out);
        must(cw_cache_entry_read(out.data, out.n, &again) && again.counts_nbytes == e.counts_nbytes);
        cw_buffer_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        if (size == 0)
                return 0;
        const size_t n = size - 1;
        uint8_t *bytes = cw_malloc(n);
        must(bytes != NULL);
        memcpy(bytes, data + 1, n);
        if (data[0] % 3 == 0) {
                mend_segment(bytes, n);
                try_segment(bytes, n);
        } else if (data[0] % 3 == 1) {
                try_facts(bytes, n);
        } else {
                try_entry(bytes, n);
        }
        cw_free(bytes);
        return 0;
}
