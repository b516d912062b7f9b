/* SPDX-License-Identifier: MIT */
/*
 * What the tests of writing share: a small result from literals, files in a folder of their own, and the loop that makes
 * each allocation fail in turn.
 */
#ifndef CW_TESTS_WRITE_FIXTURE_H
#define CW_TESTS_WRITE_FIXTURE_H

#include "base/memory.h"
#include "base/result.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- a result --------------------------------------------------------------------------------------------------- */

static struct cw_count_row sample_labels[] = {
        {0, (char[]){"O"}, 900},
        {1, (char[]){"B-SURNAME"}, 75},
        {2, (char[]){"B-PS,"}, 25},
        {3, NULL, 0},
};
static struct cw_count_row sample_ignored[] = {{-100, NULL, 40}};

static struct cw_counts sample_counts = {
        .labels = sample_labels,
        .n_labels = 4,
        .ignored = sample_ignored,
        .n_ignored = 1,
        .totals = {.tokens = 1000,
                   .ignored = 40,
                   .sequences = 50,
                   .shards = 2,
                   .bytes = 4096,
                   .seconds = 0.5,
                   .n_threads = 3},
        .labels_hash = (char[]){"00112233445566778899aabbccddeeff"},
        .fingerprint = (char[]){"ffeeddccbbaa99887766554433221100"},
        .command = (char[]){"counterweight weights --beta 0.9"},
        .inputs = (char[]){"'my data.jsonl'"},
        .column = (char[]){"ner_tags"},
};

static double sample_weight[] = {1.0, 0.31415926535, 1.6858407, 1.0};
static double sample_raw[] = {0.5, 0.9, 2.1, NAN};
static double sample_low[] = {NAN, 0.8, 1.9, NAN}, sample_high[] = {NAN, 1.2, 2.4, NAN};

__attribute__((unused)) static struct cw_weights sample_weights = {
        .counts = &sample_counts,
        .options = {.scheme = CW_SCHEME_INVERSE_SQRT, .beta = 0.999, .o_weight = 1.0, .o_label = "O"},
        .weight = sample_weight,
        .raw = sample_raw,
        .low = sample_low,
        .high = sample_high,
        .normaliser = 2.5,
        .o_index = 0,
        .diagnosis = {.entity_share_unweighted = 0.1,
                      .entity_share_weighted = 0.0625,
                      .loss_scale = 0.97,
                      .weight_ratio = 5.366,
                      .effective_classes = 1.9,
                      .n_rare = 1,
                      .n_observed = 3,
                      .n_unseen = 1,
                      .o_weight_auto = 0.6,
                      .has_o = true},
};

/* ---- files ------------------------------------------------------------------------------------------------------ */

/* A folder that goes away with sample_folder_remove(); the process works in it. */
static inline void
sample_folder_enter(void)
{
        char folder[] = "/tmp/cw-write-XXXXXX";
        cr_assert_not_null(mkdtemp(folder));
        cr_assert_eq(chdir(folder), 0);
}

static inline void
sample_folder_remove(void)
{
        char folder[256], command[300];
        cr_assert_not_null(getcwd(folder, sizeof(folder)));
        snprintf(command, sizeof(command), "rm -rf '%s'", folder);
        cr_assert(strncmp(folder, "/tmp/cw-write-", 14) == 0 && chdir("/") == 0 && system(command) == 0);
}

__attribute__((unused)) static inline void
put_file(const char *path, const void *data, size_t nbytes)
{
        FILE *f = fopen(path, "wb");
        cr_assert(f != NULL && fwrite(data, 1, nbytes, f) == nbytes && fclose(f) == 0, "%s", path);
}

/* Free with free(). */
__attribute__((unused)) static inline char *
get_file(const char *path, size_t *nbytes_ret)
{
        FILE *f = fopen(path, "rb");
        cr_assert_not_null(f, "%s", path);
        char *text = malloc(1 << 22);
        const size_t n = fread(text, 1, (1 << 22) - 1, f);
        fclose(f);
        text[n] = '\0';
        if (nbytes_ret != NULL)
                *nbytes_ret = n;
        return text;
}

__attribute__((unused)) static inline void
assert_file(const char *path, const char *wanted)
{
        char *text = get_file(path, NULL);
        cr_assert_str_eq(text, wanted);
        free(text);
}

/* ---- allocations ------------------------------------------------------------------------------------------------ */

/* Runs `attempt` with the first, second ... allocation and all after it failing, until it succeeds.  It must fail with
 * CW_E_MEMORY until then, and the sanitizers see what it leaks. */
__attribute__((unused)) static inline long
fail_each_allocation(cw_status (*attempt)(struct cw_error *err))
{
        for (long n = 1;; n++) {
                struct cw_error err = {0};
                cw_memory_fail_at(n);
                const cw_status status = attempt(&err);
                cw_memory_fail_at(0);
                if (status == CW_OK)
                        return n;
                cr_assert_eq(status, CW_E_MEMORY, "allocation %ld: %s", n, err.message);
                cr_assert_str_not_empty(err.message);
        }
}

#endif
