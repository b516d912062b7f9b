/* SPDX-License-Identifier: MIT */
/*
 * Files, pipes, the walk through folders and its order.
 */
#include "base/status.h"
#include "input/file.h"
#include "input/folder.h"
#include "input/inputs.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/counterweight-input-XXXXXX";

static void
setup(void)
{
        cr_assert_not_null(mkdtemp(folder));
        cr_assert_eq(chdir(folder), 0);
}

static void
teardown(void)
{
        char command[128];
        snprintf(command, sizeof(command), "rm -rf %s", folder);
        cr_assert_eq(system(command), 0);
}

TestSuite(input, .init = setup, .fini = teardown);

static void
put(const char *path, const char *text)
{
        FILE *f = fopen(path, "w");
        cr_assert_not_null(f);
        cr_assert_geq(fputs(text, f), 0);
        cr_assert_eq(fclose(f), 0);
}

Test(input, natural_order)
{
        static const char *const sorted[] = {"a", "a01", "a1", "a2", "a10", "a10b", "ab", "b"};
        for (size_t i = 0; i < CW_ARRAY_LEN(sorted); i++) {
                for (size_t k = 0; k < CW_ARRAY_LEN(sorted); k++) {
                        int want = i < k ? -1 : i > k;
                        cr_assert_eq(cw_natural_compare(sorted[i], sorted[k]), want, "%s and %s", sorted[i], sorted[k]);
                }
        }
        cr_assert_lt(cw_natural_compare("shard-9-of-10", "shard-10-of-10"), 0);
        cr_assert_lt(cw_natural_compare("9", "123456789012345678901234567890"), 0);
}

Test(input, folders_are_walked_in_order_without_hidden_files_and_papers)
{
        struct cw_inputs in;
        struct cw_error err;
        cr_assert_eq(mkdir("d", 0777), 0);
        cr_assert_eq(mkdir("d/sub", 0777), 0);
        cr_assert_eq(mkdir("d/.git", 0777), 0);
        put("d/p10.jsonl", "{}");
        put("d/p9.jsonl", "{}");
        put("d/.hidden", "{}");
        put("d/.git/x", "{}");
        put("d/README.md", "no data");
        put("d/sub/q.jsonl", "{}");
        put("last", "");
        const char *paths[] = {"d", "last"};
        cr_assert_eq(cw_inputs_list(paths, 2, NULL, 2, &in, &err), CW_OK);
        static const char *const want[] = {"d/p9.jsonl", "d/p10.jsonl", "d/sub/q.jsonl", "last"};
        cr_assert_eq(in.n, CW_ARRAY_LEN(want));
        for (size_t i = 0; i < in.n; i++)
                cr_assert_str_eq(in.items[i].path, want[i]);
        cr_assert_eq(in.nbytes, 6);
        cw_inputs_free(&in);
}

/* More than are looked at at once, by several threads; the first that cannot be found is told. */
Test(input, a_folder_of_many_files)
{
        enum { FILES = 9000 };
        char path[32];
        struct cw_inputs in;
        struct cw_error err;
        const char *many[] = {"many"};
        cr_assert_eq(mkdir("many", 0777), 0);
        for (int i = 0; i < FILES; i++) {
                snprintf(path, sizeof(path), "many/%d.jsonl", i);
                put(path, i % 7 == 0 ? "{}" : "");
        }
        for (int threads = 1; threads <= 3; threads++) {
                cr_assert_eq(cw_inputs_list(many, 1, NULL, threads, &in, &err), CW_OK);
                cr_assert_eq(in.n, FILES);
                cr_assert_eq(in.nbytes, 2 * ((FILES + 6) / 7));
                for (int i = 0; i < FILES; i++) {
                        snprintf(path, sizeof(path), "many/%d.jsonl", i);
                        cr_assert_str_eq(in.items[i].path, path);
                        cr_assert_eq(in.items[i].nbytes, i % 7 == 0 ? 2 : 0);
                }
                cw_inputs_free(&in);
        }
        cr_assert_eq(symlink("nowhere", "many/8500a.jsonl"), 0);
        cr_assert_eq(symlink("nowhere", "many/77a.jsonl"), 0);
        cr_assert_eq(cw_inputs_list(many, 1, NULL, 2, &in, &err), CW_E_IO);
        cr_assert(strstr(err.message, "many/77a.jsonl: ") != NULL, "%s", err.message);
}

