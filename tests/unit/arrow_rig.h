/* SPDX-License-Identifier: MIT */
/*
 * Counting a file that a test has written: from memory as a regular file, which is mapped, or through a pipe, and
 * taking its labels in order.
 */
#ifndef CW_TESTS_ARROW_RIG_H
#define CW_TESTS_ARROW_RIG_H

#include "arrow_writer.h"
#include "count/collector.h"
#include "formats/format.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

/** A file in memory, or a pipe that holds it; `path` leads to it. */
struct rig_file {
        int fd;
        char path[32];
};

static inline struct rig_file
rig_open(const void *bytes, size_t n, bool as_pipe)
{
        struct rig_file f;
        int ends[2];
        if (as_pipe) {
                cr_assert_eq(pipe(ends), 0);
                cr_assert_leq(n, 60000, "more than a pipe holds");
        } else {
                ends[0] = ends[1] = memfd_create("arrow", 0);
        }
        cr_assert_eq(write(ends[1], bytes, n), (ssize_t)n);
        if (as_pipe)
                close(ends[1]);
        f.fd = ends[0];
        snprintf(f.path, sizeof(f.path), "/proc/self/fd/%d", f.fd);
        return f;
}

static inline struct cw_read_options
rig_options(const char *column)
{
        struct cw_read_options o;
        cw_read_options_init(&o);
        o.column = column;
        o.unknown = CW_UNKNOWN_COUNT;
        o.n_threads = 2;
        return o;
}

/** "id=tokens" or "name=tokens" of every label with tokens, ids ascending, then "seq=N": or the error's sentence. */
static inline const char *
rig_count_with(const void *bytes, size_t n, bool as_pipe, const struct cw_read_options *options)
{
        static char text[4096];
        struct rig_file f = rig_open(bytes, n, as_pipe);
        const char *path = f.path;
        cw_counts *counts = NULL;
        struct cw_error err;
        size_t at = 0;
        text[0] = '\0';
        if (cw_count(&path, 1, options, &counts, &err) != CW_OK) {
                const char *sentence =
                        strncmp(err.message, "/proc/self/fd/", 14) == 0 ? strchr(err.message, ' ') + 1 : err.message;
                snprintf(text, sizeof(text), "%d %s", (int)err.status, sentence);
        } else {
                for (size_t i = 0; i < cw_counts_n_labels(counts); i++) {
                        const struct cw_label_count l = cw_counts_label(counts, i);
                        if (l.tokens == 0)
                                continue;
                        if (l.name != NULL)
                                at += (size_t)snprintf(text + at, sizeof(text) - at, "%s=", l.name);
                        else
                                at += (size_t)snprintf(text + at, sizeof(text) - at, "%lld=", (long long)l.id);
                        at += (size_t)snprintf(text + at, sizeof(text) - at, "%llu ", (unsigned long long)l.tokens);
                }
                snprintf(text + at, sizeof(text) - at, "seq=%llu",
                         (unsigned long long)cw_counts_totals(counts).sequences);
        }
        cw_counts_free(&counts);
        close(f.fd);
        return text;
}

static inline const char *
rig_count(const struct cw_buffer *b, const char *column)
{
        const struct cw_read_options options = rig_options(column);
        return rig_count_with(b->data, b->n, false, &options);
}

/** The same from a file and from a pipe. */
static inline void
rig_expect(const struct aw *w, const char *column, const char *want)
{
        const struct cw_read_options options = rig_options(column);
        for (int as_pipe = 0; as_pipe < 2; as_pipe++)
                cr_expect_str_eq(rig_count_with(w->out.data, w->out.n, as_pipe, &options), want, "%s: %s",
                                 as_pipe ? "pipe" : "file", rig_count_with(w->out.data, w->out.n, as_pipe, &options));
}

static inline void
rig_expect_error(const struct aw *w, const char *column, cw_status status, const char *part)
{
        const char *got = rig_count(&w->out, column);
        cr_expect_eq(atoi(got), (int)status, "%s", got);
        cr_expect_not_null(strstr(got, part), "%s", got);
}

#endif
