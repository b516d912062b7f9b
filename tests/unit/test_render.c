/* SPDX-License-Identifier: MIT */
/*
 * Results as text: each format to the byte for one small result, names that try to break out of their place, and what a
 * JSON library reads back.
 */
#include "base/toml.h"
#include "write_fixture.h"

#include <jansson.h>

static char *
render(const struct cw_weights *weights, cw_output_format format)
{
        char *text;
        size_t n;
        struct cw_error err = {0};
        cr_assert_eq(cw_weights_render(weights, format, NULL, &text, &n, &err), CW_OK, "%s", err.message);
        cr_assert(cw_output_format_is_binary(format) || strlen(text) == n);
        return text;
}

static char *
render_counts(const struct cw_counts *counts, cw_output_format format)
{
        char *text;
        size_t n;
        struct cw_error err = {0};
        cr_assert_eq(cw_counts_render(counts, format, &text, &n, &err), CW_OK, "%s", err.message);
        cr_assert_eq(strlen(text), n);
        return text;
}

/* ---- to the byte ------------------------------------------------------------------------------------------------ */

Test(render, toml)
{
        char *text = render(&sample_weights, CW_OUT_TOML);
        cr_expect_str_eq(text, "[class_weights]\n"
                               "0 = 1.0  # O\n"
                               "1 = 0.31415927  # B-SURNAME\n"
                               "2 = 1.6858407  # B-PS,\n"
                               "3 = 1.0\n"
                               "\n"
                               "[class_weights_info]\n"
                               "scheme = \"inverse_sqrt\"\n"
                               "normalization = \"mean\"\n"
                               "normalizer = 2.5\n"
                               "o_label = \"O\"\n"
                               "o_weight = 1.0\n"
                               "unseen = \"one\"\n"
                               "tokens = 1000\n"
                               "labels_observed = 3\n"
                               "ignored = 40\n"
                               "label_map_hash = \"00112233445566778899aabbccddeeff\"\n"
                               "data_fingerprint = \"ffeeddccbbaa99887766554433221100\"\n"
                               "counterweight_version = \"" CW_VERSION_STRING "\"\n"
                               "command = \"counterweight weights --beta 0.9\"\n");
        cw_free_text(text);
}

Test(render, toml_keeps_parameters_and_leaves_out_what_is_omitted)
{
        struct cw_weights w = sample_weights;
        double weight[] = {0.5, 1, 1, NAN};
        struct cw_counts counts = sample_counts;
        counts.labels_hash = counts.fingerprint = counts.command = NULL;
        counts.totals.tokens = UINT64_MAX;
        w.counts = &counts;
        w.weight = weight;
        w.options.scheme = CW_SCHEME_EFFECTIVE;
        w.options.unseen = CW_UNSEEN_OMIT;
        w.options.o_weight = 0.5;
        char *text = render(&w, CW_OUT_TOML);
        cr_expect_not_null(
                strstr(text, "2 = 1.0  # B-PS,\n\n[class_weights_info]\nscheme = \"effective\"\nbeta = 0.999\n"));
        cr_expect_not_null(strstr(text, "o_weight = 0.5\nunseen = \"omit\"\ntokens = \"18446744073709551615\"\n"));
        cr_expect_null(strstr(text, "command"));
        struct cw_toml *doc;
        cr_expect_eq(cw_toml_parse(text, strlen(text), &doc, NULL), CW_OK);
        cw_toml_free(&doc);
        cw_free_text(text);
}

Test(render, csv)
{
        char *text = render(&sample_weights, CW_OUT_CSV);
        cr_expect_str_eq(text, "id,label,tokens,share,weight\r\n"
                               "0,O,900,0.9,1.0\r\n"
                               "1,B-SURNAME,75,0.075,0.31415927\r\n"
                               "2,\"B-PS,\",25,0.025,1.6858407\r\n"
                               "3,,0,0.0,1.0\r\n");
        cw_free_text(text);
        text = render_counts(&sample_counts, CW_OUT_CSV);
        cr_expect_str_eq(text, "id,label,tokens,share\r\n"
                               "0,O,900,0.9\r\n"
                               "1,B-SURNAME,75,0.075\r\n"
                               "2,\"B-PS,\",25,0.025\r\n"
                               "3,,0,0.0\r\n");
        cw_free_text(text);
}

