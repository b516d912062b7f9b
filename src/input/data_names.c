/* SPDX-License-Identifier: MIT */
/*
 * Names of files.
 *
 *     wiki-train-00000-of-00012.parquet.zst       words, shard, extensions
 *     \________/ \____________/ \_________/
 *
 * A split is one of the words that the hub knows, standing first or last; in front of a shard's number it may be any word.
 */
#include "input/data_names.h"

#include "base/status.h"

#include <string.h>
#include <strings.h>

static bool
ends_with(const char *name, size_t n, const char *end)
{
        const size_t m = strlen(end);
        return n > m && strncasecmp(name + n - m, end, m) == 0;
}

/* Length without one of the extensions, each a dot and what no dot is in; n if it has none of them, or is nothing else. */
static size_t
strip(const char *name, size_t n, const char *const *extensions, size_t n_extensions)
{
        size_t dot = n;
        while (dot > 0 && name[--dot] != '.')
                ;
        for (size_t i = 0; dot > 0 && i < n_extensions; i++) {
                if ((name[dot + 1] | 0x20) == extensions[i][1] && /* most are ruled out by that */
                    strncasecmp(name + dot, extensions[i], n - dot) == 0 && extensions[i][n - dot] == '\0')
                        return dot;
        }
        return n;
}

/* Length without what a compressor adds. */
static size_t
strip_codec(const char *name)
{
        const size_t n = strlen(name);
        return n - (ends_with(name, n, ".zst") ? 4 : ends_with(name, n, ".gz") ? 3 : 0);
}

/* Extensions that nothing but data has, and those that data may have. */
static const char *const data_extensions[] = {".parquet", ".arrow",  ".feather", ".npy", ".npz",  ".jsonl", ".ndjson",
                                              ".conll",   ".conllu", ".conllup", ".iob", ".iob2", ".bio",   ".labels",
                                              ".tsv",     ".csv",    ".json",    ".txt", ".bin",  ".raw"};
enum { N_SURE_EXTENSIONS = 14 };

bool
cw_is_paper(const char *name)
{
        static const char *const starts[] = {"README",   "LICENSE", "LICENCE",  "SOURCE.",
                                             "CITATION", "NOTICE",  "CHANGELOG"};
        static const char *const stems[] = {"readme.", "license.", "licence."}; /* in letters of any size */
        static const char *const ends[] = {".md",   ".rst",  ".py",  ".sh",   ".html",      ".pdf",
                                           ".toml", ".yaml", ".yml", ".lock", ".incomplete"};
        static const char *const whole[] = {"config.json",        "label_mappings.json", "dataset_info.json",
                                            "labels.txt",         "labels.json",         "truth.json",
                                            "dataset_infos.json", "state.json",          "dataset_dict.json"};
        const size_t n = strlen(name);
        for (size_t i = 0; i < CW_ARRAY_LEN(whole); i++) {
                if (strcmp(name, whole[i]) == 0)
                        return true;
        }
        const size_t n_data = strip_codec(name);
        if (strip(name, n_data, data_extensions, N_SURE_EXTENSIONS) < n_data)
                return false;
        for (size_t i = 0; i < CW_ARRAY_LEN(starts); i++) {
                if (strncmp(name, starts[i], strlen(starts[i])) == 0)
                        return true;
        }
        for (size_t i = 0; i < CW_ARRAY_LEN(stems); i++) {
                if (strncasecmp(name, stems[i], strlen(stems[i])) == 0)
                        return true;
        }
        return strip(name, n, ends, CW_ARRAY_LEN(ends)) < n;
}

bool
cw_is_arrow_leftover(const char *name)
{
        const size_t n = strlen(name);
        return !ends_with(name, n, ".arrow") || strncmp(name, "cache-", 6) == 0 || strncmp(name, "tmp", 3) == 0 ||
               strcmp(name, "indices.arrow") == 0;
}

bool
cw_is_split_word(const char *word, size_t n)
{
        static const char *const words[] = {"train", "training", "validation", "valid", "val",
                                            "dev",   "test",     "testing",    "eval",  "evaluation"};
        for (size_t i = 0; i < CW_ARRAY_LEN(words); i++) {
                if (strlen(words[i]) == n && strncasecmp(word, words[i], n) == 0)
                        return true;
        }
        return false;
}

static size_t
count_digits_back(const char *name, size_t n)
{
        size_t m = 0;
        while (m < n && name[n - 1 - m] >= '0' && name[n - 1 - m] <= '9')
                m++;
        return m;
}

/* Length without "-00000-of-00012", or n. */
static size_t
strip_shard(const char *name, size_t n)
{
        const size_t total = count_digits_back(name, n);
        if (total == 0 || n < total + 4 || memcmp(name + n - total - 4, "-of-", 4) != 0)
                return n;
        const size_t left = n - total - 4, number = count_digits_back(name, left);
        if (number == 0 || left < number + 2 || strchr("-._", name[left - number - 1]) == NULL)
                return n;
        return left - number - 1;
}

bool
cw_split_of_name(const char *name, const char **split_ret, size_t *split_n_ret, bool *sharded_ret)
{
        const size_t whole = strip(name, strip_codec(name), data_extensions, CW_ARRAY_LEN(data_extensions));
        const size_t n = strip_shard(name, whole);
        size_t first = 0, last = n;
        while (first < n && strchr("-._", name[first]) == NULL)
                first++;
        while (last > 0 && strchr("-._", name[last - 1]) == NULL)
                last--;
        *sharded_ret = n < whole;
        *split_ret = name;
        *split_n_ret = first;
        if (cw_is_split_word(name, first))
                return true;
        *split_ret = name + last;
        *split_n_ret = n - last;
        if (cw_is_split_word(name + last, n - last))
                return true;
        *split_ret = name;
        *split_n_ret = n;
        return *sharded_ret && n > 0;
}
