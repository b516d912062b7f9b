/* SPDX-License-Identifier: MIT */
/*
 * Making room: all segments of a folder become one, without what was overtaken by a newer segment and without what was
 * used least recently, as far as the bound asks.
 *
 * The new segment takes the time of the newest that it holds, so that one that another process writes meanwhile still
 * counts before it.  The old ones are removed when the new one is there; whoever has them open reads on.
 */
#include "store/cache_folder.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { HEAD_NBYTES = 32 };

/* A record on its way into the new segment. */
struct kept {
        struct cw_segment_item item; /* as it lies in its segment */
        const struct cw_segment *segment;
        size_t age; /* index of the segment: 0 is the newest */
};

struct room {
        struct kept *items;
        size_t n, cap;
};

static int
compare_keys(const void *pa, const void *pb)
{
        const struct kept *a = pa, *b = pb;
        const int order = cw_digest_compare(a->item.key, b->item.key);
        if (order != 0)
                return order;
        return a->age == b->age ? 0 : a->age < b->age ? -1 : 1;
}

/* The last used first; among equals the newer segment, then by key, so that the choice is one of the content. */
static int
compare_use(const void *pa, const void *pb)
{
        const struct kept *a = pa, *b = pb;
        if (a->item.used != b->item.used)
                return a->item.used > b->item.used ? -1 : 1;
        if (a->age != b->age)
                return a->age < b->age ? -1 : 1;
        return cw_digest_compare(a->item.key, b->item.key);
}

/* Every key once, of the newest segment that has it, but with the latest use of all. */
static void
drop_overtaken(struct room *r)
{
        size_t n = 0;
        qsort(r->items, r->n, sizeof(*r->items), compare_keys);
        for (size_t i = 0; i < r->n; i++) {
                if (n == 0 || !cw_digest_equal(r->items[n - 1].item.key, r->items[i].item.key))
                        r->items[n++] = r->items[i];
                else if (r->items[i].item.used > r->items[n - 1].item.used)
                        r->items[n - 1].item.used = r->items[i].item.used;
        }
        r->n = n;
}

static void
drop_unused(struct room *r, uint64_t max_nbytes)
{
        uint64_t nbytes = HEAD_NBYTES;
        size_t n = 0;
        for (size_t i = 0; i < r->n; i++)
                nbytes += r->items[i].item.nbytes + (uint64_t)CW_SEGMENT_PER_RECORD;
        if (nbytes <= max_nbytes)
                return;
        /* Somewhat below the bound, or the next run would have to make room again. */
        const uint64_t goal = max_nbytes - max_nbytes / 8;
        qsort(r->items, r->n, sizeof(*r->items), compare_use);
        for (nbytes = HEAD_NBYTES; n < r->n; n++) {
                nbytes += r->items[n].item.nbytes + (uint64_t)CW_SEGMENT_PER_RECORD;
                if (nbytes > goal)
                        break;
        }
        r->n = n;
        if (r->n > 1)
                qsort(r->items, r->n, sizeof(*r->items), compare_keys);
}

static void
put_kept(void *user, size_t index, struct cw_buffer *out)
{
        const struct room *r = user;
        cw_segment_read_raw(r->items[index].segment, &r->items[index].item, out);
}

static cw_status
write_kept(const char *folder, const struct cw_segments *segments, struct room *r, struct cw_error *err)
{
        struct cw_segment_item *items = cw_calloc(r->n, sizeof(*items));
        char *path = cw_segments_new_name(folder, segments->items[0].path);
        cw_status status = CW_OK;
        if (items == NULL || path == NULL)
                status = cw_fail_memory(err, r->n * sizeof(*items));
        for (size_t i = 0; status == CW_OK && i < r->n; i++)
                items[i] = r->items[i].item;
        if (status == CW_OK && r->n > 0)
                status = cw_segment_write(path, items, r->n, put_kept, r, err);
        cw_free(path);
        cw_free(items);
        return status;
}

static cw_status
merge_all(const char *folder, uint64_t max_nbytes, struct cw_segments *segments, struct cw_error *err)
{
        struct room r = {0};
        cw_status status = CW_OK;
        for (size_t s = 0; s < segments->n; s++) {
                const struct cw_segment *segment = &segments->items[s];
                if (!cw_grow(&r.items, &r.cap, r.n + segment->n + 1, sizeof(*r.items)))
                        CW_TRY_GOTO(cw_fail_memory(err, segment->n * sizeof(*r.items)));
                for (size_t i = 0; i < segment->n; i++)
                        r.items[r.n++] = (struct kept){segment->items[i], segment, s};
        }
        if (r.n > 0) {
                drop_overtaken(&r);
                drop_unused(&r, max_nbytes);
        }
        if (segments->n > 0)
                CW_TRY_GOTO(write_kept(folder, segments, &r, err));
        for (size_t s = 0; s < segments->n; s++)
                (void)unlink(segments->items[s].path);
        for (size_t s = 0; s < segments->n_damaged; s++)
                (void)unlink(segments->damaged[s]);
done:
        cw_free(r.items);
        return status;
}

/* The lock of the folder, or -1 where another process has it, or it cannot be had. */
static int
take_lock(const char *folder)
{
        const size_t n = strlen(folder);
        char *path = cw_malloc(n + sizeof("/lock"));
        if (path == NULL)
                return -1;
        memcpy(path, folder, n);
        memcpy(path + n, "/lock", sizeof("/lock"));
        int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
        cw_free(path);
        if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
                close(fd);
                fd = -1;
        }
        return fd;
}

cw_status
cw_cache_make_room(const char *folder, uint64_t max_nbytes, struct cw_error *err)
{
        struct cw_segments segments;
        const int lock = take_lock(folder);
        if (lock < 0)
                return CW_OK;
        cw_cache_sweep(folder);
        cw_status status = cw_segments_open(folder, &segments, err);
        const bool needed = status == CW_OK &&
                            (segments.n > CW_SEGMENTS_MOST || segments.nbytes > max_nbytes || segments.n_damaged > 0);
        if (needed)
                status = merge_all(folder, max_nbytes, &segments, err);
        cw_segments_close(&segments);
        close(lock);
        return status;
}
