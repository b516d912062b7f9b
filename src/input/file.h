/* SPDX-License-Identifier: MIT */
/*
 * A shard as bytes: a regular file, read anywhere by many threads at once (pread), or a pipe, read once from the front.
 * Reading is the rule: a file that shrinks while it is read is then an error, not a SIGBUS.  Mapping a whole file is for formats
 * whose arrays are counted where they lie, a piece of one for texts; both are looked at in a window (file_window.h), so that
 * they are an error then, too.
 */
#ifndef CW_INPUT_FILE_H
#define CW_INPUT_FILE_H

#include "base/status.h"

struct cw_content;

enum { CW_PEEK_PAD = 64 /**< zeros behind what cw_file_peek() gives, for who looks at so many bytes at a time */ };

struct cw_file {
        char *name; /**< as the user gave it; "standard input" for "-" */
        int fd;
        bool seekable;
        uint64_t nbytes;            /**< size when opened; 0 if not seekable */
        const volatile int *cancel; /**< polled while a pipe is silent; NULL: wait for ever.  Set by who opens */
        uint64_t at;                /**< bytes handed out by cw_file_read() so far */
        /* The first bytes of a pipe, read to see what it is and handed out again by cw_file_read(). */
        uint8_t *peeked;
        size_t peeked_nbytes;
        void *mapped;               /**< by cw_file_map(); NULL: not mapped */
        struct cw_content *content; /**< what is read is shown there, see input/content.h; NULL: nobody asks */
};

/** Opens; "-" is standard input.  A folder is CW_E_IO.  Free with cw_file_close(). */
CW_MUST_USE cw_status cw_file_open(const char *path, struct cw_file **file_ret, struct cw_error *err);

/** The first bytes, at most `want`, without moving; fewer only if the file is shorter.  Call before any read, once. */
CW_MUST_USE cw_status cw_file_peek(struct cw_file *file, size_t want, const uint8_t **data_ret, size_t *nbytes_ret,
                                   struct cw_error *err);

/** Reads on from the front, one caller at a time; *got_ret < want only at the end. */
CW_MUST_USE cw_status cw_file_read(struct cw_file *file, void *buffer, size_t want, size_t *got_ret,
                                   struct cw_error *err);

/** Reads at an offset, any number of callers; needs `seekable`.  *got_ret < want only at the end of the file. */
CW_MUST_USE cw_status cw_file_read_at(struct cw_file *file, uint64_t offset, void *buffer, size_t want, size_t *got_ret,
                                      struct cw_error *err);

/** All of a regular file, mapped for reading; stays until the file is closed.  Call from one thread, before the workers
 *  share it, and look at it through cw_file_window_over().  NULL and CW_OK where it cannot be mapped (a pipe, an empty file): read it then. */
CW_MUST_USE cw_status cw_file_map(struct cw_file *file, const uint8_t **data_ret, struct cw_error *err);

/** Of a mapping, part `part` of `n_parts` alike is unmapped, if it is not too small to matter; who looks at it again finds it
 *  there.  For workers as they leave: cw_file_close() would unmap all of it in one thread.  For any number of callers. */
void cw_file_let_go(const struct cw_file *file, int part, int n_parts);

void cw_file_close(struct cw_file **file);

#endif
