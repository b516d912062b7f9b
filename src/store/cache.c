/* SPDX-License-Identifier: MIT */
/*
 * A cache as one run uses it.
 */
#include "store/cache.h"

#include "base/memory.h"
#include "base/team.h"
#include "store/cache_folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
        FLUSH_NBYTES = 4 << 20, /* of bodies that are held back */
        FLUSH_SECONDS = 60
};

/* What was added and is not on disk yet. */
struct pending {
        struct cw_segment_item *items; /* offset: in `records` */
        size_t n, cap;
        struct cw_buffer records;
        double since;
};

struct cw_cache {
        char *folder;
        uint64_t max_nbytes;
        struct cw_segments segments; /* as they were when the cache was opened; constant but for the stamps */
        uint32_t now;

        struct cw_lock lock; /* guards the stamps and all that follows */
        struct pending pending;
        bool wrote;
        cw_status trouble; /* the first; then nothing more is written */
        struct cw_error trouble_err;
};

cw_status
cw_cache_open(const char *folder, uint64_t max_nbytes, struct cw_cache **cache_ret, struct cw_error *err)
{
        struct cw_cache *c = cw_calloc(1, sizeof(*c));
        *cache_ret = NULL;
        if (c == NULL)
                return cw_fail_memory(err, sizeof(*c));
        cw_status status = CW_OK;
        c->max_nbytes = max_nbytes;
        c->now = cw_cache_now();
        c->folder = cw_strdup(folder);
        if (c->folder == NULL)
                status = cw_fail_memory(err, strlen(folder));
        if (status == CW_OK)
                status = cw_segments_open(folder, &c->segments, err);
        if (status != CW_OK) {
                cw_free(c->folder);
                cw_free(c);
                return status;
        }
        cw_lock_init(&c->lock);
        *cache_ret = c;
        return CW_OK;
}

bool
cw_cache_find(struct cw_cache *c, struct cw_digest key, struct cw_buffer *out)
{
        const size_t from = out->n;
        for (size_t i = 0; i < c->segments.n; i++) {
                struct cw_segment *segment = &c->segments.items[i];
                struct cw_segment_item *item = cw_segment_find(segment, key);
                if (item == NULL)
                        continue;
                if (cw_segment_read(segment, item, out, NULL) != CW_OK) {
                        out->n = from;
                        continue;
                }
                cw_lock_take(&c->lock);
                item->used = c->now;
                segment->stamped = true;
                cw_lock_give(&c->lock);
                return true;
        }
        return false;
}

/* ---- writing ---------------------------------------------------------------------------------------------- */

static int
compare_keys(const void *pa, const void *pb)
{
        const struct cw_segment_item *a = pa, *b = pb;
        const int order = cw_digest_compare(a->key, b->key);
        if (order != 0)
                return order;
        return a->offset == b->offset ? 0 : a->offset > b->offset ? -1 : 1; /* the one added last first */
}

struct taking {
        const struct cw_buffer *records;
        const uint64_t *offsets;
        const struct cw_segment_item *items;
};

static void
put_pending(void *user, size_t index, struct cw_buffer *out)
{
        const struct taking *t = user;
        cw_buffer_add(out, t->records->data + t->offsets[index], t->items[index].nbytes);
}

/* The first of them that could not be made is why the others could not. */
static void
make_folder(const char *path, int *error)
{
        if (mkdir(path, 0777) != 0 && errno != EEXIST && *error == 0)
                *error = errno;
}

/* The folder and the folders above it. */
static cw_status
make_folders(const char *folder, struct cw_error *err)
{
        int error = 0;
        struct stat st;
        char *path = cw_strdup(folder);
        if (path == NULL)
                return cw_fail_memory(err, strlen(folder));
        for (char *p = path; *p != '\0'; p++) {
                if (*p == '/' && p > path) {
                        *p = '\0';
                        make_folder(path, &error);
                        *p = '/';
                }
        }
        make_folder(path, &error);
        cw_free(path);
        if (stat(folder, &st) == 0 && S_ISDIR(st.st_mode))
                return CW_OK;
        errno = error != 0 ? error : ENOTDIR;
        const cw_status status = cw_fail_errno(err, "cannot make the folder of the cache");
        cw_error_locate(err, folder, NULL, 0);
        return status;
}