Test(render, markdown)
{
        char *text = render(&sample_weights, CW_OUT_MARKDOWN);
        cr_expect_str_eq(text, "| id | label     | tokens |     share |     weight |\n"
                               "| --:| --------- | ------:| ---------:| ----------:|\n"
                               "|  0 | O         |    900 | 90.0000 % |        1.0 |\n"
                               "|  1 | B-SURNAME |     75 |  7.5000 % | 0.31415927 |\n"
                               "|  2 | B-PS,     |     25 |  2.5000 % |  1.6858407 |\n"
                               "|  3 |           |      0 |  0.0000 % |        1.0 |\n");
        cw_free_text(text);
}

Test(render, counts_file)
{
        uint64_t first[] = {800, 75, 0, 0}, second[] = {100, 0, 25, 0};
        struct cw_shard_row shards[] = {{(char[]){"a.jsonl"}, first, 40, 40, NULL},
                                        {(char[]){"b.jsonl"}, second, 10, 0, NULL}};
        struct cw_counts counts = sample_counts;
        counts.shard_rows = shards;
        counts.n_shard_rows = 2;
        counts.labels_hash = NULL;
        counts.ids_from_names = true;
        char *text = render_counts(&counts, CW_OUT_JSON);
        cr_expect_str_eq(
                text, "{\n"
                      "  \"format\": \"counterweight-counts\",\n"
                      "  \"version\": 1,\n"
                      "  \"tokens\": 1000,\n"
                      "  \"ignored\": 40,\n"
                      "  \"unknown\": 0,\n"
                      "  \"sequences\": 50,\n"
                      "  \"shards\": 2,\n"
                      "  \"rows_skipped\": 0,\n"
                      "  \"shards_failed\": 0,\n"
                      "  \"id_source\": \"names\",\n"
                      "  \"column\": \"ner_tags\",\n"
                      "  \"labels_hash\": null,\n"
                      "  \"fingerprint\": \"ffeeddccbbaa99887766554433221100\",\n"
                      "  \"command\": \"counterweight weights --beta 0.9\",\n"
                      "  \"inputs\": \"'my data.jsonl'\",\n"
                      "  \"labels\": [\n"
                      "    {\"id\": 0, \"name\": \"O\", \"tokens\": 900},\n"
                      "    {\"id\": 1, \"name\": \"B-SURNAME\", \"tokens\": 75},\n"
                      "    {\"id\": 2, \"name\": \"B-PS,\", \"tokens\": 25},\n"
                      "    {\"id\": 3, \"name\": null, \"tokens\": 0}\n"
                      "  ],\n"
                      "  \"ignored_ids\": {\"-100\": 40},\n"
                      "  \"shard_counts\": [\n"
                      "    {\"name\": \"a.jsonl\", \"sequences\": 40, \"ignored\": 40, \"tokens\": [800, 75, 0, 0]},\n"
                      "    {\"name\": \"b.jsonl\", \"sequences\": 10, \"ignored\": 0, \"tokens\": [100, 0, 25, 0]}\n"
                      "  ]\n"
                      "}\n");
        cw_free_text(text);
}

/* ---- read back -------------------------------------------------------------------------------------------------- */

static json_t *
read_json(char *text)
{
        json_error_t why;
        json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, &why);
        cr_assert_not_null(json, "line %d: %s\n%s", why.line, why.text, text);
        cw_free_text(text);
        return json;
}

