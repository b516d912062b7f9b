/* SPDX-License-Identifier: MIT */
/*
 * Windows on files: what they show, files that shrink while one is open, in one thread and in several, and whose SIGBUS it
 * is.
 */
#include "base/status.h"
#include "base/team.h"
#include "input/file_window.h"

#include <criterion/criterion.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGES = 64 };

static char path[] = "/tmp/counterweight-window-XXXXXX";
static size_t page;
static struct cw_file *file;
static struct sigaction at_first; /* a sanitizer has one of its own */

/* The byte at an offset. */
static char
byte_at(size_t offset)
{
        return (char)('a' + offset / 7 % 23);
}

static struct sigaction
handler_now(void)
{
        struct sigaction now;
        cr_assert_eq(sigaction(SIGBUS, NULL, &now), 0);
        return now;
}

static void
setup(void)
{
        at_first = handler_now();
        const int fd = mkstemp(path);
        FILE *const f = fdopen(fd, "w");
        page = (size_t)sysconf(_SC_PAGESIZE);
        cr_assert_not_null(f);
        for (size_t i = 0; i < PAGES * page; i++)
                fputc(byte_at(i), f);
        cr_assert_eq(fclose(f), 0);
        cr_assert_eq(cw_file_open(path, &file, NULL), CW_OK);
}

static void
teardown(void)
{
        cw_file_close(&file);
        unlink(path);
}

TestSuite(file_window, .init = setup, .fini = teardown);

Test(file_window, any_place_of_a_file)
{
        const size_t places[][2] = {{0, 1}, {0, PAGES * page}, {page, page}, {page - 1, 2}, {3 * page + 17, 5 * page}};
        for (size_t i = 0; i < CW_ARRAY_LEN(places); i++) {
                struct cw_file_window w;
                cr_assert(cw_file_window_open(&w, file, places[i][0], places[i][1]));
                for (size_t k = 0; k < places[i][1]; k++)
                        cr_assert_eq(w.bytes[k], byte_at(places[i][0] + k));
                cr_assert_eq(cw_file_window_close(&w, NULL), CW_OK);
                cr_assert_eq(cw_file_window_close(&w, NULL), CW_OK);
        }
}

/* Looks at a window's bytes. */
static void
look_at(const struct cw_file_window *w, size_t n)
{
        for (size_t i = 0; i < n; i++)
                (void)((const volatile char *)w->bytes)[i];
}

Test(file_window, a_file_that_shrinks_shows_zeros_and_is_told_of)
{
        struct cw_file_window outer, inner;
        struct cw_error err;
        const size_t n = 8 * page;
        cr_assert(cw_file_window_open(&outer, file, 0, page));
        cr_assert(cw_file_window_open(&inner, file, 4 * page, n));
        cr_assert_eq(truncate(path, (off_t)(6 * page)), 0);
        cr_assert_eq(inner.bytes[0], byte_at(4 * page));
        cr_assert_eq(inner.bytes[n - 1], 0);
        cr_assert_eq(inner.bytes[2 * page], 0);
        look_at(&inner, n);
        cr_assert_eq(cw_file_window_close(&inner, &err), CW_E_TRUNCATED);
        cr_assert(strstr(err.message, "became shorter while it was read") != NULL, "%s", err.message);
        look_at(&outer, page);
        cr_assert_eq(cw_file_window_close(&outer, &err), CW_OK);
        cr_assert_eq(handler_now().sa_handler, at_first.sa_handler);
}

/* Of the last page a part is still there, so that the system raises nothing. */
Test(file_window, a_file_that_shrinks_within_a_page_is_told_of)
{
        struct cw_file_window w;
        struct cw_error err;
        cr_assert(cw_file_window_open(&w, file, 4 * page, page));
        cr_assert_eq(truncate(path, (off_t)(5 * page - 1)), 0);
        look_at(&w, page);
        cr_assert_eq(w.bytes[page - 1], 0);
        cr_assert_eq(cw_file_window_close(&w, &err), CW_E_TRUNCATED);
        cr_assert(strstr(err.message, "became shorter while it was read") != NULL, "%s", err.message);
}

struct side_by_side {
        int n_lost[4];
};

static void
look(void *context, int worker)
{
        struct side_by_side *const s = context;
        for (int round = 0; round < 200; round++) {
                struct cw_file_window w;
                const size_t at = (size_t)(worker * 16) * page;
                cr_assert(cw_file_window_open(&w, file, at, 16 * page));
                look_at(&w, 16 * page);
                s->n_lost[worker] += cw_file_window_close(&w, NULL) != CW_OK;
        }
}

/* The first two look at what is there, the others at what is gone. */
Test(file_window, threads_do_not_lose_what_others_lose)
{
        struct side_by_side s = {{0}};
        cr_assert_eq(truncate(path, (off_t)(32 * page)), 0); /* file->nbytes is what it was */
        const int n = cw_team_run(4, look, &s);
        for (int i = 0; i < n; i++)
                cr_assert_eq(s.n_lost[i], i < 2 ? 0 : 200, "worker %d: %d", i, s.n_lost[i]);
        cr_assert_eq(handler_now().sa_handler, at_first.sa_handler);
}

static sigjmp_buf back;

static void
jump_back(int number)
{
        (void)number;
        siglongjmp(back, 1);
}

/* A mapping of the caller's own is the caller's business. */
Test(file_window, the_handler_from_before_gets_what_is_its_own)
{
        struct cw_file_window w;
        struct sigaction mine = {.sa_handler = jump_back};
        char *volatile theirs;
        volatile bool was_called = false;
        cr_assert_eq(sigaction(SIGBUS, &mine, NULL), 0);
        theirs = mmap(NULL, page, PROT_READ, MAP_SHARED, file->fd, (off_t)(8 * page));
        cr_assert_neq((void *)theirs, MAP_FAILED);
        cr_assert(cw_file_window_open(&w, file, 8 * page, page));
        cr_assert_eq(truncate(path, (off_t)(4 * page)), 0);
        if (sigsetjmp(back, 1) == 0)
                cr_assert_neq(*(volatile char *)theirs, *(volatile char *)theirs, "expected SIGBUS");
        else
                was_called = true;
        cr_assert(was_called);
        cr_assert_eq(w.bytes[0], 0);
        cr_assert_eq(cw_file_window_close(&w, NULL), CW_E_TRUNCATED);
        cr_assert_eq(handler_now().sa_handler, jump_back);
        munmap(theirs, page);
}

static void
ignore_bus(int number)
{
        (void)number;
}

/* A handler that was put in the place of ours stays, and is the one from before the next time. */
Test(file_window, a_handler_put_in_meanwhile_stays)
{
        struct cw_file_window w;
        struct sigaction other = {.sa_handler = ignore_bus};
        cr_assert(cw_file_window_open(&w, file, 0, page));
        cr_assert_eq(sigaction(SIGBUS, &other, NULL), 0);
        cr_assert_eq(cw_file_window_close(&w, NULL), CW_OK);
        cr_assert_eq(handler_now().sa_handler, ignore_bus);
        cr_assert(cw_file_window_open(&w, file, 0, page));
        cr_assert_neq(handler_now().sa_handler, ignore_bus);
        cr_assert_eq(cw_file_window_close(&w, NULL), CW_OK);
        cr_assert_eq(handler_now().sa_handler, ignore_bus);
}
