/* SPDX-License-Identifier: MIT */
/*
 * Runs the unit tests under the thread sanitizer, one after the other, each in a child of its own.
 *
 *     unit-tests [SUITE[/NAME]]...        ends with "N passed, N failed, N skipped"
 *
 * A child exits with 0, FAILED or SKIPPED; whatever else it ends with (a signal, the sanitizer's own code) is a failure.
 */
#include <criterion/criterion.h>
#include <stdarg.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FAILED = 101, SKIPPED = 102 };

static struct test_case *tests, *suites;
static int n_failures; /* of the test that runs; a test's threads only add to it */

void
test_register(struct test_case *test)
{
        struct test_case **list = test->name == NULL ? &suites : &tests;
        while (*list != NULL)
                list = &(*list)->next;
        *list = test;
}

static void
say(const char *format, va_list args)
{
        vfprintf(stdout, format, args);
        putchar('\n');
        fflush(stdout);
}

void
test_failed(bool fatal, const char *file, int line, const char *condition, const char *format, ...)
{
        va_list args;
        va_start(args, format);
        printf("%s:%d: expected %s: ", file, line, condition);
        say(format, args);
        va_end(args);
        __atomic_add_fetch(&n_failures, 1, __ATOMIC_RELAXED);
        if (fatal)
                exit(FAILED);
}

void
test_skipped(const char *format, ...)
{
        va_list args;
        va_start(args, format);
        printf("skipped: ");
        say(format, args);
        va_end(args);
        exit(SKIPPED);
}

void
test_said(const char *format, ...)
{
        va_list args;
        va_start(args, format);
        say(format, args);
        va_end(args);
}

static void
run(const struct test_case *test)
{
        const struct test_case *suite = suites;
        while (suite != NULL && strcmp(suite->suite, test->suite) != 0)
                suite = suite->next;
        const struct test_options none = {0}, *of_suite = suite == NULL ? &none : &suite->options;
        void (*init)(void) = test->options.init != NULL ? test->options.init : of_suite->init;
        void (*fini)(void) = test->options.fini != NULL ? test->options.fini : of_suite->fini;
        if (init != NULL)
                init();
        test->body();
        if (fini != NULL)
                fini();
        exit(__atomic_load_n(&n_failures, __ATOMIC_RELAXED) == 0 ? 0 : FAILED);
}

static bool
is_wanted(const struct test_case *test, int n, char *const *filters)
{
        for (int i = 0; i < n; i++) {
                const size_t n_suite = strlen(test->suite);
                if (strncmp(filters[i], test->suite, n_suite) != 0)
                        continue;
                if (filters[i][n_suite] == '\0')
                        return true;
                if (filters[i][n_suite] == '/' && strcmp(filters[i] + n_suite + 1, test->name) == 0)
                        return true;
        }
        return n == 0;
}

int
main(int argc, char **argv)
{
        int n_passed = 0, n_failed = 0, n_skipped = 0;
        for (const struct test_case *test = tests; test != NULL; test = test->next) {
                if (!is_wanted(test, argc - 1, argv + 1))
                        continue;
                fflush(NULL);
                const pid_t child = fork();
                if (child == 0)
                        run(test);
                int status = 0;
                if (child < 0 || waitpid(child, &status, 0) < 0)
                        return 1;
                const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
                n_passed += code == 0;
                n_skipped += code == SKIPPED;
                if (code != 0 && code != SKIPPED) {
                        n_failed++;
                        printf("%s/%s failed: %s %d\n", test->suite, test->name, code < 0 ? "signal" : "exit code",
                               code < 0 ? WTERMSIG(status) : code);
                }
        }
        printf("%d passed, %d failed, %d skipped\n", n_passed, n_failed, n_skipped);
        return n_failed > 0;
}
