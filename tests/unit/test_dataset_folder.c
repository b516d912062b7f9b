/* SPDX-License-Identifier: MIT */
/*
 * Folders of data sets: what of them is data, which split, and where label names come from.
 */
#include "input/data_names.h"
#include "input/inputs.h"
#include "spine_fixture.h"

#include <jansson.h>
#include <limits.h>

TestSuite(dataset_folder, .init = spine_enter, .fini = spine_leave);

#define CARD                                                                                            \
        "---\ndataset_info:\n  features:\n  - name: tokens\n    sequence: string\n  - name: ner_tags\n" \
        "    sequence:\n      class_label:\n        names:\n          '0': O\n          '1': B-X\n---\n# A set\n"
#define INFO                                                                                                     \
        "{\"features\": {\"ner_tags\": {\"feature\": {\"names\": [\"O\", \"B-X\"], \"_type\": \"ClassLabel\"}, " \
        "\"_type\": \"Sequence\"}}}"
#define RECORD "{\"ner_tags\": [0, 1]}\n"

/* Makes the folders on the way. */
static void
put(const char *path, const char *text)
{
        char command[300];
        snprintf(command, sizeof(command), "mkdir -p $(dirname %s)", path);
        cr_assert_eq(system(command), 0);
        spine_puts(path, text);
}

/* Four ids of one byte: 0 0 1 0. */
static void
put_array(const char *path)
{
        static const char ids[4] = {0, 0, 1, 0};
        char head[128];
        FILE *file = fopen(path, "wb");
        memset(head, ' ', sizeof(head));
        memcpy(head, "\x93NUMPY\1\0\x76\0", 10);
        memcpy(head + 10, "{'descr': '|i1', 'fortran_order': False, 'shape': (4,), }", 57);
        head[127] = '\n';
        cr_assert_eq(fwrite(head, 1, sizeof(head), file) + fwrite(ids, 1, sizeof(ids), file), sizeof(head) + 4);
        cr_assert_eq(fclose(file), 0);
}

/* The paths of a folder's data with blanks between, or "STATUS: sentence". */
static const char *
list(const char *path, const char *split)
{
        static char text[2000];
        struct cw_inputs in;
        struct cw_error err;
        size_t n = 0;
        text[0] = '\0';
        const cw_status status = cw_inputs_list(&path, 1, split, 2, &in, &err);
        if (status != CW_OK) {
                cr_assert_eq(err.status, status);
                snprintf(text, sizeof(text), "%d: %s", (int)status, err.message);
                return text;
        }
        for (size_t i = 0; i < in.n; i++)
                n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s", i == 0 ? "" : " ", in.items[i].path);
        cw_inputs_free(&in);
        return text;
}

#define expect_list(path, split, want) cr_expect_str_eq(list(path, split), want)

static void
expect_refused(const char *path, const char *split, cw_status status, const char *part)
{
        const char *text = list(path, split);
        cr_expect(text[0] == '0' + (int)status && text[1] == ':' && strstr(text, part) != NULL,
                  "expected status %d with \"%s\", found \"%s\"", (int)status, part, text);
}

/* ---- what is data ----------------------------------------------------------------------------------------------- */

Test(dataset_folder, saved_to_disk)
{
        put("d/state.json", "{\"_data_files\": [{\"filename\": \"data-00001-of-00002.arrow\"}, "
                            "{\"filename\": \"data-00000-of-00002.arrow\"}], \"_split\": \"train\"}");
        put("d/dataset_info.json", INFO);
        put("d/data-00000-of-00002.arrow", "x");
        put("d/data-00001-of-00002.arrow", "x");
        put("d/cache-0123456789abcdef.arrow", "x");
        put("d/indices.arrow", "x");
        put("d/tmp8g1", "x");
        expect_list("d", NULL, "d/data-00001-of-00002.arrow d/data-00000-of-00002.arrow");
        expect_list("d", "train", "d/data-00001-of-00002.arrow d/data-00000-of-00002.arrow");
        expect_refused("d", "test", CW_E_DATA, "d: there is no split 'test'; this is the split 'train'");
        /* Also where it is met further down. */
        put("up/other.jsonl", RECORD);
        cr_assert_eq(rename("d", "up/d"), 0);
        expect_list("up", NULL, "up/d/data-00001-of-00002.arrow up/d/data-00000-of-00002.arrow up/other.jsonl");
}