Test(render, weights_as_json)
{
        struct cw_weights w = sample_weights;
        double weight[] = {1.0, 1.0 / 3, 0.1 + 0.2, NAN};
        w.weight = weight;
        w.options.scheme = CW_SCHEME_EFFECTIVE;
        w.diagnosis.owner_id = 2;
        w.diagnosis.owner_share = 0.75;
        json_t *json = read_json(render(&w, CW_OUT_JSON));
        cr_expect_str_eq(json_string_value(json_object_get(json, "format")), "counterweight-weights");
        cr_expect_str_eq(json_string_value(json_object_get(json, "scheme")), "effective");
        cr_expect_str_eq(json_string_value(json_object_get(json, "normalization")), "mean");
        cr_expect_eq(json_real_value(json_object_get(json, "normalizer")), 2.5);
        const json_t *parameters = json_object_get(json, "parameters");
        cr_expect_eq(json_real_value(json_object_get(parameters, "beta")), 0.999);
        cr_expect_str_eq(json_string_value(json_object_get(parameters, "unseen")), "one");
        const json_t *labels = json_object_get(json, "labels");
        cr_assert_eq(json_array_size(labels), 4);
        for (size_t i = 0; i < 3; i++)
                cr_expect_eq(json_real_value(json_object_get(json_array_get(labels, i), "weight")), weight[i]);
        cr_expect(json_is_null(json_object_get(json_array_get(labels, 3), "weight")));
        const json_t *diagnosis = json_object_get(json, "diagnosis");
        cr_expect_eq(json_integer_value(json_object_get(diagnosis, "owner_id")), 2);
        cr_expect_eq(json_real_value(json_object_get(diagnosis, "entity_share_weighted")), 0.0625);
        cr_expect_eq(json_integer_value(json_object_get(diagnosis, "labels_observed")), 3);
        json_decref(json);
}

Test(render, nothing_at_all)
{
        struct cw_counts empty = {0};
        json_t *json = read_json(render_counts(&empty, CW_OUT_JSON));
        cr_expect_eq(json_array_size(json_object_get(json, "labels")), 0);
        json_decref(json);
        struct cw_weights w = {.counts = &empty};
        char *text = render(&w, CW_OUT_TOML);
        cr_expect(strncmp(text, "[class_weights]\n\n[class_weights_info]\n", 38) == 0, "%s", text);
        cw_free_text(text);
        text = render_counts(&empty, CW_OUT_MARKDOWN);
        cr_expect_str_eq(text, "| id | label | tokens | share |\n| --:| ----- | ------:| -----:|\n");
        cw_free_text(text);
}

Test(render, large_counts_are_exact)
{
        struct cw_count_row labels[] = {{INT64_MIN, NULL, UINT64_MAX}, {INT64_MAX, NULL, (1u << 31) + 1u}};
        struct cw_counts counts = {.labels = labels, .n_labels = 2, .totals = {.tokens = UINT64_MAX}};
        char *text = render_counts(&counts, CW_OUT_JSON);
        cr_expect_not_null(
                strstr(text, "{\"id\": -9223372036854775808, \"name\": null, \"tokens\": 18446744073709551615}"));
        cr_expect_not_null(strstr(text, "{\"id\": 9223372036854775807, \"name\": null, \"tokens\": 2147483649}"));
        cw_free_text(text);
}

/* ---- hostile names ---------------------------------------------------------------------------------------------- */

static struct cw_count_row odd_labels[] = {
        {0, (char[]){"O"}, 1},
        {1, (char[]){"new\nline\r\t\x01\x7F"}, 1},
        {2, (char[]){"\"quote\" \\ 'x'"}, 1},
        {3, (char[]){"caf\xE9"}, 1},
        {4, (char[]){"caf\xE8"}, 1},
        {5, (char[]){"\xC3\xA9\xF0\x9F\x98\x80 \xE2\x80\xA8"}, 1},
        {6, (char[]){"a|b`*c_d_"}, 1},
        {7, (char[]){"\xED\xA0\x80\xC0\xAF"}, 1},
        {8, (char[]){""}, 1},
        {9, (char[]){"9 = 1\n[x]"}, 1},
};
enum { N_ODD = CW_ARRAY_LEN(odd_labels) };

static struct cw_weights
odd_weights(struct cw_counts *counts)
{
        static double weight[N_ODD], unknown[N_ODD];
        static char command[] = "counterweight \"a\xFF\" $'\\n' \n\t";
        *counts = (struct cw_counts){.labels = odd_labels, .n_labels = N_ODD, .totals = {.tokens = N_ODD}};
        counts->command = command;
        struct cw_weights w = sample_weights;
        w.counts = counts;
        w.weight = weight;
        w.raw = w.low = w.high = unknown;
        return w;
}

