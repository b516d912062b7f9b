/* SPDX-License-Identifier: MIT */
/*
 * Whether the content behind the cache is what was counted, of a columnar file of which counting reads a small part: what is
 * in that part is known from the first run on, all of it from the first --cache-verify on.
 */
#include "parquet_rig.h"
#include "spine_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>

TestSuite(cache_content, .init = spine_enter, .fini = spine_leave, .timeout = 60);

static const char path[] = "wide.parquet";

enum { FILLER = 4 << 20 };

/* Of a time that is past, as it was before. */
static void
set_time(void)
{
        const struct timespec past = {1700000000, 123456789}, times[] = {past, past};
        cr_assert_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* Between the labels and the footer lies what counting does not read.  Returns where the footer begins. */
static size_t
put_wide(void)
{
        struct cw_buffer b = {0}, wide = {0};
        struct rig_truth truth;
        static char filler[FILLER];
        rig_write(&b, (struct rig_file){.n_groups = 2, .pages_per_group = 2, .rows_per_page = 100}, &truth);
        const size_t footer = b.n - 8 - (size_t)cw_load_le((const uint8_t *)b.data + b.n - 8, 4);
        cw_buffer_add(&wide, b.data, footer);
        for (size_t i = 0; i < FILLER; i++)
                filler[i] = (char)(i * 2654435761u >> 11);
        cw_buffer_add(&wide, filler, FILLER);
        cw_buffer_add(&wide, b.data + footer, b.n - footer);
        spine_put(path, wide.data, wide.n);
        set_time();
        cw_buffer_free(&b);
        cw_buffer_free(&wide);
        return footer + FILLER;
}

/* Changes a byte, and nothing shows it. */
static void
change(size_t at)
{
        char byte = 0;
        const int fd = open(path, O_RDWR);
        cr_assert(fd >= 0 && pread(fd, &byte, 1, (off_t)at) == 1);
        byte ^= 1;
        cr_assert(pwrite(fd, &byte, 1, (off_t)at) == 1 && close(fd) == 0);
        set_time();
}

static void
note(void *user, const char *sentence)
{
        cw_buffer_puts(user, sentence);
}

/* Counts with the cache; whether the counts came from it is `reused`, and what is told has `words`, or is nothing. */
static void
expect_run(const char *what, bool verify, bool reused, const char *words)
{
        static const char *const paths[] = {path};
        struct cw_read_options options = spine_options();
        struct cw_buffer notes = {0};
        cw_counts *right = spine_count(paths, 1, &options);
        options.cache = "cache";
        options.cache_verify = verify;
        options.notice = note;
        options.user = &notes;
        cw_counts *counts = spine_count(paths, 1, &options);
        const struct cw_totals t = cw_counts_totals(counts);
        cr_expect_eq(t.tokens, cw_counts_totals(right).tokens, "%s", what);
        cr_expect_eq(t.shards_reused, reused, "%s: %llu shards from the cache", what,
                     (unsigned long long)t.shards_reused);
        if (words == NULL)
                cr_expect_eq(notes.n, 0, "%s: %s", what, notes.data);
        else
                cr_expect(notes.n > 0 && strstr(notes.data, words) != NULL, "%s: %s", what, notes.data);
        cw_buffer_free(&notes);
        cw_counts_free(&right);
        cw_counts_free(&counts);
}

/* A byte of the schema that decides nothing. */
static size_t
find_name(size_t footer)
{
        size_t n;
        char *all = spine_get(path, &n);
        char *name = memmem(all + footer, n - footer, "schema", 6);
        cr_assert_not_null(name);
        const size_t at = (size_t)(name - all) + 5;
        free(all);
        return at;
}

Test(cache_content, what_counting_reads)
{
        const size_t name = find_name(put_wide());
        expect_run("first", false, false, NULL);
        expect_run("second", false, true, NULL);
        change(name);
        expect_run("changed", false, true, NULL);
        expect_run("changed, the first to verify", true, false, "the content has changed");
        expect_run("changed, and verified", true, true, NULL);
}

Test(cache_content, what_counting_does_not_read)
{
        const size_t footer = put_wide();
        expect_run("first", false, false, NULL);
        change(footer - FILLER / 2);
        expect_run("verified", true, true, NULL);
        change(footer - FILLER / 2);
        expect_run("changed since", true, false, "the content has changed");
        change(footer - FILLER / 2);
        expect_run("and again", true, false, "the content has changed");
        expect_run("verified again", true, true, NULL);
}

/* A small file is read whole. */
Test(cache_content, small_file)
{
        const size_t footer = put_wide();
        size_t n;
        char *all = spine_get(path, &n);
        memmove(all + footer - FILLER + 500000, all + footer, n - footer);
        spine_put(path, all, n - FILLER + 500000);
        free(all);
        set_time();
        expect_run("first", false, false, NULL);
        change(footer - FILLER + 200000);
        expect_run("changed", true, false, "the content has changed");
}