Test(dataset_folder, saved_to_disk_with_what_is_not_read)
{
        put("d/a.arrow", "x");
        put("d/state.json", "{\"_data_files\": [{\"filename\": \"a.arrow\"}], \"_split\": null, "
                            "\"_indices_data_files\": [{\"filename\": \"indices.arrow\"}]}");
        expect_refused("d", NULL, CW_E_UNSUPPORTED, "_indices_data_files");
        put("d/state.json", "{\"_data_files\": [{\"filename\": \"a.arrow\", \"skip\": 5}]}");
        expect_refused("d", NULL, CW_E_UNSUPPORTED, "'skip' or 'take'");
        put("d/state.json", "{\"_data_files\": [{\"filename\": \"a.arrow\", \"skip\": 0, \"take\": 7}]}");
        expect_refused("d", NULL, CW_E_UNSUPPORTED, "'skip' or 'take'");
        put("d/state.json", "{\"_data_files\": [{\"filename\": \"a.arrow\", \"skip\": 0, \"take\": null}], "
                            "\"_indices_data_files\": []}");
        expect_list("d", NULL, "d/a.arrow");
        expect_refused("d", "train", CW_E_USAGE, "has no splits");
        static const char *const outside[] = {"/etc/passwd", "../a.arrow", "x/../../a.arrow", "", "..", "."};
        for (size_t i = 0; i < CW_ARRAY_LEN(outside); i++) {
                char text[200];
                snprintf(text, sizeof(text), "{\"_data_files\": [{\"filename\": \"%s\"}]}", outside[i]);
                put("d/state.json", text);
                expect_refused("d", NULL, CW_E_CORRUPT, "in this folder");
        }
        put("d/state.json", "{\"_data_files\": [7]}");
        expect_refused("d", NULL, CW_E_CORRUPT, "in this folder");
        put("d/state.json", "{\"_data_files\": [");
        expect_refused("d", NULL, CW_E_CORRUPT, "state.json: expected a JSON object");
        /* Another program's. */
        put("d/state.json", "{\"epoch\": 3}");
        expect_list("d", NULL, "d/a.arrow");
}

Test(dataset_folder, dataset_dict)
{
        put("d/dataset_dict.json", "{\"splits\": [\"train\", \"test\"]}");
        put("d/train/state.json", "{\"_data_files\": [{\"filename\": \"a.arrow\"}], \"_split\": \"train\"}");
        put("d/train/a.arrow", "x");
        put("d/test/state.json", "{\"_data_files\": [{\"filename\": \"a.arrow\"}], \"_split\": \"train\"}");
        put("d/test/a.arrow", "x");
        expect_refused("d", NULL, CW_E_DATA, "d: the data set has the splits train and test; choose one with --split");
        expect_refused("d", "dev", CW_E_DATA, "there is no split 'dev'; the splits are: train and test");
        expect_list("d", "train", "d/train/a.arrow");
        expect_list("d", "test", "d/test/a.arrow"); /* train_test_split() leaves the old name in state.json */
        put("d/dataset_dict.json", "{\"splits\": [\"test\"]}");
        expect_list("d", NULL, "d/test/a.arrow");
        static const char *const bad[] = {
                "{}", "[]", "", "{\"splits\": []}", "{\"splits\": [\"../x\"]}", "{\"splits\": [3]}"};
        for (size_t i = 0; i < CW_ARRAY_LEN(bad); i++) {
                put("d/dataset_dict.json", bad[i]);
                expect_refused("d", NULL, CW_E_CORRUPT, "dataset_dict.json: expected");
        }
}

Test(dataset_folder, cache_of_datasets)
{
        put("d/dataset_info.json", INFO);
        put("d/lener_br-train-00000-of-00002.arrow", "x");
        put("d/lener_br-train-00001-of-00002.arrow", "x");
        put("d/lener_br-test.arrow", "x");
        put("d/cache-0123.arrow", "x");
        put("d/lener_br-train.arrow.lock", "");
        expect_refused("d", NULL, CW_E_DATA, "the splits test and train");
        expect_list("d", "train", "d/lener_br-train-00000-of-00002.arrow d/lener_br-train-00001-of-00002.arrow");
        expect_list("d", "test", "d/lener_br-test.arrow");
        expect_refused("d", "dev", CW_E_DATA, "there is no split 'dev'");
        cr_assert_eq(unlink("d/lener_br-test.arrow"), 0);
        expect_list("d", NULL, "d/lener_br-train-00000-of-00002.arrow d/lener_br-train-00001-of-00002.arrow");
}

