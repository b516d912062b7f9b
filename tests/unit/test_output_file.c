/* SPDX-License-Identifier: MIT */
/*
 * Files are replaced whole or not at all: modes, links, what is no file, a full disk, failing allocations.
 */
#include "write/output_file.h"
#include "write_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

TestSuite(output_file, .init = sample_folder_enter, .fini = sample_folder_remove);

static void
write_ok(const char *path, const char *text)
{
        struct cw_error err = {0};
        cr_assert_eq(cw_write_file(path, text, strlen(text), &err), CW_OK, "%s", err.message);
}

static mode_t
mode_of(const char *path)
{
        struct stat st;
        cr_assert_eq(stat(path, &st), 0);
        return st.st_mode & 07777;
}

static void
assert_n_files(int n)
{
        char command[64];
        snprintf(command, sizeof(command), "test $(ls -A | wc -l) = %d", n);
        cr_assert_eq(system(command), 0, "expected %d files", n);
}

Test(output_file, new_file_has_the_umask)
{
        umask(027);
        write_ok("a", "one\n");
        assert_file("a", "one\n");
        cr_assert_eq(mode_of("a"), 0640);
        write_ok("./a", "");
        assert_file("a", "");
        assert_n_files(1);
}

Test(output_file, old_file_keeps_its_mode)
{
        static const mode_t modes[] = {0600, 0644, 0755, 0664, 04711};
        for (size_t i = 0; i < CW_ARRAY_LEN(modes); i++) {
                put_file("a", "old", 3);
                cr_assert_eq(chmod("a", modes[i]), 0);
                write_ok("a", "new");
                assert_file("a", "new");
                cr_assert_eq(mode_of("a"), modes[i]);
        }
}

Test(output_file, old_file_keeps_its_owner)
{
        if (geteuid() != 0)
                cr_skip_test("only root can give files away");
        struct stat st;
        put_file("a", "old", 3);
        cr_assert(chown("a", 12345, 54321) == 0 && chmod("a", 0640) == 0);
        write_ok("a", "new");
        cr_assert(stat("a", &st) == 0 && st.st_uid == 12345 && st.st_gid == 54321 && mode_of("a") == 0640);
}

Test(output_file, links_are_followed)
{
        cr_assert_eq(mkdir("d", 0755), 0);
        put_file("d/real", "old", 3);
        cr_assert(symlink("real", "d/one") == 0 && symlink("d/one", "two") == 0 && symlink("d/new", "three") == 0);
        write_ok("two", "new");
        assert_file("d/real", "new");
        struct stat st;
        cr_assert(lstat("two", &st) == 0 && S_ISLNK(st.st_mode) && lstat("d/one", &st) == 0 && S_ISLNK(st.st_mode));
        write_ok("three", "made");
        assert_file("d/new", "made");
        cr_assert(lstat("three", &st) == 0 && S_ISLNK(st.st_mode));
        struct cw_error err;
        cr_assert_eq(symlink("loop", "loop"), 0);
        cr_assert_eq(cw_write_file("loop", "x", 1, &err), CW_E_IO);
        cr_assert(strncmp(err.message, "loop: ", 6) == 0, "%s", err.message);
}

Test(output_file, what_is_no_file_is_written_straight)
{
        write_ok("/dev/null", "gone");
        struct stat st;
        cr_assert(stat("/dev/null", &st) == 0 && S_ISCHR(st.st_mode));
        cr_assert_eq(mkfifo("pipe", 0600), 0);
        const int reader = open("pipe", O_RDONLY | O_NONBLOCK);
        write_ok("pipe", "through");
        char got[16] = "";
        cr_assert(read(reader, got, sizeof(got)) == 7 && strcmp(got, "through") == 0);
        close(reader);
        assert_n_files(1);
        struct cw_error err;
        cr_assert_eq(cw_write_file(".", "x", 1, &err), CW_E_IO);
        cr_assert_eq(err.status, CW_E_IO);
}

/* Standard output may be a file: it is appended to where it stands, not replaced. */
Test(output_file, standard_output)
{
        put_file("log", "before\n", 7);
        const int kept = dup(STDOUT_FILENO), log = open("log", O_WRONLY | O_APPEND);
        cr_assert(fflush(stdout) == 0 && dup2(log, STDOUT_FILENO) == STDOUT_FILENO);
        printf("printed\n");
        write_ok("-", "one\n");
        write_ok("/dev/stdout", "two\n");
        write_ok("/dev/fd/1", "three\n");
        dup2(kept, STDOUT_FILENO);
        assert_file("log", "before\nprinted\none\ntwo\nthree\n");
        close(log);
        close(kept);
}

Test(output_file, closed_pipe_is_an_error)
{
        int ends[2];
        char path[32];
        struct cw_error err;
        signal(SIGPIPE, SIG_IGN);
        cr_assert_eq(pipe(ends), 0);
        close(ends[0]);
        snprintf(path, sizeof(path), "/dev/fd/%d", ends[1]);
        cr_assert_eq(cw_write_file(path, "x", 1, &err), CW_E_IO);
        cr_assert_not_null(strstr(err.message, "Broken pipe"), "%s", err.message);
        close(ends[1]);
}

