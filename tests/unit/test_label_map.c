/* SPDX-License-Identifier: MIT */
/*
 * The label map itself: made from names, asked by name, compared with another; loaded from a file; and memory that runs
 * out at each allocation of each way to make one.
 */
#include "base/memory.h"
#include "label_map_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static struct cw_label_map *
make(const char *source, const char *a, const char *b, const char *c, const char *d)
{
        const char *const names[] = {a, b, c, d};
        struct cw_label_map *map;
        size_t n = 0;
        while (n < 4 && names[n] != NULL)
                n++;
        cr_assert_eq(cw_label_map_from_names(names, n, source, &map, NULL), CW_OK);
        return map;
}

Test(label_map, names_are_found_byte_for_byte)
{
        struct cw_label_map *map = make("x", "O", "B-PER", "", "a b");
        int64_t id = -1;
        cr_assert(cw_label_map_find(map, "B-PERSON", 5, &id));
        cr_assert_eq(id, 1);
        cr_assert(cw_label_map_find(map, "", 0, &id));
        cr_assert_eq(id, 2);
        cr_assert_not(cw_label_map_find(map, "B-PE", 4, &id));
        cr_assert_not(cw_label_map_find(map, "B-PERS", 6, &id));
        cr_assert_not(cw_label_map_find(map, "b-per", 5, &id));
        cr_assert_not(cw_label_map_find(map, "O\0", 2, &id));
        cr_assert_eq(id, 2, "not touched where nothing is found");
        cw_label_map_free(&map);
        cw_label_map_free(&map);
        cw_label_map_free(NULL);
}

Test(label_map, an_empty_map_from_names_finds_nothing)
{
        struct cw_label_map *map;
        int64_t id;
        cr_assert_eq(cw_label_map_from_names(NULL, 0, "x", &map, NULL), CW_OK);
        cr_assert_eq(map->n, 0);
        cr_assert_not(cw_label_map_find(map, "O", 1, &id));
        cw_label_map_free(&map);
}

Test(label_map, duplicate_names_are_refused)
{
        const char *const names[] = {"O", "B-X\n", "I-X", "B-X\n"};
        struct cw_label_map *map;
        struct cw_error err;
        cr_assert_eq(cw_label_map_from_names(names, 4, "x", &map, &err), CW_E_DATA);
        cr_assert_null(map);
        cr_assert_str_eq(err.message, "\"B-X?\" has id 1 and id 3; a name has one id");
}

Test(label_map, a_hundred_thousand_labels)
{
        enum { N = 100000, ROUNDS = 20 };
        char **names = malloc(N * sizeof(*names));
        for (size_t i = 0; i < N; i++)
                cr_assert_gt(asprintf(&names[i], "B-TYPE-%zu", i), 0);
        struct cw_label_map *map;
        cr_assert_eq(cw_label_map_from_names((const char *const *)(uintptr_t)names, N, "x", &map, NULL), CW_OK);
        const clock_t start = clock();
        for (size_t round = 0; round < ROUNDS; round++) {
                for (size_t i = 0; i < N; i++) {
                        int64_t id = -1;
                        cr_assert(cw_label_map_find(map, names[i], strlen(names[i]), &id));
                        cr_assert_eq(id, (int64_t)i);
                }
        }
        /* two million lookups; a search through the names would take hours */
        cr_assert_lt((double)(clock() - start) / CLOCKS_PER_SEC, 30.0);
        cw_label_map_free(&map);
        for (size_t i = 0; i < N; i++)
                free(names[i]);
        free(names);
}

Test(label_map, maps_that_agree)
{
        struct cw_label_map *two = make("a", "O", "B", NULL, NULL), *three = make("b", "O", "B", "I", NULL);
        struct cw_label_map *empty = make("c", NULL, NULL, NULL, NULL);
        cr_assert_eq(cw_label_map_agree(two, two, NULL), CW_OK);
        cr_assert_eq(cw_label_map_agree(two, three, NULL), CW_OK);
        cr_assert_eq(cw_label_map_agree(three, two, NULL), CW_OK);
        cr_assert_eq(cw_label_map_agree(three, empty, NULL), CW_OK);
        cw_label_map_free(&two);
        cw_label_map_free(&three);
        cw_label_map_free(&empty);
}

static void
expect_disagreement(struct cw_label_map *wanted, struct cw_label_map *data, const char *sentence)
{
        struct cw_error err = {.message = ""};
        cr_assert_eq(cw_label_map_agree(wanted, data, &err), CW_E_DATA);
        cr_assert_str_eq(err.message, sentence);
        cw_label_map_free(&wanted);
        cw_label_map_free(&data);
}

Test(label_map, a_disagreement_says_of_what_kind_it_is)
{
        expect_disagreement(make("m.json", "O", "B", "I", "S"), make("x", "O", "I", "S", "B"),
                            "label names disagree: id 1 is \"B\" in m.json but \"I\" in the data, id 2 is \"I\" but "
                            "\"S\"; the 4 names are the same in another order (a permutation); use the map that the "
                            "data was labelled with");
        expect_disagreement(make("m.json", "O", "B", "I", NULL), make("x", "O", "I", NULL, NULL),
                            "label names disagree: id 1 is \"B\" in m.json but \"I\" in the data; the data lacks "
                            "\"B\"; use the map that the data was labelled with");
        expect_disagreement(make("m.json", "O", "B", NULL, NULL), make("x", "X", "O", "B", "Y"),
                            "label names disagree: id 0 is \"O\" in m.json but \"X\" in the data, id 1 is \"B\" but "
                            "\"O\"; m.json lacks \"X\" and 1 more; use the map that the data was labelled with");
        expect_disagreement(make("m.json", "O", "b", NULL, NULL), make("x", "O", "B", NULL, NULL),
                            "label names disagree: id 1 is \"b\" in m.json but \"B\" in the data; the data lacks "
                            "\"b\"; m.json lacks \"B\"; use the map that the data was labelled with");
}