Test(dataset_folder, snapshot_of_the_hub)
{
        put("d/README.md", CARD);
        put("d/data/train-00000-of-00011.parquet", "x");
        put("d/data/train-00010-of-00011.parquet", "x");
        put("d/data/validation-00000-of-00001.parquet", "x");
        expect_refused("d", NULL, CW_E_DATA, "d/data: the data set has the splits train and validation");
        expect_list("d", "train", "d/data/train-00000-of-00011.parquet d/data/train-00010-of-00011.parquet");
        expect_refused("d", "test", CW_E_DATA, "d: there is no split 'test'; the splits are: train and validation");
        /* Beside the card. */
        put("e/README.md", CARD);
        put("e/train.jsonl", RECORD);
        put("e/test.jsonl.zst", RECORD);
        expect_refused("e", NULL, CW_E_DATA, "the splits test and train");
        expect_list("e", "test", "e/test.jsonl.zst");
        /* A folder a split. */
        put("f/README.md", CARD);
        put("f/train/0000.parquet", "x");
        put("f/test/0000.parquet", "x");
        expect_refused("f", NULL, CW_E_DATA, "the splits test and train");
        expect_list("f", "train", "f/train/0000.parquet");
        /* One split needs no choosing. */
        put("g/README.md", CARD);
        put("g/data/train-00000-of-00001.parquet", "x");
        expect_list("g", NULL, "g/data/train-00000-of-00001.parquet");
}

Test(dataset_folder, every_split)
{
        put("d/dataset_dict.json", "{\"splits\": [\"train\", \"test\"]}");
        put("d/train/state.json", "{\"_data_files\": [{\"filename\": \"a.arrow\"}], \"_split\": \"train\"}");
        put("d/train/a.arrow", "x");
        put("d/train/cache-1.arrow", "x");
        put("d/test/state.json", "{\"_data_files\": [{\"filename\": \"b.arrow\"}], \"_split\": \"test\"}");
        put("d/test/b.arrow", "x");
        cr_expect_str_eq(list("d", CW_EVERY_SPLIT), "d/train/a.arrow d/test/b.arrow");
        put("e/README.md", CARD);
        put("e/data/train-00000-of-00001.parquet", "x");
        put("e/data/test-00000-of-00001.parquet", "x");
        put("e/de/train-00000-of-00001.parquet", "x");
        cr_expect_str_eq(list("e", CW_EVERY_SPLIT),
                         "e/data/test-00000-of-00001.parquet e/data/train-00000-of-00001.parquet "
                         "e/de/train-00000-of-00001.parquet");
        cr_expect_str_eq(list("e/de/train-00000-of-00001.parquet", CW_EVERY_SPLIT),
                         "e/de/train-00000-of-00001.parquet");
}

Test(dataset_folder, several_configurations)
{
        put("d/README.md", CARD);
        put("d/en/train-00000-of-00001.parquet", "x");
        put("d/de/train-00000-of-00001.parquet", "x");
        put("d/images/x.png", "x");
        expect_refused("d", NULL, CW_E_DATA,
                       "d: the data set has the configurations de and en; name the folder of one, as "
                       "d/de");
        expect_refused("d/", "train", CW_E_DATA, "as d/de");
        expect_list("d/en", NULL, "d/en/train-00000-of-00001.parquet");
}

Test(dataset_folder, plain_folders_are_walked_as_ever)
{
        put("d/README.md", "# train.conll, test.conll\n");
        put("d/train.conll", "a O\n");
        put("d/test.conll", "a O\n");
        put("d/more/CITATION-train.parquet", "x");
        put("d/more/LICENSE.txt", "x");
        expect_list("d", NULL, "d/more/CITATION-train.parquet d/test.conll d/train.conll");
        expect_list("d", "train", "d/train.conll");
        put("e/a.conll", "a O\n");
        expect_refused("e", "train", CW_E_USAGE, "e: the folder has no splits; leave --split out");
        expect_refused("e/a.conll", "train", CW_E_USAGE, "is a file and has no splits");
        /* Numbered shards say by themselves that there are splits. */
        put("f/train-00000-of-00002.jsonl", RECORD);
        put("f/test-00000-of-00002.jsonl", RECORD);
        expect_refused("f", NULL, CW_E_DATA, "the splits test and train");
}

