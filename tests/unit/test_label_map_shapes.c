/* SPDX-License-Identifier: MIT */
/*
 * Every file shape of a label map, told apart by content, and what is wrong with the ones that are wrong.
 */
#include "label_map_check.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

Test(label_map_shapes, config_json)
{
        expect_names("config.json", "{\"id2label\": {\"0\": \"O\", \"1\": \"B-PER\"}, \"num_labels\": 2}", "O|B-PER");
        expect_names("config.json", "{\"label2id\": {\"B-PER\": 1, \"O\": 0}, \"model_type\": \"bert\"}", "O|B-PER");
        expect_names("x", "{\"id2label\": [\"O\", \"B-PER\"]}", "O|B-PER");
        expect_names("x",
                     "{\"id2label\": {\"1\": \"B-PER\", \"0\": \"O\"}, \"label2id\": {\"O\": 0, \"B-PER\": \"1\"}}",
                     "O|B-PER");
        /* a default that was never filled in is no disagreement; nor is an integer that only Python can hold */
        expect_names("x", "{\"id2label\": {}, \"label2id\": {\"O\": 0}, \"n\": 1000000000000000019884624838656}", "O");
        expect_names("x", "{\"id2label\": null, \"label2id\": {\"O\": 0}}", "O");
}

Test(label_map_shapes, both_maps_of_a_config_must_agree)
{
        expect_error("c", "{\"id2label\": {\"0\": \"O\", \"1\": \"A\"}, \"label2id\": {\"O\": 1, \"A\": 0}}",
                     "id2label and label2id disagree|id 0 is \"O\" in id2label but \"A\" in label2id", 0);
        expect_error("c", "{\"id2label\": {\"0\": \"O\", \"1\": \"A\"}, \"label2id\": {\"O\": 0}}",
                     "id 1 is \"A\" in id2label and missing in label2id", 0);
        expect_error("c", "{\"id2label\": {\"0\": \"O\"}, \"label2id\": {\"O\": 0, \"A\": 1}}",
                     "id 1 is \"A\" in label2id and missing in id2label", 0);
}

Test(label_map_shapes, maps_below_a_task)
{
        const char *text = "{\"pii\": {\"label2id\": {\"O\": 0, \"B-PS,\": 1}, \"id2label\": {\"0\": \"O\", "
                           "\"1\": \"B-PS,\", \"-100\": \"IGNORE\"}}, \"coref\": {\"id2label\": {\"0\": \"NO\"}}}";
        struct cw_label_map *map;
        int64_t id = 0;
        expect_names("label_mappings.json", text, "O|B-PS,");
        cr_assert_eq(cw_label_map_parse(text, strlen(text), "x", &map, NULL), CW_OK);
        cr_assert_eq(map->n_ignored, 1);
        cr_assert_eq(map->ignored[0], -100);
        cr_assert_str_eq(map->ignored_names[0], "IGNORE");
        cr_assert(cw_label_map_find(map, "IGNORE", 6, &id));
        cr_assert_eq(id, -100);
        cw_label_map_free(&map);
        expect_error("x", "{\"a\": {\"id2label\": {\"0\": \"O\"}}, \"b\": {\"id2label\": {\"0\": \"X\"}}}",
                     "a and b disagree|id 0 is \"O\" in a but \"X\" in b", 0);
}

Test(label_map_shapes, ignored_ids_of_both_maps_are_joined)
{
        const char *text = "{\"id2label\": {\"0\": \"O\", \"-100\": \"IGNORE\", \"-1\": \"PAD\"}, "
                           "\"label2id\": {\"O\": 0, \"IGNORE\": -100, \"SKIP\": -7}}";
        static const int64_t ids[] = {-100, -7, -1};
        static const char *const names[] = {"IGNORE", "SKIP", "PAD"};
        struct cw_label_map *map;
        cr_assert_eq(cw_label_map_parse(text, strlen(text), "x", &map, NULL), CW_OK);
        cr_assert_eq(map->n_ignored, 3);
        for (size_t i = 0; i < 3; i++) {
                cr_assert_eq(map->ignored[i], ids[i]);
                cr_assert_str_eq(map->ignored_names[i], names[i]);
        }
        cw_label_map_free(&map);
        expect_error("x", "{\"id2label\": {\"0\": \"O\", \"-100\": \"A\"}, \"label2id\": {\"O\": 0, \"B\": -100}}",
                     "id -100 is \"A\" and \"B\"", 0);
        expect_error("x", "{\"O\": 0, \"A\": 1, \"-\": -100, \"B\": -100}", "id -100 is \"-\" and \"B\"", 0);
}