/* More than a pipe holds, to a descriptor that does not block: short writes and EAGAIN. */
Test(output_file, slow_reader_gets_everything)
{
        enum { N = 300000 };
        int ends[2];
        char path[32];
        cr_assert_eq(pipe(ends), 0);
        cr_assert_eq(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
        const pid_t child = fork();
        if (child == 0) {
                char piece[1000];
                size_t n = 0;
                close(ends[1]);
                for (ssize_t got; (got = read(ends[0], piece, sizeof(piece))) > 0;) {
                        n += (size_t)got;
                        usleep(50);
                }
                _exit(n == N ? 0 : 1);
        }
        close(ends[0]);
        char *text = calloc(1, N);
        snprintf(path, sizeof(path), "/dev/fd/%d", ends[1]);
        cr_assert_eq(cw_write_file(path, text, N, NULL), CW_OK);
        close(ends[1]);
        int result;
        cr_assert(waitpid(child, &result, 0) == child && result == 0);
        free(text);
}

Test(output_file, faults_name_the_file)
{
        struct cw_error err;
        cr_assert_eq(cw_write_file("no/such/a", "x", 1, &err), CW_E_IO);
        cr_assert(strncmp(err.message, "no/such/a: ", 11) == 0 && strchr(err.message, '\n') == NULL, "%s", err.message);
        put_file("file", "x", 1);
        cr_assert_eq(cw_write_file("file/a", "x", 1, &err), CW_E_IO);
        cr_assert_eq(cw_write_file("", "x", 1, &err), CW_E_IO);
        char name[300];
        memset(name, 'n', sizeof(name) - 1);
        name[sizeof(name) - 1] = '\0';
        cr_assert_eq(cw_write_file(name, "x", 1, &err), CW_E_IO);
        assert_n_files(1);
}

/* A full disk, as a process meets it: a file may have 4096 bytes. */
Test(output_file, full_disk_leaves_the_old_file)
{
        char *text = malloc(10000);
        memset(text, 'x', 10000);
        struct cw_error err;
        put_file("a", "old", 3);
        signal(SIGXFSZ, SIG_IGN);
        const struct rlimit limit = {4096, RLIM_INFINITY};
        cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
        cr_assert_eq(cw_write_file("a", text, 10000, &err), CW_E_IO);
        cr_assert(strncmp(err.message, "a: cannot write: ", 17) == 0, "%s", err.message);
        assert_file("a", "old");
        cr_assert_eq(cw_write_file("b", text, 10000, &err), CW_E_IO);
        assert_n_files(1);
        write_ok("a", "small");
        assert_file("a", "small");
        free(text);
}

/* Killed at any moment: the file has one of the two contents, whole. */
Test(output_file, killed_writer_leaves_a_whole_file, .timeout = 60)
{
        enum { N = 200000 };
        char *old = malloc(N), *new = malloc(N);
        memset(old, 'o', N);
        memset(new, 'n', N);
        put_file("a", old, N);
        for (int i = 0; i < 40; i++) {
                const pid_t child = fork();
                if (child == 0)
                        for (bool flip = false;; flip = !flip)
                                if (cw_write_file("a", flip ? old : new, N, NULL) != CW_OK)
                                        _exit(1);
                usleep((useconds_t)(i * 100));
                cr_assert(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
                size_t n;
                char *text = get_file("a", &n);
                cr_assert(n == N && memcmp(text, text[0] == 'o' ? old : new, N) == 0);
                free(text);
        }
        free(old);
        free(new);
}

static cw_status
write_attempt(struct cw_error *err)
{
        const cw_status status = cw_write_file("link", "new", 3, err);
        assert_file("a", status == CW_OK ? "new" : "old");
        return status;
}

Test(output_file, survives_every_failing_allocation)
{
        put_file("a", "old", 3);
        cr_assert_eq(symlink("a", "link"), 0);
        cr_assert_geq(fail_each_allocation(write_attempt), 4);
        assert_n_files(2);
}

Test(output_file, reading)
{
        struct cw_buffer text = {0};
        struct cw_error err;
        bool exists = true;
        cr_assert_eq(cw_output_file_read("none", 100, &text, &exists, &err), CW_OK);
        cr_assert(!exists && text.n == 0);
        put_file("a", "0123456789", 10);
        cr_assert_eq(cw_output_file_read("a", 10, &text, &exists, &err), CW_OK);
        cr_assert(exists && text.n == 10 && strcmp(text.data, "0123456789") == 0);
        cw_buffer_free(&text);
        cr_assert_eq(cw_output_file_read("a", 9, &text, &exists, &err), CW_E_LIMIT);
        cw_buffer_free(&text);
        cr_assert_eq(cw_output_file_read(".", 9, &text, &exists, &err), CW_E_IO);
        cr_assert_eq(mkfifo("pipe", 0600), 0);
        cr_assert_eq(cw_output_file_read("pipe", 9, &text, &exists, &err), CW_E_IO);
        cw_buffer_free(&text);
}
