/* SPDX-License-Identifier: MIT */
/*
 * Feeds files to a fuzz target without a fuzzer, so that its corpus is part of every run of the tests.
 *
 *     replay TARGET-INPUT...        files, or folders that are walked
 *
 * Each file is given as it is.  A small one is also cut off at every byte and has bits flipped, one a run, at places
 * that depend on nothing but its size: what a fuzzer finds first, on every machine, with any compiler.  The file being
 * fed is named if the target dies.  It says at the end how many inputs there were; it fails if there was none.
 */
#include <errno.h>
#include <fts.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
        BIGGEST_NBYTES = 4 << 20, /* longer files are for the data tests */
        SMALL_NBYTES = 1 << 10,   /* up to here every truncation is tried */
        N_FLIPS = 256,
};

static char current[4096];
static unsigned long n_inputs;

static void
name_current(int sig)
{
        static const char died[] = "replay: the target died on ";
        ssize_t ignored = write(STDERR_FILENO, died, sizeof(died) - 1);
        ignored += write(STDERR_FILENO, current, strlen(current));
        ignored += write(STDERR_FILENO, "\n", 1);
        (void)ignored;
        signal(sig, SIG_DFL);
        raise(sig);
}

/* The target gets memory of just the size, so that a sanitizer sees a read past the end. */
static void
feed(const uint8_t *data, size_t n)
{
        uint8_t *copy = malloc(n > 0 ? n : 1);
        if (copy == NULL)
                exit(1);
        if (n > 0)
                memcpy(copy, data, n);
        LLVMFuzzerTestOneInput(copy, n);
        free(copy);
        n_inputs++;
}

static void
feed_damaged(uint8_t *data, size_t n)
{
        for (size_t cut = 0; cut < n; cut++)
                feed(data, cut);
        uint32_t x = (uint32_t)n | 1;
        for (int i = 0; i < N_FLIPS && n > 0; i++) {
                x = x * 1664525U + 1013904223U;
                const size_t bit = x % (n * 8);
                data[bit / 8] = (uint8_t)(data[bit / 8] ^ 1U << bit % 8);
                feed(data, n);
                data[bit / 8] = (uint8_t)(data[bit / 8] ^ 1U << bit % 8);
        }
}

static void
feed_file(const char *path)
{
        FILE *f = fopen(path, "rb");
        uint8_t *data = malloc(BIGGEST_NBYTES + 1);
        if (f == NULL || data == NULL) {
                fprintf(stderr, "replay: %s: %s\n", path, strerror(errno));
                exit(1);
        }
        const size_t n = fread(data, 1, BIGGEST_NBYTES + 1, f);
        fclose(f);
        snprintf(current, sizeof(current), "%s", path);
        if (n <= BIGGEST_NBYTES)
                feed(data, n);
        if (n <= SMALL_NBYTES)
                feed_damaged(data, n);
        free(data);
}

int
main(int argc, char **argv)
{
        static const int fatal[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGALRM};
        if (argc < 2) {
                fprintf(stderr, "usage: replay FILE|FOLDER...\n");
                return 2;
        }
        for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
                signal(fatal[i], name_current);

        FTS *walk = fts_open(argv + 1, FTS_LOGICAL | FTS_NOCHDIR, NULL);
        const FTSENT *entry;
        while (walk != NULL && (entry = fts_read(walk)) != NULL) {
                if (entry->fts_info != FTS_F)
                        continue;
                alarm(20); /* a hang is a failure too */
                feed_file(entry->fts_path);
        }
        if (walk != NULL)
                fts_close(walk);
        printf("%lu inputs\n", n_inputs);
        return n_inputs > 0 ? 0 : 1;
}