#define ONE_COLUMN(kind)                                                                                      \
        "{\"features\": {\"id\": {\"dtype\": \"string\", \"_type\": \"Value\"}, \"ner_tags\": {\"feature\": " \
        "{\"names\": "                                                                                        \
        "[\"O\", \"B\"], \"_type\": \"ClassLabel\"}, \"_type\": \"" kind "\"}}}"

Test(label_map_shapes, dataset_info_json)
{
        expect_names("dataset_info.json", ONE_COLUMN("Sequence"), "O|B");
        expect_names("dataset_info.json", ONE_COLUMN("List"), "O|B");
        /* a list as brackets; below the name of a configuration; as Arrow's metadata has it */
        expect_names("x", "{\"features\": {\"t\": [{\"names\": [\"O\", \"B\"], \"_type\": \"ClassLabel\"}]}}", "O|B");
        expect_names("x", "{\"conf\": {\"features\": {\"t\": {\"names\": [\"O\"], \"_type\": \"ClassLabel\"}}}}", "O");
        expect_names("x", "{\"info\": {\"features\": {\"t\": {\"names\": [\"O\"], \"_type\": \"ClassLabel\"}}}}", "O");
        expect_error("x", "{\"features\": {\"t\": {\"names\": null, \"_type\": \"ClassLabel\"}}}", "holds no label map",
                     0);
}

#define THREE_COLUMNS(second)                                                                                      \
        "{\"features\": {\"pos_tags\": {\"feature\": {\"names\": [\"NN\"], \"_type\": \"ClassLabel\"}}, \"" second \
        "\": "                                                                                                     \
        "{\"feature\": {\"names\": [\"O\", \"B\"], \"_type\": \"ClassLabel\"}}, \"topic\": {\"names\": [\"T\"], "  \
        "\"_type\": \"ClassLabel\"}}}"

Test(label_map_shapes, columns_of_custom_then_lists_are_preferred)
{
        expect_names("x", THREE_COLUMNS("ner_tags"), "O|B");
        expect_names("x", THREE_COLUMNS("pii_labels"), "O|B");
        expect_error("x", THREE_COLUMNS("other"), "pos_tags and other disagree", 0);
        expect_names("x",
                     "{\"features\": {\"topic\": {\"names\": [\"T\"], \"_type\": \"ClassLabel\"}, \"x\": {\"feature\": "
                     "{\"names\": [\"O\"], \"_type\": \"ClassLabel\"}}}}",
                     "O");
}

#define CARD(ending)                                 \
        "---\n"                                      \
        "license: mit\n"                             \
        "dataset_info:\n"                            \
        "- config_name: es\n"                        \
        "  features:\n"                              \
        "  - name: tokens\n"                         \
        "    sequence: string\n"                     \
        "  - name: ner_tags\n"                       \
        "    sequence:\n"                            \
        "      class_label:\n"                       \
        "        names:\n"                           \
        "          '0': O\n"                         \
        "          '1': NO\n"                        \
        "          '2': B-PS,\n"                     \
        "- config_name: nl\n"                        \
        "  features:\n"                              \
        "  - name: ner_tags\n"                       \
        "    list:\n"                                \
        "      class_label:\n"                       \
        "        names: [O, NO, 'B-PS" ending "']\n" \
        "---\n"                                      \
        "# Card\n"                                   \
        "\t: not [ YAML } at all\n"

