/* SPDX-License-Identifier: MIT */
/*
 * What the tests of label maps share: parse a text, expect these names, or a sentence that says these words.
 */
#ifndef CW_TESTS_LABEL_MAP_CHECK_H
#define CW_TESTS_LABEL_MAP_CHECK_H

#include "labels/label_map.h"

#include <criterion/criterion.h>
#include <string.h>

/** Parses and compares with `names`, which are joined by '|'. */
static inline void
expect_names(const char *source, const char *text, const char *names)
{
        struct cw_label_map *map;
        struct cw_error err = {.message = ""};
        char joined[4096] = "";
        cr_assert_eq(cw_label_map_parse(text, strlen(text), source, &map, &err), CW_OK, "%s", err.message);
        for (size_t i = 0; i < map->n; i++) {
                int64_t id = -1;
                cr_assert(cw_label_map_find(map, map->names[i], strlen(map->names[i]), &id));
                cr_assert_eq(id, (int64_t)i);
                strcat(joined, i > 0 ? "|" : "");
                strcat(joined, map->names[i]);
        }
        cr_assert_str_eq(joined, names);
        cr_assert_str_eq(map->source, source);
        cw_label_map_free(&map);
        cr_assert_null(map);
}

/** Parses and expects CW_E_DATA, every one of `words` (joined by '|') in the sentence, and the line (0: none). */
static inline void
expect_error(const char *source, const char *text, const char *words, uint64_t line)
{
        struct cw_label_map *map = (struct cw_label_map *)(uintptr_t)1;
        struct cw_error err = {.message = ""};
        char copy[1024], *rest = NULL;
        cr_assert_eq(cw_label_map_parse(text, strlen(text), source, &map, &err), CW_E_DATA, "%s was read", text);
        cr_assert_null(map);
        cr_assert_lt(strlen(words), sizeof(copy));
        strcpy(copy, words);
        for (char *word = strtok_r(copy, "|", &rest); word != NULL; word = strtok_r(NULL, "|", &rest))
                cr_assert_not_null(strstr(err.message, word), "no <%s> in <%s>", word, err.message);
        cr_assert_null(strchr(err.message, '\n'));
        cr_assert_eq(err.row, line, "line %llu in <%s>", (unsigned long long)err.row, err.message);
}

#endif