Test(dataset_folder, splits_in_names)
{
        static const struct {
                const char *name, *split;
                bool sharded;
        } cases[] = {
                {"train-00000-of-00012.parquet", "train", true},
                {"train.jsonl.zst", "train", false},
                {"wiki-train.arrow", "train", false},
                {"eng.testa", NULL, false},
                {"eng.train", "train", false},
                {"c4-validation.00000-of-00008.json.gz", "validation", true},
                {"part-00000-of-00002.parquet", "part", true},
                {"dev_v2.conll", "dev", false},
                {"training.tsv", "training", false},
                {"trains.tsv", NULL, false},
                {"a-of-3.jsonl", NULL, false},
                {"x0-of-3.jsonl", NULL, false},
                {"-0-of-3.jsonl", NULL, false},
                {"Test.txt", "Test", false},
                {"", NULL, false},
                {".parquet", NULL, false},
        };
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                const char *split;
                size_t n;
                bool sharded;
                const bool told = cw_split_of_name(cases[i].name, &split, &n, &sharded);
                cr_expect_eq(told, cases[i].split != NULL, "%s", cases[i].name);
                if (told && cases[i].split != NULL)
                        cr_expect(n == strlen(cases[i].split) && memcmp(split, cases[i].split, n) == 0 &&
                                          sharded == cases[i].sharded,
                                  "%s: %.*s", cases[i].name, (int)n, split);
        }
}

/* ---- names --------------------------------------------------------------------------------------------------------- */

/* "O:1 B-X:1", "?" for a label without a name; or "STATUS: sentence". */
static const char *
count(const char *path, const char *labels, const char *column)
{
        static char text[2000];
        struct cw_read_options o;
        cw_counts *counts = NULL;
        struct cw_error err;
        size_t n = 0;
        cw_read_options_init(&o);
        o.labels_path = labels;
        o.column = column;
        const cw_status status = cw_count(&path, 1, &o, &counts, &err);
        if (status != CW_OK) {
                snprintf(text, sizeof(text), "%d: %s", (int)status, err.message);
                return text;
        }
        for (size_t i = 0; i < cw_counts_n_labels(counts); i++) {
                const struct cw_label_count l = cw_counts_label(counts, i);
                n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s:%llu", i == 0 ? "" : " ",
                                      l.name == NULL ? "?" : l.name, (unsigned long long)l.tokens);
        }
        cw_counts_free(&counts);
        return text;
}

Test(dataset_folder, names_from_the_card_or_the_description)
{
        put("d/README.md", CARD);
        put("d/data/train.jsonl", RECORD RECORD);
        cr_expect_str_eq(count("d", NULL, NULL), "O:2 B-X:2");
        put("e/dataset_info.json", INFO);
        put("e/train.jsonl", RECORD);
        cr_expect_str_eq(count("e", NULL, NULL), "O:1 B-X:1");
        /* The names are those of ner_tags. */
        put("f/dataset_info.json", INFO);
        put("f/train.jsonl", "{\"pos_tags\": [0, 1, 2], \"ner_tags\": [1]}\n");
        cr_expect_str_eq(count("f", NULL, "pos_tags"), "?:1 ?:1 ?:1");
        cr_expect_str_eq(count("f", NULL, NULL), "O:0 B-X:1");
        /* An array has no name: what the card has is its. */
        put("h/README.md", CARD);
        put("h/train.npy", "");
        put_array("h/train.npy");
        cr_expect_str_eq(count("h", NULL, NULL), "O:3 B-X:1");
        put("h/README.md", "---\nlicense: mit\n---\n");
        cr_expect_str_eq(count("h", NULL, NULL), "?:3 ?:1");
        /* A card that names no labels, or is none, is no fault. */
        static const char *const cards[] = {"---\nlicense: mit\n---\n", "---\n", "# A set\n", "---\n: [\n---\n", ""};
        for (size_t i = 0; i < CW_ARRAY_LEN(cards); i++) {
                put("g/README.md", cards[i]);
                put("g/train.jsonl", RECORD);
                cr_expect_str_eq(count("g", NULL, NULL), "?:1 ?:1");
        }
}