Test(label_map_shapes, dataset_card)
{
        expect_names("README.md", CARD(","), "O|NO|B-PS,");
        expect_names("x", CARD(","), "O|NO|B-PS,");
        expect_error("README.md", CARD(""), "es.ner_tags and nl.ner_tags disagree|\"B-PS,\" in es|\"B-PS\" in nl", 0);
        expect_names("README.md",
                     "---\r\ndataset_info:\r\n  features:\r\n  - name: l\r\n    dtype:\r\n      class_label:\r\n"
                     "        names:\r\n          '0': a b\r\n          '1': \xC3\xA9\r\n---\r\n",
                     "a b|\xC3\xA9");
        expect_error("README.md", "# A card without front matter\n", "front matter", 0);
        expect_error("README.md", "---\nlicense: mit\n---\n", "holds no label map", 0);
}

Test(label_map_shapes, yaml)
{
        expect_names("map.yaml", "label2id:\n  O: 0\n  B: 1\n", "O|B");
        expect_names("map.yml", "- O\n- B\n", "O|B");
        /* one list, used twice by its anchor */
        expect_names("x.yaml",
                     "a:\n  features:\n  - name: t\n    class_label: &c\n      names: [O, B]\n"
                     "b:\n  features:\n  - name: t\n    class_label: *c\n",
                     "O|B");
        expect_error("x.yaml", "names:\n  '0': O\n  '1': B\n  '0': C\n", "\"0\" is there twice|line 2 and on line 4",
                     0);
        expect_error("x.yaml", "a: [1,\nb: }\n", "not valid YAML", 2);
        expect_error("x.yaml", "a: *nowhere\n", "*nowhere has no anchor", 1);
        expect_error("x.yaml", "a: &a [*a]\n", "*a has no anchor", 1);
        expect_error("x.yaml", "# tags\n\n%TAG ! tag:x\n---\n- O\n", "directive", 3);
        expect_error("x.yaml", "- O\n-\n", "a name in quotes for id 1", 0);
}

Test(label_map_shapes, odd_yaml)
{
        char text[1 << 16];
        expect_error("x.yaml", "a: 1\nb: 2\nc:\nb: 3\n", "\"b\" is there twice|line 2 and on line 4", 0);
        expect_error("x.yaml", "a: 1\n? [b]\n: 2\n", "expected a plain key", 2);
        expect_error("x.yaml", "\"a\\0b\": 1\n", "NUL character", 1);
        expect_error("x.yaml", "[\"a\\0b\"]\n", "the name of id 0 holds a NUL", 0);
        expect_error("x.yaml", "# nothing\n", "holds nothing", 0);
        expect_error("x", "---\n- O\n- O\n", "\"O\" has id 0 and id 1", 0); /* front matter without an end */
        /* levels add up through aliases, each of which is one deeper than the one before */
        size_t n = (size_t)sprintf(text, "a0: &a0 [x]\n");
        for (int i = 1; i < 70; i++)
                n += (size_t)sprintf(text + n, "a%d: &a%d [*a0, *a%d]\n", i, i, i - 1);
        expect_error("x.yaml", text, "nested deeper than 64 levels", 64);
        n = 0;
        for (int i = 0; i < 1001; i++)
                n += (size_t)sprintf(text + n, "- &a%d x\n", i);
        expect_error("x.yaml", text, "more than 1000 anchors", 0);
}

Test(label_map_shapes, thousands_of_maps_in_one_file)
{
        enum { N = 4097 };
        char *text = malloc(N * 64);
        size_t n = (size_t)sprintf(text, "{");
        for (int i = 0; i < N; i++)
                n += (size_t)sprintf(text + n, "%s\"%d\\n\": {\"id2label\": {\"0\": \"%c\"}}", i > 0 ? ", " : "", i,
                                     i == 1 ? 'B' : 'O');
        strcpy(text + n, "}");
        expect_error("x", text, "more than 4096 label maps", 0);
        text[n / 2] = '\0';
        strcpy(strrchr(text, ','), "}");
        expect_error("x", text, "0? and 1? disagree|\"O\" in 0? but \"B\" in 1?", 0);
        free(text);
}