Test(input, what_cannot_be_listed)
{
        struct cw_inputs in;
        struct cw_error err;
        const char *missing[] = {"no/such/file"};
        cr_assert_eq(cw_inputs_list(missing, 1, NULL, 2, &in, &err), CW_E_IO);
        cr_assert(strstr(err.message, "no/such/file") != NULL);
        cr_assert_eq(mkdir("empty", 0777), 0);
        const char *empty[] = {"empty"};
        cr_assert_eq(cw_inputs_list(empty, 1, NULL, 2, &in, &err), CW_E_DATA);
        const char *twice[] = {"-", "-"};
        cr_assert_eq(cw_inputs_list(twice, 2, NULL, 2, &in, &err), CW_E_USAGE);
        /* A folder that holds itself ends with a sentence, not with a full stack. */
        cr_assert_eq(mkdir("loop", 0777), 0);
        cr_assert_eq(symlink("../loop", "loop/again"), 0);
        const char *loop[] = {"loop"};
        cr_assert_eq(cw_inputs_list(loop, 1, NULL, 2, &in, &err), CW_E_IO);
}

Test(input, reading_a_file_from_the_front_and_anywhere)
{
        struct cw_file *f;
        struct cw_error err;
        const uint8_t *seen;
        char buffer[16];
        size_t got;
        put("f", "0123456789");
        cr_assert_eq(cw_file_open("f", &f, &err), CW_OK);
        cr_assert(f->seekable);
        cr_assert_eq(f->nbytes, 10);
        cr_assert_eq(cw_file_peek(f, 4, &seen, &got, &err), CW_OK);
        cr_assert_eq(got, 4);
        cr_assert_arr_eq(seen, "0123", 4);
        cr_assert_eq(cw_file_read(f, buffer, 7, &got, &err), CW_OK);
        cr_assert_arr_eq(buffer, "0123456", 7);
        cr_assert_eq(cw_file_read(f, buffer, 7, &got, &err), CW_OK);
        cr_assert_eq(got, 3);
        cr_assert_eq(cw_file_read_at(f, 8, buffer, 7, &got, &err), CW_OK);
        cr_assert_eq(got, 2);
        cr_assert_arr_eq(buffer, "89", 2);
        cw_file_close(&f);
        cr_assert_null(f);
        cr_assert_eq(cw_file_open(".", &f, &err), CW_E_IO);
        cr_assert_null(f);
}

/* Whoever shortens a file does not change what was seen of it; what was not seen is missing. */
Test(input, what_was_peeked_is_not_read_again)
{
        struct cw_file *f;
        struct cw_error err;
        const uint8_t *seen;
        char buffer[16];
        size_t got;
        put("whole", "0123456789");
        put("longer", "0123456789");
        cr_assert_eq(cw_file_open("whole", &f, &err), CW_OK);
        cr_assert_eq(cw_file_peek(f, 4096, &seen, &got, &err), CW_OK);
        cr_assert_eq(got, 10);
        cr_assert_eq(truncate("whole", 0), 0);
        cr_assert_eq(cw_file_read_at(f, 3, buffer, sizeof(buffer), &got, &err), CW_OK);
        cr_assert(got == 7 && memcmp(buffer, "3456789", 7) == 0);
        cr_assert_eq(cw_file_read_at(f, 10, buffer, sizeof(buffer), &got, &err), CW_OK);
        cr_assert_eq(got, 0);
        cw_file_close(&f);
        cr_assert_eq(cw_file_open("longer", &f, &err), CW_OK);
        cr_assert_eq(cw_file_peek(f, 6, &seen, &got, &err), CW_OK);
        cr_assert_eq(cw_file_read_at(f, 4, buffer, 5, &got, &err), CW_OK);
        cr_assert(got == 5 && memcmp(buffer, "45678", 5) == 0);
        cr_assert_eq(truncate("longer", 7), 0);
        cr_assert_eq(cw_file_read_at(f, 4, buffer, 5, &got, &err), CW_OK);
        cr_assert(got == 3 && memcmp(buffer, "456", 3) == 0);
        cw_file_close(&f);
}

