/* SPDX-License-Identifier: MIT */
/*
 * Identities of files, and the digest of their content.
 */
#include "input/identity.h"

#include "base/memory.h"

#include <sys/stat.h>
#include <time.h>

enum { PIECE_NBYTES = 1 << 18 }; /* stays in the L2 cache between read and hash */

#define NS_A_SECOND INT64_C(1000000000)
/* Kernels stamp files by their tick, 10 ms at the longest.  A time of whole seconds is the sign of a file system that
 * keeps no fraction: FAT counts in twos. */
#define TICK_NS (20 * INT64_C(1000000))
#define COARSE_TICK_NS (3 * NS_A_SECOND)

/* Times past the year 2262 wrap around, and stay different from each other. */
static int64_t
ns_of(struct timespec t)
{
        return (int64_t)((uint64_t)t.tv_sec * (uint64_t)NS_A_SECOND + (uint64_t)t.tv_nsec);
}

bool
cw_identity_of_stat(const struct stat *st, struct cw_identity *identity_ret)
{
        if (!S_ISREG(st->st_mode) || st->st_size <= 0)
                return false;
        *identity_ret = (struct cw_identity){(uint64_t)st->st_dev, (uint64_t)st->st_ino, (uint64_t)st->st_size,
                                             ns_of(st->st_mtim)};
        return true;
}

bool
cw_identity_of_path(const char *path, struct cw_identity *identity_ret)
{
        struct stat st;
        return stat(path, &st) == 0 && cw_identity_of_stat(&st, identity_ret);
}

bool
cw_identity_of_file(const struct cw_file *file, struct cw_identity *identity_ret)
{
        struct stat st;
        return fstat(file->fd, &st) == 0 && cw_identity_of_stat(&st, identity_ret);
}

bool
cw_identity_equal(const struct cw_identity *a, const struct cw_identity *b)
{
        return a->device == b->device && a->inode == b->inode && a->nbytes == b->nbytes && a->mtime_ns == b->mtime_ns;
}

int64_t
cw_identity_now_ns(void)
{
        struct timespec t;
        if (clock_gettime(CLOCK_REALTIME, &t) != 0)
                return INT64_MIN; /* then nothing is settled */
        return ns_of(t);
}

bool
cw_identity_is_settled(const struct cw_identity *identity, int64_t read_ns)
{
        const int64_t tick = identity->mtime_ns % NS_A_SECOND == 0 ? COARSE_TICK_NS : TICK_NS;
        return identity->mtime_ns < INT64_MAX - tick && identity->mtime_ns + tick < read_ns;
}

cw_status
cw_file_digest(struct cw_file *file, struct cw_digest *digest_ret, struct cw_error *err)
{
        cw_status status = CW_OK;
        uint8_t *piece = cw_malloc(PIECE_NBYTES);
        struct cw_hash_stream *stream = cw_hash_stream_new();
        if (piece == NULL || stream == NULL)
                CW_TRY_GOTO(cw_fail_memory(err, PIECE_NBYTES));
        for (uint64_t at = 0; at < file->nbytes;) {
                const uint64_t left = file->nbytes - at;
                const size_t want = left < PIECE_NBYTES ? (size_t)left : PIECE_NBYTES;
                size_t got = 0;
                if (cw_is_cancelled(file->cancel))
                        CW_TRY_GOTO(cw_fail(err, CW_E_INTERRUPTED, "interrupted; nothing was written"));
                CW_TRY_GOTO(cw_file_read_at(file, at, piece, want, &got, err));
                if (got < want)
                        CW_TRY_GOTO(cw_fail(err, CW_E_TRUNCATED, "became shorter while it was read"));
                cw_hash_stream_add(stream, piece, got);
                at += got;
        }
done:
        *digest_ret = cw_hash_stream_end(&stream);
        cw_free(piece);
        return status;
}