Test(label_map_shapes, an_alias_bomb_is_refused)
{
        char text[4096] = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < 30; i++) {
                size_t n = strlen(text);
                n += (size_t)sprintf(text + n, "a%d: &a%d [", i, i);
                for (int k = 0; k < 10; k++)
                        n += (size_t)sprintf(text + n, "*a%d, ", i - 1);
                strcpy(text + n, "]\n");
        }
        expect_error("x.yaml", text, "more than 4000000 values", 0);
}

Test(label_map_shapes, plain_json)
{
        expect_names("x", "[\"O\", \"B-PER\", \"a b\", \"\\u00e9\"]", "O|B-PER|a b|\xC3\xA9");
        expect_names("x", "{\"O\": 0, \"B\": 1.0, \"I\": \"2\"}", "O|B|I");
        expect_names("x", "{\"1\": \"B\", \"00\": \"O\"}", "O|B");
        expect_names("x", "{\"0\": \"1\", \"1\": \"0\"}", "1|0");
        expect_names("x", "{\"labels\": [\"O\", \"B\"], \"version\": 3}", "O|B");
        expect_names("x", " \n {\"label_list\": {\"O\": 0}}", "O");
        expect_names("x", "[\"\", \"O\"]", "|O");
        expect_error("x", "[\"O\", 1]", "a name in quotes for id 1", 0);
        expect_error("x", "{\"O\": 0, \"B\": 0.5}", "as the id of \"B\"", 0);
        expect_error("x", "{\"O\": 0, \"B\": true}", "as the id of \"B\"", 0);
        expect_error("x", "{\"O\": 0, \"B\": \"one\"}", "as the id of \"B\"", 0);
        expect_error("x", "{\"id2label\": {\"0\": \"O\", \"x\": \"B\"}}", "expected an id, found \"x\"", 0);
        expect_error("x.json", "\"O\"", "no valid JSON", 1);
        expect_error("x", "{\"O\": 0,\n \"B\" 1}", "no valid JSON", 2);
        expect_error("x", "{\"O\\u0000\": 0}", "no valid JSON", 1);
}

Test(label_map_shapes, a_json_key_that_is_there_twice)
{
        expect_error("x", "{\"O\":0,\"O\":1}",
                     "\"O\" is there twice, 0 on line 1 (column 2) and 1 on line 1 (column 8)", 0);
        expect_error("x", "{\"id2label\":\n {\"0\":\"O\",\n  \"0\":\"B\"}}",
                     "\"0\" is there twice, \"O\" on line 2 (column 3) and \"B\" on line 3 (column 3)", 0);
        /* escaped differently, with the same key in other objects around it */
        expect_error("x", "{\"a\": {\"AB\": [\"AB\", {\"AB\": 2}]},\n \"\\u0041B\": 0, \"c\": [\"AB\"],\n \"AB\": 1}",
                     "\"AB\" is there twice, 0 on line 2 (column 2) and 1 on line 3 (column 2)", 0);
        expect_error("x", "{\"\xC3\xA9\xC3\xA9\": 0, \"\xC3\xA9\xC3\xA9\": {",
                     "(column 2)|an object on line 1 (column 11)", 0);
}

Test(label_map_shapes, counts_file)
{
        expect_names("counts.json",
                     "{\"format\": \"counterweight-counts\", \"version\": 1, \"tokens\": 6, \"labels\": ["
                     "{\"id\": 0, \"name\": \"O\", \"tokens\": 5}, {\"id\": 1, \"name\": \"B\", \"tokens\": 0}, "
                     "{\"id\": 57, \"name\": null, \"tokens\": 1}], \"ignored_ids\": {\"-100\": 2}}",
                     "O|B");
        expect_error("counts.json",
                     "{\"format\": \"counterweight-counts\", \"labels\": [{\"id\": 0, \"name\": null, \"tokens\": 5}]}",
                     "label map is empty", 0);
        expect_error("x", "{\"labels\": [{\"id\": 0, \"name\": \"O\"}, {\"name\": \"B\"}]}", "entry 2", 0);
}

