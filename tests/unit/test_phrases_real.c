/* SPDX-License-Identifier: MIT */
/*
 * How large real corpora become as phrases, against zstd -3 (by libzstd itself) of the array of their ids, which knows neither
 * sentences nor label names; and that they unpack to the same.
 */
#include "base/status.h"
#include "counterweight.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

/*
 * Sets of over 100,000 labels, and how large they may be.  CyNER has a label that is not O in seven, and 24 labels a sentence:
 * where its 4372 sentences end is 3.1 kB (the entropy of their lengths), which zstd -3 of the ids (8323 bytes) does not hold.
 * A mixer of contexts up to 24 labels, with the place in the sentence, makes 8024 bytes of labels and ends; names, checksums
 * and tables are 350 more.  So no code that we know reaches 1; the shard has 9139 bytes, 8287 of them the body.
 */
static const struct set {
        const char *path, *column, *field;
        double most;
} sets[] = {
        {"conll-crossner", NULL, NULL, 1},
        {"conll-cyner", NULL, NULL, 1.1},
        {"conll-er-datasets/SEC-filings/CONLL-format", NULL, NULL, 1},
        {"conll-europeana", NULL, NULL, 1},
        {"conll-germeval2014", NULL, "3", 1},
        {"conll-kaznerd/with_sentID", NULL, NULL, 1},
        {"conll-kaznerd/IOB2_valid.txt", NULL, NULL, 1},
        {"conll-lener-br/train", NULL, NULL, 1},
        {"conll-ler-de", NULL, NULL, 1},
        {"conll-mtl-bio/BioNLP13CG-IOB", NULL, NULL, 1},
        {"conll-mtl-bio/BioNLP13CG-IOBES", NULL, NULL, 1},
        {"conll-ncbi-disease", NULL, NULL, 1},
        {"jsonl-ronec", "ner_tags", NULL, 1},
        {"jsonl-ronec", "ner_ids", NULL, 1},
        {"parquet-hf-ncbi", NULL, NULL, 1},
};

static void *
contents(const char *path, size_t *n_ret)
{
        FILE *f = fopen(path, "rb");
        struct stat st;
        cr_assert(f != NULL && fstat(fileno(f), &st) == 0);
        void *data = malloc((size_t)st.st_size + 1);
        cr_assert_eq(fread(data, 1, (size_t)st.st_size, f), (size_t)st.st_size);
        fclose(f);
        *n_ret = (size_t)st.st_size;
        return data;
}

static void
pack(const char *path, const struct set *set, cw_pack_encoding encoding, const char *to,
     struct cw_pack_summary *summary)
{
        struct cw_read_options options;
        struct cw_pack_options how;
        struct cw_error err;
        cw_read_options_init(&options);
        cw_pack_options_init(&how);
        options.n_threads = 1; /* this process is a child of one that has none */
        options.column = set->column;
        options.conll_field = set->field;
        options.skip_bad_rows = true;
        how.encoding = encoding;
        cr_assert_eq(cw_pack(&path, 1, &options, &how, to, summary, &err), CW_OK, "%s", err.message);
}

static void
unpack(const char *shard, cw_unpack_format format, const char *to)
{
        struct cw_read_options options;
        struct cw_error err;
        cw_read_options_init(&options);
        cr_assert_eq(cw_unpack(shard, format, to, &options, &err), CW_OK, "%s", err.message);
}

static void
check_set(const char *folder, const struct set *set)
{
        char path[4200];
        struct cw_pack_summary summary, plain, choice;
        size_t n, m, n_phrases, n_choice;
        snprintf(path, sizeof(path), "%s/%s", folder, set->path);
        if (access(path, R_OK) != 0)
                return;
        pack(path, set, CW_PACK_PHRASES, "phrases.zst", &summary);
        pack(path, set, CW_PACK_IDS, "ids.zst", &plain);
        pack(path, set, CW_PACK_AUTO, "auto.zst", &choice);
        unpack("ids.zst", CW_UNPACK_RAW, "ids.raw");
        unpack("phrases.zst", CW_UNPACK_RAW, "phrases.raw");
        void *ids = contents("ids.raw", &n), *same = contents("phrases.raw", &m);
        cr_assert(n == m && memcmp(ids, same, n) == 0, "%s", path);
        free(same);
        unpack("ids.zst", CW_UNPACK_JSONL, "ids.jsonl");
        unpack("phrases.zst", CW_UNPACK_JSONL, "phrases.jsonl");
        void *a = contents("ids.jsonl", &n_phrases), *b = contents("phrases.jsonl", &m);
        cr_assert(n_phrases == m && memcmp(a, b, m) == 0, "%s", path);
        free(a);
        free(b);

        const size_t cap = ZSTD_compressBound(n);
        void *packed = malloc(cap);
        const size_t want = ZSTD_compress(packed, cap, ids, n, 3);
        cr_expect(summary.labels < 100000 || (double)summary.bytes_out <= set->most * (double)want,
                  "%s: %llu bytes, zstd -3 of the ids %zu", path, (unsigned long long)summary.bytes_out, want);
        n_choice = (size_t)choice.bytes_out;
        cr_expect_eq(n_choice, summary.bytes_out < plain.bytes_out ? summary.bytes_out : plain.bytes_out, "%s", path);
        free(packed);
        free(ids);
}

Test(phrases_real, no_larger_than_zstd_3_of_the_ids, .timeout = 300)
{
        const char *given = getenv("CW_SHARED_DATA");
        char folder[4096], here[] = "/tmp/counterweight-phrases-XXXXXX";
        if (realpath(given != NULL ? given : "../shared/data", folder) == NULL)
                cr_skip_test("the shared data is not there");
        cr_assert(mkdtemp(here) != NULL && chdir(here) == 0);
        for (size_t i = 0; i < CW_ARRAY_LEN(sets); i++)
                check_set(folder, &sets[i]);
        static const char *const made[] = {"phrases.zst", "ids.zst",   "auto.zst",     "ids.raw",
                                           "phrases.raw", "ids.jsonl", "phrases.jsonl"};
        for (size_t i = 0; i < CW_ARRAY_LEN(made); i++)
                unlink(made[i]);
        rmdir(here);
}