Test(dataset_folder, names_must_agree_with_the_users)
{
        put("d/dataset_info.json", INFO);
        put("d/train.jsonl", RECORD);
        spine_puts("same.txt", "O\nB-X\n");
        spine_puts("other.txt", "B-X\nO\n");
        cr_expect_str_eq(count("d", "same.txt", NULL), "O:1 B-X:1");
        const char *out = count("d", "other.txt", NULL);
        cr_expect(out[0] == '0' + (int)CW_E_DATA && strstr(out, "d/dataset_info.json: label names disagree") != NULL,
                  "%s", out);
        put("d/train.jsonl", "{\"ner_tags\": [2]}\n");
        out = count("d", NULL, NULL);
        cr_expect_not_null(strstr(out, "label id 2 is not in the label map"), "%s", out);
}

Test(dataset_folder, every_allocation_may_fail)
{
        put("d/README.md", CARD);
        put("d/data/train-00000-of-00001.jsonl", RECORD);
        put("d/data/test-00000-of-00001.jsonl", RECORD);
        struct cw_read_options o;
        cw_read_options_init(&o);
        o.split = "train";
        o.n_threads = 1;
        const char *path = "d";
        cw_status status = CW_E_MEMORY;
        for (long n = 1; status != CW_OK; n++) {
                cw_counts *counts = NULL;
                struct cw_error err;
                cr_assert_lt(n, 3000);
                cw_memory_fail_at(n);
                status = cw_count(&path, 1, &o, &counts, &err);
                cw_memory_fail_at(0);
                cr_assert(status == CW_OK || status == CW_E_MEMORY, "%ld: %s", n, err.message);
                if (status == CW_OK)
                        cr_expect_str_eq(cw_counts_label(counts, 1).name, "B-X");
                cw_counts_free(&counts);
        }
}

/* ---- the real one -------------------------------------------------------------------------------------------------- */

/* Equal to the same corpus as CoNLL text. */
Test(dataset_folder_truth, lener_br)
{
        static const char *const splits[][2] = {{"train", "train"}, {"validation", "dev"}, {"test", "test"}};
        char folder[PATH_MAX], path[PATH_MAX + 100];
        const char *set = getenv("CW_SHARED_DATA");
        if (realpath(set != NULL ? set : "../shared/data", folder) == NULL)
                cr_skip_test("no real data (CW_SHARED_DATA)");
        snprintf(path, sizeof(path), "%s/arrow-lener-br/truth.json", folder);
        json_t *truth = json_load_file(path, 0, NULL);
        if (truth == NULL)
                cr_skip_test("no arrow-lener-br there");
        snprintf(path, sizeof(path), "%s/arrow-lener-br/dataset", folder);
        const char *one = path;
        struct cw_read_options o;
        cw_read_options_init(&o);
        cw_counts *counts = NULL;
        struct cw_error err;
        cr_expect_eq(cw_count(&one, 1, &o, &counts, &err), CW_E_DATA);
        cr_expect_not_null(strstr(err.message, "the splits train, validation and test"), "%s", err.message);
        for (size_t i = 0; i < CW_ARRAY_LEN(splits); i++) {
                char name[100];
                uint64_t n = 0;
                o.split = splits[i][0];
                cr_assert_eq(cw_count(&one, 1, &o, &counts, &err), CW_OK, "%s", err.message);
                snprintf(name, sizeof(name), "dataset/%s/data-00000-of-00001.arrow", splits[i][0]);
                const json_t *file = json_object_get(json_object_get(truth, "files"), name);
                const json_t *list_truth =
                        json_object_get(json_object_get(json_object_get(file, "lists"), "ner_tags"), "counts");
                cr_assert_gt(json_object_size(list_truth), 0);
                for (size_t l = 0; l < cw_counts_n_labels(counts); l++) {
                        const struct cw_label_count c = cw_counts_label(counts, l);
                        snprintf(name, sizeof(name), "%lld", (long long)c.id);
                        cr_expect_eq(c.tokens, (uint64_t)json_integer_value(json_object_get(list_truth, name)), "%s",
                                     name);
                        n += c.tokens > 0;
                }
                cr_expect_eq(n, json_object_size(list_truth));
                cr_expect_str_eq(cw_counts_label(counts, 5).name, "B-TEMPO");
                cw_counts_free(&counts);
        }
        json_decref(truth);
}