Test(label_map_shapes, toml)
{
        expect_names("l.toml", "[label2id]\nO = 0\n\"B-PER\" = 1\n", "O|B-PER");
        expect_names("l", "# labels\n\n[id2label] # them\n0 = \"O\"\n1 = 'B-PER'\n", "O|B-PER");
        expect_names("l", "[labels]\r\nO = 0\r\nB = 1\r\n", "O|B");
        expect_names("l", "labels = [\"O\",\n  \"B\", # the second\n]\n", "O|B");
        expect_names("l", "\"a b\" = 0\n'O' = 1\n", "a b|O");
        expect_names("l", "'a\nO\n", "'a|O");
        expect_names("l", "#\n", "#");
        expect_names("l", "O = 0\n\"a.b\" = 1\n", "O|a.b");
        expect_names("l", "\xEF\xBB\xBF[pii.id2label]\n0 = \"O\"\n-100 = \"IGNORE\"\n", "O");
        expect_error("l.toml", "[id2label]\n0 = \"O\"\n0 = \"B\"\n", "second time|line 2", 3);
        expect_error("l.toml", "O\nB\n", "=", 1);
        expect_error("l.toml", "[label2id]\nO = 0\nB = 1.5\n", "as the id of \"B\"", 0);
        expect_error("l.toml", "O = 0\n\"B\\u0000\" = 1\n", "NUL", 0);
}

Test(label_map_shapes, a_name_a_line)
{
        expect_names("labels.txt", "O\nB-PER\nI-PER", "O|B-PER|I-PER");
        expect_names("labels.txt", "\xEF\xBB\xBFO\r\nB-PS,\r\n\r\n  \n", "O|B-PS,");
        expect_names("labels", "[PAD]\n[CLS]\nO\n", "[PAD]|[CLS]|O");
        expect_names("labels.txt", "Person=3\nPerson=1\n", "Person=3|Person=1");
        expect_names("labels", "Case=Nom|Number=Sing\nCase=Acc\n", "Case=Nom|Number=Sing|Case=Acc");
        expect_names("labels", "#\n a b\t\n\xE9\n", "#| a b\t|\xE9");
        expect_error("labels.txt", "O\n\nB\n", "blank line", 2);
        expect_error("labels.txt", "\nO\n", "blank line", 1);
        expect_error("labels.txt", "O\nB\nI\nB\n", "\"B\" stands on line 2 and on line 4", 0);
}

Test(label_map_shapes, what_is_no_label_map)
{
        struct cw_error err;
        struct cw_label_map *map;
        expect_error("x", "", "empty file", 0);
        expect_error("x", " \n\r\n", "empty file", 0);
        expect_error("x", "\xEF\xBB\xBF", "empty file", 0);
        expect_error("x", "{\"a\": {\"b\": 1}, \"license\": \"mit\"}", "holds no label map|id2label", 0);
        expect_error("x", "{}", "label map is empty", 0);
        expect_error("x", "[]", "label map is empty", 0);
        expect_error("x", "{\"id2label\": {}}", "label map is empty", 0);
        expect_error("x", "{\"id2label\": {\"-100\": \"IGNORE\"}}", "label map is empty", 0);
        expect_error("x", "\xFF\xFEO", "UTF-16", 0);
        cr_assert_eq(cw_label_map_parse("O\nB\0\n", 5, "x", &map, &err), CW_E_DATA);
        cr_assert_not_null(strstr(err.message, "NUL byte at byte 3"));
        cr_assert_eq(cw_label_map_parse(NULL, 0, "x", &map, &err), CW_E_DATA);
}