Test(label_map, long_names_fit_a_sentence)
{
        char a[4096], b[4096], source[4096];
        struct cw_error err;
        memset(a, 'a', sizeof(a));
        memset(b, '\xC3', sizeof(b)); /* no whole character anywhere */
        memset(source, 's', sizeof(source));
        a[4095] = b[4095] = source[4095] = '\0';
        struct cw_label_map *x = make(source, a, b, NULL, NULL), *y = make(source, b, a, NULL, NULL);
        cr_assert_eq(cw_label_map_agree(x, y, &err), CW_E_DATA);
        cr_assert_not_null(strstr(err.message, "aaa...\""));
        cr_assert_not_null(strstr(err.message, "permutation"));
        cw_label_map_free(&x);
        cw_label_map_free(&y);
}

Test(label_map, names_are_cut_between_characters)
{
        /* 59 bytes, then a character of three: the cut falls into it */
        expect_error("x",
                     "[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xE2\x82\xAC\", "
                     "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xE2\x82\xAC\"]",
                     "aaa...\" has id 0 and id 1", 0);
}

/* ---- files ------------------------------------------------------------------------------------------------ */

static void
write_file(char *path, const char *text)
{
        const int fd = mkstemp(path);
        cr_assert_geq(fd, 0);
        cr_assert_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
        close(fd);
}

Test(label_map, load)
{
        char path[] = "/tmp/cw-label-map-XXXXXX";
        struct cw_label_map *map;
        struct cw_error err;
        write_file(path, "O\nB-PER\n");
        cr_assert_eq(cw_label_map_load(path, &map, &err), CW_OK);
        cr_assert_eq(map->n, 2);
        cr_assert_str_eq(map->source, path);
        cw_label_map_free(&map);
        unlink(path);
}

Test(label_map, errors_of_a_file_name_it)
{
        char path[] = "/tmp/cw-label-map-XXXXXX", expected[256];
        struct cw_label_map *map;
        struct cw_error err;
        write_file(path, "O\n\nB\n");
        cr_assert_eq(cw_label_map_load(path, &map, &err), CW_E_DATA);
        cr_assert_null(map);
        snprintf(expected, sizeof(expected), "%s: line 2: expected a label", path);
        cr_assert_eq(strncmp(err.message, expected, strlen(expected)), 0, "%s", err.message);
        cr_assert_eq(cw_label_map_load(path, &map, NULL), CW_E_DATA);
        unlink(path);

        cr_assert_eq(cw_label_map_load(path, &map, &err), CW_E_IO);
        snprintf(expected, sizeof(expected), "%s: cannot be opened: ", path);
        cr_assert_eq(strncmp(err.message, expected, strlen(expected)), 0, "%s", err.message);
        cr_assert_eq(cw_label_map_load("/tmp", &map, &err), CW_E_IO);
        cr_assert_not_null(strstr(err.message, "/tmp: is a folder"));
        cr_assert_eq(cw_label_map_load("/proc/self/mem", &map, &err), CW_E_IO);
        cr_assert_not_null(strstr(err.message, "/proc/self/mem: cannot be read: "));
        cr_assert_eq(cw_label_map_load("/dev/zero", &map, &err), CW_E_DATA);
        cr_assert_not_null(strstr(err.message, "16 MiB"));
}

/* ---- out of memory ---------------------------------------------------------------------------------------- */

Test(label_map, every_allocation_may_fail)
{
        static const char *const texts[] = {
                "O\nB-PER\nI-PER\n",
                "[\"O\", \"B-PER\"]",
                "{\"id2label\": {\"0\": \"O\", \"1\": \"B\", \"-100\": \"I\"}, \"label2id\": {\"B\": 1, \"O\": 0, "
                "\"P\": -1}}",
                "{\"a\": {\"id2label\": {\"0\": \"O\"}}, \"b\": {\"id2label\": {\"0\": \"O\"}}}",
                "---\na: &x\n  class_label:\n    names: [O, B]\nb: *x\nc:\n  class_label: {names: {'0': O, '1': "
                "B}}\n---\n",
                "[id2label]\n0 = \"O\"\n1 = \"B\"\n",
        };
        for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
                cw_status status = CW_E_MEMORY;
                long k = 0;
                while (status != CW_OK) {
                        struct cw_label_map *map;
                        struct cw_error err;
                        cw_memory_fail_at(++k);
                        status = cw_label_map_parse(texts[i], strlen(texts[i]), "x", &map, &err);
                        cw_memory_fail_at(0);
                        cr_assert(status == CW_OK || status == CW_E_MEMORY, "%s: %s", texts[i], err.message);
                        cr_assert_eq(status == CW_OK, map != NULL);
                        cw_label_map_free(&map);
                }
                cr_assert_gt(k, 5, "text %zu", i);
        }
}

Test(label_map, loading_may_run_out_of_memory)
{
        char path[] = "/tmp/cw-label-map-XXXXXX";
        cw_status status = CW_E_MEMORY;
        write_file(path, "O\nB-PER\n");
        for (long k = 1; status != CW_OK; k++) {
                struct cw_label_map *map;
                struct cw_error err;
                cw_memory_fail_at(k);
                status = cw_label_map_load(path, &map, &err);
                cw_memory_fail_at(0);
                cr_assert(status == CW_OK || (status == CW_E_MEMORY && strstr(err.message, path) == err.message));
                cw_label_map_free(&map);
        }
        unlink(path);
}