static cw_status
write_pending(struct cw_cache *c, struct cw_error *err)
{
        struct pending *p = &c->pending;
        size_t n = 0;
        qsort(p->items, p->n, sizeof(*p->items), compare_keys);
        for (size_t i = 0; i < p->n; i++) {
                if (n == 0 || !cw_digest_equal(p->items[n - 1].key, p->items[i].key))
                        p->items[n++] = p->items[i];
        }
        uint64_t *offsets = cw_calloc(n, sizeof(*offsets));
        char *path = cw_segments_new_name(c->folder, NULL);
        cw_status status = CW_OK;
        if (offsets == NULL || path == NULL)
                status = cw_fail_memory(err, n * sizeof(*offsets));
        for (size_t i = 0; status == CW_OK && i < n; i++)
                offsets[i] = p->items[i].offset;
        struct taking taking = {&p->records, offsets, p->items};
        if (status == CW_OK)
                status = make_folders(c->folder, err);
        if (status == CW_OK)
                status = cw_segment_write(path, p->items, n, put_pending, &taking, err);
        cw_free(path);
        cw_free(offsets);
        return status;
}

/* Under the lock. */
static void
flush(struct cw_cache *c)
{
        struct pending *p = &c->pending;
        if (p->records.failed)
                c->trouble = cw_fail_memory(&c->trouble_err, p->records.cap);
        if (p->n > 0 && c->trouble == CW_OK) {
                c->trouble = write_pending(c, &c->trouble_err);
                c->wrote = c->wrote || c->trouble == CW_OK;
        }
        p->n = 0;
        p->records.n = 0;
}

void
cw_cache_add(struct cw_cache *c, struct cw_digest key, const void *body, size_t nbytes)
{
        struct pending *p = &c->pending;
        const size_t all = nbytes + CW_SEGMENT_KEY_NBYTES + 8;
        if (nbytes > CW_SEGMENT_RECORD_MOST / 2 || all + CW_SEGMENT_PER_RECORD > c->max_nbytes / 4)
                return;
        cw_lock_take(&c->lock);
        if (c->trouble == CW_OK && cw_grow(&p->items, &p->cap, p->n + 1, sizeof(*p->items))) {
                if (p->n == 0)
                        p->since = cw_team_seconds();
                p->items[p->n++] = (struct cw_segment_item){key, p->records.n, (uint32_t)all, c->now};
                cw_segment_put_record(&p->records, key, body, nbytes);
                if (p->records.n > FLUSH_NBYTES || cw_team_seconds() - p->since > FLUSH_SECONDS)
                        flush(c);
        }
        cw_lock_give(&c->lock);
}

cw_status
cw_cache_close(struct cw_cache **cache_ref, struct cw_error *err)
{
        struct cw_cache *c = *cache_ref;
        if (c == NULL)
                return CW_OK;
        flush(c);
        for (size_t i = 0; i < c->segments.n; i++)
                cw_segment_save_stamps(&c->segments.items[i]);
        const bool too_large = c->segments.nbytes > c->max_nbytes;
        cw_segments_close(&c->segments);
        if (c->trouble == CW_OK && (c->wrote || too_large))
                c->trouble = cw_cache_make_room(c->folder, c->max_nbytes, &c->trouble_err);
        const cw_status status = c->trouble;
        if (status != CW_OK && err != NULL)
                *err = c->trouble_err;
        cw_lock_destroy(&c->lock);
        cw_buffer_free(&c->pending.records);
        cw_free(c->pending.items);
        cw_free(c->folder);
        cw_free(c);
        *cache_ref = NULL;
        return status;
}

/* ---- for those who look after it --------------------------------------------------------------------------- */

static bool
is_overtaken(const struct cw_segments *segments, size_t by, struct cw_digest key)
{
        for (size_t i = 0; i < by; i++) {
                if (cw_segment_find(&segments->items[i], key) != NULL)
                        return true;
        }
        return false;
}

cw_status
cw_cache_each(const char *folder,
              void (*visit)(void *user, struct cw_digest key, uint32_t used, const void *body, size_t nbytes),
              void *user, struct cw_cache_stats *stats_ret, struct cw_error *err)
{
        struct cw_segments segments;
        struct cw_buffer body = {0};
        CW_TRY(cw_segments_open(folder, &segments, err));
        *stats_ret = (struct cw_cache_stats){.nbytes = segments.nbytes,
                                             .segments = segments.n + segments.n_damaged,
                                             .damaged_segments = segments.n_damaged};
        for (size_t s = 0; s < segments.n; s++) {
                for (size_t i = 0; i < segments.items[s].n; i++) {
                        const struct cw_segment_item *item = &segments.items[s].items[i];
                        if (is_overtaken(&segments, s, item->key))
                                continue;
                        body.n = 0;
                        stats_ret->records++;
                        if (cw_segment_read(&segments.items[s], item, &body, NULL) != CW_OK)
                                stats_ret->damaged_records++;
                        else if (visit != NULL)
                                visit(user, item->key, item->used, body.data, body.n);
                }
        }
        const bool failed = body.failed;
        cw_buffer_free(&body);
        cw_segments_close(&segments);
        return failed ? cw_fail_memory(err, CW_SEGMENT_RECORD_MOST) : CW_OK;
}