Test(label_map_shapes, ids_without_holes)
{
        expect_error("x", "{\"A\": 0, \"B-X\": 2, \"I-X\": 4, \"C\": 1}", "id 3 is missing: 2 is \"B-X\", 4 is \"I-X\"",
                     0);
        expect_error("x", "{\"O\": 1, \"B\": 2}", "id 0 is missing: the lowest is 1, \"O\"", 0);
        expect_error("x", "{\"0\": \"O\", \"00\": \"B\"}", "id 0 is \"B\" and \"O\"", 0);
        expect_error("x", "{\"0\": \"O\", \"00\": \"O\"}", "id 0 is there twice, both times as \"O\"", 0);
        expect_error("x", "{\"O\": 0, \"B\": 0}", "id 0 is \"B\" and \"O\"", 0);
        expect_error("x", "[\"O\", \"A\", \"O\"]", "\"O\" has id 0 and id 2", 0);
        expect_error("x", "{\"id2label\": {\"0\": \"O\", \"1\": \"O\"}}", "\"O\" has id 0 and id 1", 0);
        expect_error("x", "{\"id2label\": {\"0\": \"O\", \"-100\": \"O\"}}", "\"O\" has id 0 and id -100", 0);
        expect_error("x", "{\"O\": 0, \"B\": 10000001}", "\"B\" has id 10000001", 0);
        expect_error("x", "{\"id2label\": {\"99999999999999999999999999\": \"O\"}}", "\"O\" has id", 0);
}

Test(label_map_shapes, bounds)
{
        enum { LARGE = 17 << 20, DEEP = 3000 };
        struct cw_label_map *map;
        struct cw_error err;
        char *text = malloc(LARGE);
        memset(text, 'x', LARGE);
        cr_assert_eq(cw_label_map_parse(text, LARGE, "x", &map, &err), CW_E_DATA);
        cr_assert_not_null(strstr(err.message, "16 MiB"));
        memset(text, ',', 3 << 20);
        text[0] = '{';
        cr_assert_eq(cw_label_map_parse(text, 3 << 20, "x.json", &map, &err), CW_E_DATA);
        cr_assert_not_null(strstr(err.message, "more than 2000000 values"));
        cr_assert_eq(cw_label_map_parse(text, 3 << 20, "x.toml", &map, &err), CW_E_DATA);
        cr_assert_not_null(strstr(err.message, "more than 2000000 values"));
        for (size_t i = 0; i < 5 << 20; i += 2)
                memcpy(text + i, "-\n", 2);
        cr_assert_eq(cw_label_map_parse(text, 5 << 20, "x.yaml", &map, &err), CW_E_DATA);
        for (size_t i = 0; i < DEEP; i++)
                text[i] = '[';
        cr_assert_eq(cw_label_map_parse(text, DEEP, "x.json", &map, &err), CW_E_DATA);
        cr_assert_eq(cw_label_map_parse(text, DEEP, "x.yaml", &map, &err), CW_E_DATA);
        memset(text, '[', 100);
        memset(text + 100, ']', 100);
        cr_assert_eq(cw_label_map_parse(text, 200, "x.json", &map, &err), CW_E_DATA);
        cr_assert_not_null(strstr(err.message, "nested deeper than 64 levels"), "%s", err.message);
        cr_assert_eq(cw_label_map_parse(text, 200, "x.yaml", &map, &err), CW_E_DATA);
        cr_assert_not_null(strstr(err.message, "nested deeper than 64 levels"), "%s", err.message);
        memcpy(text, "a =", 3);
        cr_assert_eq(cw_label_map_parse(text, 197, "x.toml", &map, &err), CW_E_DATA);
        free(text);
}

Test(label_map_shapes, real_dataset_info)
{
        const char *folder = getenv("CW_SHARED_DATA");
        char pattern[4096];
        glob_t files;
        snprintf(pattern, sizeof(pattern), "%s/arrow-lener-br/dataset/*/dataset_info.json",
                 folder != NULL ? folder : "../shared/data");
        if (glob(pattern, 0, NULL, &files) != 0)
                cr_skip_test("no %s", pattern);
        cr_assert_eq(files.gl_pathc, 3);
        for (size_t i = 0; i < files.gl_pathc; i++) {
                struct cw_label_map *map;
                struct cw_error err;
                int64_t id = 0;
                cr_assert_eq(cw_label_map_load(files.gl_pathv[i], &map, &err), CW_OK, "%s", err.message);
                cr_assert_eq(map->n, 13);
                cr_assert_str_eq(map->names[0], "O");
                cr_assert(cw_label_map_find(map, "I-JURISPRUDENCIA", 16, &id));
                cr_assert_eq(id, 12);
                cw_label_map_free(&map);
        }
        globfree(&files);
}