/* The page faults that a look at all of it takes. */
static long
faults_of_a_look(const uint8_t *data, size_t nbytes)
{
        struct rusage before, after;
        unsigned sum = 0;
        getrusage(RUSAGE_SELF, &before);
        for (size_t i = 0; i < nbytes; i += 512)
                sum += data[i];
        getrusage(RUSAGE_SELF, &after);
        cr_assert_eq(sum, nbytes / 512 * 7);
        return after.ru_minflt - before.ru_minflt;
}

Test(input, what_was_looked_at_is_let_go_and_can_be_looked_at_again)
{
        enum { NBYTES = 8 << 20 };
        struct cw_file *file = NULL;
        struct cw_error err;
        const uint8_t *data = NULL;
        char *bytes = malloc(NBYTES + 1);
        memset(bytes, 7, NBYTES);
        bytes[NBYTES] = '\0';
        put("large", bytes);
        cr_assert_eq(cw_file_open("large", &file, &err), CW_OK, "%s", err.message);
        cw_file_let_go(file, 0, 1); /* not mapped yet */
        cr_assert_eq(cw_file_map(file, &data, &err), CW_OK);
        (void)faults_of_a_look(data, NBYTES);
        cr_assert_eq(faults_of_a_look(data, NBYTES), 0);
        for (int part = 0; part < 3; part++) {
                cw_file_let_go(file, part, 3);
                cr_assert_gt(faults_of_a_look(data, NBYTES), 0);
        }
        cw_file_let_go(file, 50, 100); /* too small */
        cr_assert_eq(faults_of_a_look(data, NBYTES), 0);
        cw_file_close(&file);
        free(bytes);
}

Test(input, a_pipe_is_peeked_and_then_read_from_its_start)
{
        struct cw_file *f;
        struct cw_error err;
        const uint8_t *seen;
        char buffer[16];
        size_t got;
        int ends[2];
        cr_assert_eq(pipe(ends), 0);
        cr_assert_eq(write(ends[1], "abcdefgh", 8), 8);
        close(ends[1]);
        cr_assert_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
        cr_assert_eq(cw_file_open("-", &f, &err), CW_OK);
        cr_assert_not(f->seekable);
        cr_assert_eq(cw_file_peek(f, 3, &seen, &got, &err), CW_OK);
        cr_assert_eq(got, 3);
        cr_assert_eq(cw_file_read(f, buffer, 5, &got, &err), CW_OK);
        cr_assert_arr_eq(buffer, "abcde", 5);
        cr_assert_eq(cw_file_read(f, buffer, 5, &got, &err), CW_OK);
        cr_assert_eq(got, 3);
        cr_assert_arr_eq(buffer, "fgh", 3);
        cw_file_close(&f);
}

Test(input, a_silent_pipe_is_left_when_the_run_is_cancelled)
{
        struct cw_file *f;
        struct cw_error err;
        char buffer[4];
        size_t got;
        int ends[2];
        volatile int cancel = 1;
        cr_assert_eq(pipe(ends), 0);
        cr_assert_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
        cr_assert_eq(cw_file_open("-", &f, &err), CW_OK);
        f->cancel = &cancel;
        cr_assert_eq(cw_file_read(f, buffer, 4, &got, &err), CW_E_INTERRUPTED);
        cw_file_close(&f);
}
