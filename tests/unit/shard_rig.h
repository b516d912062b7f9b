/* SPDX-License-Identifier: MIT */
/*
 * What the tests of the native shard share: a shard packed into memory, read back as a file and as a pipe the way the
 * pipeline reads it, counted or unpacked.
 */
#ifndef SHARD_RIG_H
#define SHARD_RIG_H

#include "base/memory.h"
#include "formats/shard/shard_layout.h"
#include "formats/shard/shard_reader.h"
#include "formats/shard/shard_unpack.h"
#include "formats/shard/shard_writer.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { RIG_PIPE_NBYTES = 1 << 20 }; /* what a pipe takes without a reader at its other end */

enum rig_way { RIG_FILE, RIG_PIPE, RIG_WAYS };

/* What is packed: ids, and the lengths of the sequences, which may leave some ids over at the end. */
struct rig_labels {
        const int64_t *ids;
        size_t n;
        const size_t *lengths;
        size_t n_lengths;
};

static inline cw_status
rig_sink(void *user, const void *data, size_t nbytes, struct cw_error *err)
{
        struct cw_buffer *b = user;
        cw_buffer_add(b, data, nbytes);
        return b->failed ? cw_fail_memory(err, nbytes) : CW_OK;
}

/* Gives the ids `step` at a time. */
static inline cw_status
rig_try_pack(const struct cw_shard_header *header, int level, uint32_t frame_nbytes, struct rig_labels labels,
             size_t step, struct cw_buffer *out, struct cw_pack_summary *summary_ret, struct cw_error *err)
{
        struct cw_shard_writer *w = NULL;
        cw_status status = cw_shard_writer_new(header, level, frame_nbytes, rig_sink, out, &w, err);
        size_t at = 0;
        for (size_t s = 0; status == CW_OK && s <= labels.n_lengths; s++) {
                size_t left = s < labels.n_lengths ? labels.lengths[s] : labels.n - at;
                while (status == CW_OK && left > 0) {
                        size_t m = left < step ? left : step;
                        status = cw_shard_writer_ids(w, labels.ids + at, m, err);
                        at += m;
                        left -= m;
                }
                if (status == CW_OK && s < labels.n_lengths)
                        status = cw_shard_writer_end_sequence(w, err);
        }
        if (status == CW_OK)
                status = cw_shard_writer_finish(w, summary_ret, err);
        cw_shard_writer_free(&w);
        return status;
}

static inline struct cw_buffer
rig_pack(const struct cw_shard_header *header, uint32_t frame_nbytes, struct rig_labels labels)
{
        struct cw_buffer out = {0};
        struct cw_error err;
        cw_status status = rig_try_pack(header, 3, frame_nbytes, labels, SIZE_MAX, &out, NULL, &err);
        cr_assert_eq(status, CW_OK, "%s", err.message);
        return out;
}

/* A path from which the bytes can be read, as a file or as a pipe; *fd_ret is to be closed. */
static inline void
rig_path(const void *data, size_t nbytes, enum rig_way way, char path[32], int *fd_ret)
{
        if (way == RIG_FILE) {
                *fd_ret = memfd_create("shard", 0);
                cr_assert_geq(*fd_ret, 0);
                cr_assert_eq(write(*fd_ret, data, nbytes), (ssize_t)nbytes);
        } else {
                int ends[2];
                cr_assert_leq(nbytes, (size_t)RIG_PIPE_NBYTES, "too long for a pipe that nobody reads yet");
                cr_assert_eq(pipe(ends), 0);
                if (nbytes > 60000)
                        cr_assert_geq(fcntl(ends[1], F_SETPIPE_SZ, RIG_PIPE_NBYTES), RIG_PIPE_NBYTES);
                cr_assert_eq(write(ends[1], data, nbytes), (ssize_t)nbytes);
                close(ends[1]);
                *fd_ret = ends[0];
        }
        snprintf(path, 32, "/proc/self/fd/%d", *fd_ret);
}

static inline struct cw_read_options
rig_options(void)
{
        return (struct cw_read_options){.format = CW_FORMAT_AUTO, .max_memory = 256u << 20};
}

static inline cw_status
rig_open(const void *data, size_t nbytes, enum rig_way way, const struct cw_read_options *options,
         struct cw_reader **reader_ret, struct cw_error *err)
{
        char path[32];
        int fd;
        rig_path(data, nbytes, way, path, &fd);
        cw_status status = cw_reader_open(path, options, NULL, true, reader_ret, err);
        close(fd);
        return status;
}

/* Reads all of an open shard into `tally`, as one worker does. */
static inline cw_status
rig_read(struct cw_reader *reader, struct cw_tally *tally, struct cw_error *err)
{
        struct cw_scratch scratch = {.max_nbytes = reader->options->max_memory};
        cw_status status = CW_OK;
        for (bool more = true; status == CW_OK && more;) {
                struct cw_block block;
                status = reader->format->next(reader, &scratch, &block, &more, err);
                if (status != CW_OK || !more)
                        break;
                tally->at = (struct cw_place){.part = 2 * block.seq + 1};
                status = reader->format->decode(reader, &block, &scratch, tally, err);
                if (status == CW_OK)
                        status = cw_tally_status(tally, err);
        }
        if (status == CW_OK)
                status = reader->format->finish(reader, &scratch, tally, err);
        cw_scratch_free(&scratch);
        return status;
}

/* Opens and reads to the end, counting into `tally`, which is the caller's. */
static inline cw_status
rig_count(const void *data, size_t nbytes, enum rig_way way, struct cw_tally *tally, struct cw_error *err)
{
        const struct cw_read_options options = rig_options();
        struct cw_reader *reader = NULL;
        cw_status status = rig_open(data, nbytes, way, &options, &reader, err);
        if (status == CW_OK)
                status = rig_read(reader, tally, err);
        cw_reader_close(&reader);
        return status;
}

/* The same, for those who want the verdict only. */
static inline cw_status
rig_verdict(const void *data, size_t nbytes, enum rig_way way, struct cw_error *err)
{
        struct cw_tally tally;
        cr_assert_eq(cw_tally_init(&tally, err), CW_OK);
        cw_status status = rig_count(data, nbytes, way, &tally, err);
        cw_tally_free(&tally);
        return status;
}

static inline cw_status
rig_try_unpack(const void *data, size_t nbytes, enum rig_way way, cw_unpack_format format, struct cw_buffer *out,
               struct cw_error *err)
{
        const struct cw_read_options options = rig_options();
        struct cw_reader *reader = NULL;
        cw_status status = rig_open(data, nbytes, way, &options, &reader, err);
        if (status == CW_OK)
                status = cw_shard_unpack(reader, format, rig_sink, out, err);
        cw_reader_close(&reader);
        return status;
}

static inline struct cw_buffer
rig_unpack(const struct cw_buffer *shard, enum rig_way way, cw_unpack_format format)
{
        struct cw_buffer out = {0};
        struct cw_error err;
        cw_status status = rig_try_unpack(shard->data, shard->n, way, format, &out, &err);
        cr_assert_eq(status, CW_OK, "%s", err.message);
        return out;
}

/* A fixed row of random numbers; state must not be 0. */
static inline uint64_t
rig_random(uint64_t *state)
{
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        return *state;
}

#endif