Test(render, odd_names_stay_in_their_toml_line)
{
        struct cw_counts counts;
        const struct cw_weights w = odd_weights(&counts);
        char *text = render(&w, CW_OUT_TOML);
        struct cw_toml *doc;
        struct cw_error err = {0};
        cr_assert_eq(cw_toml_parse(text, strlen(text), &doc, &err), CW_OK, "%s", err.message);
        const struct cw_toml_node *table = cw_toml_root(doc)->first_child;
        int64_t n = 0;
        for (const struct cw_toml_node *node = table->first_child; node != NULL; node = node->next, n++)
                cr_expect(node->kind == CW_TOML_FLOAT && atoll(node->key) == n);
        cr_expect_eq(n, N_ODD);
        cr_expect_null(table->next->next);
        cr_expect_str_eq(table->next->last_child->text, "counterweight \"a\xEF\xBF\xBD"
                                                        "FF\" $'\\n' \n\t");
        cr_expect_not_null(strstr(text, "  # new\\x0Aline\\x0D\\x09\\x01\\x7F\n"));
        cw_toml_free(&doc);
        cw_free_text(text);
}

static void
check_hex(const char *hex, const char *bytes)
{
        cr_expect_eq(strlen(hex), 2 * strlen(bytes));
        for (size_t i = 0; i < strlen(bytes); i++) {
                unsigned value = 0;
                cr_expect_eq(sscanf(hex + 2 * i, "%2x", &value), 1);
                cr_expect_eq(value, (unsigned char)bytes[i]);
        }
}

Test(render, odd_names_come_back_from_json)
{
        struct cw_counts counts;
        const struct cw_weights w = odd_weights(&counts);
        json_t *json = read_json(render(&w, CW_OUT_JSON));
        const json_t *labels = json_object_get(json, "labels");
        for (size_t i = 0; i < N_ODD; i++) {
                const json_t *label = json_array_get(labels, i);
                const char *name = json_string_value(json_object_get(label, "name"));
                const char *hex = json_string_value(json_object_get(label, "name_hex"));
                cr_expect_eq(hex != NULL, i == 3 || i == 4 || i == 7);
                if (hex != NULL)
                        check_hex(hex, odd_labels[i].name);
                else
                        cr_expect_str_eq(name, odd_labels[i].name);
                for (size_t k = 0; k < i; k++)
                        cr_expect_str_neq(name, json_string_value(json_object_get(json_array_get(labels, k), "name")));
        }
        json_decref(json);
}

Test(render, odd_names_stay_in_their_cell)
{
        struct cw_counts counts;
        const struct cw_weights w = odd_weights(&counts);
        char *text = render(&w, CW_OUT_CSV);
        cr_expect_not_null(strstr(text, "1,\"new\nline\r\t\x01\x7F\",1,0.1,0.0\r\n"));
        cr_expect_not_null(strstr(text, "2,\"\"\"quote\"\" \\ 'x'\",1,"));
        cr_expect_not_null(strstr(text, "3,caf\xE9,1,"));
        cw_free_text(text);

        text = render(&w, CW_OUT_MARKDOWN);
        cr_expect_not_null(strstr(text, "| a\\|b\\`\\*c_d\\_ "));
        cr_expect_not_null(strstr(text, "| new\\x0Aline\\x0D\\x09\\x01\\x7F "));
        size_t n_lines = 0;
        for (const char *line = text; *line != '\0'; line = strchr(line, '\n') + 1, n_lines++)
                cr_expect(line[0] == '|' && strchr(line, '\n')[-1] == '|');
        cr_expect_eq(n_lines, N_ODD + 2);
        cw_free_text(text);
}

/* ---- the same bytes, refusals, memory --------------------------------------------------------------------------- */

/* The TOML of the same data is the same, however it was cut into files. */
Test(render, toml_does_not_know_shards)
{
        struct cw_counts other = sample_counts;
        other.totals.shards = 64;
        other.totals.bytes = 1;
        other.inputs = NULL;
        struct cw_weights w = sample_weights;
        w.counts = &other;
        char *a = render(&sample_weights, CW_OUT_TOML), *b = render(&w, CW_OUT_TOML);
        cr_expect_str_eq(a, b);
        cw_free_text(a);
        cw_free_text(b);
}

Test(render, time_and_threads_leave_no_trace)
{
        struct cw_counts other = sample_counts;
        other.totals.seconds = 99;
        other.totals.n_threads = 64;
        struct cw_weights w = sample_weights;
        w.counts = &other;
        for (int f = CW_OUT_TOML; f <= CW_OUT_TXT; f++) {
                char *a, *b;
                size_t n_a, n_b;
                cr_assert_eq(cw_weights_render(&sample_weights, (cw_output_format)f, NULL, &a, &n_a, NULL), CW_OK);
                cr_assert_eq(cw_weights_render(&w, (cw_output_format)f, NULL, &b, &n_b, NULL), CW_OK);
                cr_expect(n_a == n_b && memcmp(a, b, n_a) == 0, "%d", f);
                cw_free_text(a);
                cw_free_text(b);
        }
}

Test(render, refusals)
{
        struct cw_weights w = sample_weights;
        double weight[] = {1, 1e39, 1, 1};
        char *text = (char[]){"x"};
        size_t n = 1;
        struct cw_error err;
        w.weight = weight;
        for (int f = CW_OUT_TOML; f <= CW_OUT_TXT; f++) {
                cr_expect_eq(cw_weights_render(&w, (cw_output_format)f, NULL, &text, &n, &err), CW_E_DATA);
                cr_expect(text == NULL && n == 0 && strstr(err.message, "label 1:") == err.message);
        }
        cr_expect_eq(cw_counts_render(&sample_counts, CW_OUT_TOML, &text, NULL, &err), CW_E_USAGE);
        cr_expect_eq(cw_weights_render(&sample_weights, (cw_output_format)77, NULL, &text, NULL, &err), CW_E_USAGE);
        const struct cw_write_options bad = {.table = "[x]"};
        cr_expect_eq(cw_weights_render(&sample_weights, CW_OUT_TOML, &bad, &text, NULL, &err), CW_E_USAGE);
}

Test(render, formats_by_name)
{
        cw_output_format format;
        cr_expect(cw_output_format_from_name("JSON", &format) && format == CW_OUT_JSON);
        cr_expect(cw_output_format_from_name("markdown", &format) && format == CW_OUT_MARKDOWN);
        cr_expect(cw_output_format_from_name("json-by-name", &format) && format == CW_OUT_JSON_BY_NAME);
        cr_expect_not(cw_output_format_from_name("xml", &format));
        cr_expect_not(cw_output_format_from_name("", &format));
        cr_expect(cw_output_format_from_path("w.yml", &format) && format == CW_OUT_YAML);
        cr_expect(cw_output_format_from_path("src/weights.h", &format) && format == CW_OUT_C);
        cr_expect(cw_output_format_from_path("a.b/c.toml", &format) && format == CW_OUT_TOML);
        cr_expect(cw_output_format_from_path("w.MD", &format) && format == CW_OUT_MARKDOWN);
        cr_expect(cw_output_format_from_path("a.json.csv", &format) && format == CW_OUT_CSV);
        cr_expect_not(cw_output_format_from_path("a.json/b", &format));
        cr_expect_not(cw_output_format_from_path("x/.json", &format));
        cr_expect_not(cw_output_format_from_path("-", &format));
}

static cw_output_format attempt_format;

static cw_status
weights_attempt(struct cw_error *err)
{
        char *text;
        const cw_status status = cw_weights_render(&sample_weights, attempt_format, NULL, &text, NULL, err);
        cr_assert_eq(status == CW_OK, text != NULL);
        cw_free_text(text);
        return status;
}

static cw_status
counts_attempt(struct cw_error *err)
{
        char *text;
        const cw_status status = cw_counts_render(&sample_counts, attempt_format, &text, NULL, err);
        cw_free_text(text);
        return status;
}

Test(render, survives_every_failing_allocation)
{
        for (int f = CW_OUT_TOML; f <= CW_OUT_TXT; f++) {
                attempt_format = (cw_output_format)f;
                cr_expect_gt(fail_each_allocation(weights_attempt), 2);
                if (cw_output_format_takes_counts(attempt_format))
                        cr_expect_gt(fail_each_allocation(counts_attempt), 2);
        }
}
