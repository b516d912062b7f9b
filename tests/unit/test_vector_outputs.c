/* SPDX-License-Identifier: MIT */
/*
 * Outputs for trainers: vectors by id (.npy, safetensors, a C header, lines), YAML, NeMo's label stats, JSON by name.
 * Binary layouts are held against the published formats byte by byte; what C and Python make of them is tests/python.
 */
#include "write_fixture.h"

#include <jansson.h>
#include <yaml.h>

static cw_status
try_render(const struct cw_weights *weights, cw_output_format format, char **text_ret, size_t *n_ret,
           struct cw_error *err)
{
        return cw_weights_render(weights, format, NULL, text_ret, n_ret, err);
}

static char *
render(const struct cw_weights *weights, cw_output_format format, size_t *n_ret)
{
        char *text;
        struct cw_error err = {0};
        cr_assert_eq(try_render(weights, format, &text, n_ret, &err), CW_OK, "%s", err.message);
        return text;
}

/* ids 0, 1 and 4, of which nothing lies between: data without a label map. */
static struct cw_count_row gap_labels[] = {{0, NULL, 8}, {1, NULL, 4}, {4, NULL, 2}};
static double gap_weight[] = {1.0, 0.75, 1.25};

static struct cw_weights
with_gap(struct cw_counts *counts, cw_unseen_policy unseen)
{
        *counts = (struct cw_counts){.labels = gap_labels, .n_labels = 3, .totals = {.tokens = 14}};
        struct cw_weights w = sample_weights;
        w.counts = counts;
        w.weight = gap_weight;
        w.o_index = 0;
        w.options.unseen = unseen;
        return w;
}

/* ---- npy -------------------------------------------------------------------------------------------------------- */

Test(vector_outputs, npy_to_the_byte)
{
        size_t n;
        char *data = render(&sample_weights, CW_OUT_NPY, &n);
        static const char header[] =
                "\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }";
        cr_assert_eq(n, 128 + 4 * sizeof(float));
        cr_expect_arr_eq(data, header, sizeof(header) - 1);
        for (size_t i = sizeof(header) - 1; i < 127; i++)
                cr_expect_eq(data[i], ' ');
        cr_expect_eq(data[127], '\n');
        float values[4];
        memcpy(values, data + 128, sizeof(values));
        for (size_t i = 0; i < 4; i++)
                cr_expect_eq(values[i], (float)sample_weight[i]);
        cw_free_text(data);
}

Test(vector_outputs, ids_without_a_label_get_what_unseen_labels_get)
{
        static const struct {
                cw_unseen_policy policy;
                float hole;
        } cases[] = {{CW_UNSEEN_ONE, 1.0F}, {CW_UNSEEN_ZERO, 0.0F}, {CW_UNSEEN_MAX, 1.25F}, {CW_UNSEEN_ERROR, 1.0F}};
        for (size_t i = 0; i < CW_ARRAY_LEN(cases); i++) {
                struct cw_counts counts;
                struct cw_weights w = with_gap(&counts, cases[i].policy);
                size_t n;
                char *data = render(&w, CW_OUT_NPY, &n);
                const float wanted[] = {1.0F, 0.75F, cases[i].hole, cases[i].hole, 1.25F};
                cr_assert_eq(n, 128 + sizeof(wanted));
                cr_expect_arr_eq(data + 128, (const char *)wanted, sizeof(wanted));
                cw_free_text(data);
        }
}

Test(vector_outputs, what_has_no_place_is_refused)
{
        static const cw_output_format vectors[] = {CW_OUT_NPY, CW_OUT_SAFETENSORS, CW_OUT_C, CW_OUT_TXT};
        for (size_t i = 0; i < CW_ARRAY_LEN(vectors); i++) {
                struct cw_counts counts;
                struct cw_weights w = with_gap(&counts, CW_UNSEEN_ONE);
                struct cw_error err;
                char *text;
                size_t n;
                cr_expect(cw_output_format_is_vector(vectors[i]));
                struct cw_count_row rows[3] = {{-7, NULL, 1}, gap_labels[1], gap_labels[2]};
                counts.labels = rows;
                cr_expect_eq(try_render(&w, vectors[i], &text, &n, &err), CW_E_DATA);
                cr_expect(strstr(err.message, "label -7") == err.message && text == NULL, "%s", err.message);
                rows[0].id = 0;
                rows[2].id = INT64_MAX;
                cr_expect_eq(try_render(&w, vectors[i], &text, &n, &err), CW_E_DATA);
                cr_expect_not_null(strstr(err.message, "9223372036854775807"));
                rows[2].id = 4;
                double omitted[] = {1, NAN, 1};
                w.weight = omitted;
                cr_expect_eq(try_render(&w, vectors[i], &text, &n, &err), CW_E_USAGE);
                cr_expect_not_null(strstr(err.message, "label 1 is omitted"));
        }
        cr_expect_not(cw_output_format_is_vector(CW_OUT_TOML) || cw_output_format_is_vector((cw_output_format)99));
        cr_expect(cw_output_format_is_binary(CW_OUT_NPY) && cw_output_format_is_binary(CW_OUT_SAFETENSORS));
        cr_expect_not(cw_output_format_is_binary(CW_OUT_C) || cw_output_format_is_binary((cw_output_format)99));
}

/* ---- safetensors ------------------------------------------------------------------------------------------------ */

static json_t *
header_of(const char *data, size_t n, size_t *begin_ret)
{
        uint64_t nbytes;
        cr_assert_geq(n, sizeof(nbytes));
        memcpy(&nbytes, data, sizeof(nbytes));
        cr_assert(nbytes <= n - 8 && nbytes % 8 == 0 && data[8] == '{');
        json_error_t why;
        json_t *json = json_loadb(data + 8, nbytes, JSON_REJECT_DUPLICATES, &why);
        cr_assert_not_null(json, "%s", why.text);
        *begin_ret = 8 + nbytes;
        return json;
}

static void
expect_tensor(const json_t *header, const char *name, const char *dtype, json_int_t n, json_int_t begin, json_int_t end)
{
        const json_t *tensor = json_object_get(header, name), *offsets = json_object_get(tensor, "data_offsets"),
                     *shape = json_object_get(tensor, "shape");
        cr_expect_str_eq(json_string_value(json_object_get(tensor, "dtype")), dtype);
        cr_assert(json_array_size(shape) == 1 && json_array_size(offsets) == 2);
        cr_expect_eq(json_integer_value(json_array_get(shape, 0)), n);
        cr_expect_eq(json_integer_value(json_array_get(offsets, 0)), begin);
        cr_expect_eq(json_integer_value(json_array_get(offsets, 1)), end);
}

Test(vector_outputs, safetensors)
{
        size_t n, begin;
        char *data = render(&sample_weights, CW_OUT_SAFETENSORS, &n);
        json_t *header = header_of(data, n, &begin);
        cr_expect_eq(json_object_size(header), 3);
        expect_tensor(header, "counts", "I64", 4, 0, 32);
        expect_tensor(header, "class_weights", "F32", 4, 32, 48);
        cr_assert_eq(n, begin + 48);
        const int64_t counts[] = {900, 75, 25, 0};
        cr_expect_arr_eq(data + begin, (const char *)counts, sizeof(counts));
        for (size_t i = 0; i < 4; i++) {
                float value;
                memcpy(&value, data + begin + 32 + 4 * i, sizeof(value));
                cr_expect_eq(value, (float)sample_weight[i]);
        }
        const json_t *facts = json_object_get(header, "__metadata__");
        const char *key;
        json_t *fact;
        json_object_foreach((json_t *)(uintptr_t)facts, key, fact)
        {
                cr_expect(json_is_string(fact), "%s", key);
        }
        cr_expect_str_eq(json_string_value(json_object_get(facts, "scheme")), "inverse_sqrt");
        cr_expect_str_eq(json_string_value(json_object_get(facts, "tokens")), "1000");
        cr_expect_str_eq(json_string_value(json_object_get(facts, "normalizer")), "2.5");
        cr_expect_str_eq(json_string_value(json_object_get(facts, "label_names")),
                         "[\"O\", \"B-SURNAME\", \"B-PS,\", null]");
        json_decref(header);
        cw_free_text(data);
}

Test(vector_outputs, safetensors_refuses_a_count_that_does_not_fit)
{
        struct cw_counts counts;
        struct cw_weights w = with_gap(&counts, CW_UNSEEN_ONE);
        struct cw_count_row rows[3] = {gap_labels[0], {1, NULL, UINT64_MAX}, gap_labels[2]};
        struct cw_error err;
        char *text;
        size_t n;
        counts.labels = rows;
        cr_expect_eq(try_render(&w, CW_OUT_SAFETENSORS, &text, &n, &err), CW_E_DATA);
        cr_expect(strstr(err.message, "label 1:") == err.message);
}

/* ---- text by id ------------------------------------------------------------------------------------------------- */

Test(vector_outputs, lines)
{
        size_t n;
        char *text = render(&sample_weights, CW_OUT_TXT, &n);
        const char *values = strchr(text, '\n') + 1;
        cr_expect(text[0] == '#' && text[1] == ' ');
        cr_expect_str_eq(values, "1.0\n0.31415926535\n1.6858407\n1.0\n");
        cw_free_text(text);
        cr_assert_eq(cw_counts_render(&sample_counts, CW_OUT_TXT, &text, &n, NULL), CW_OK);
        cr_expect_str_eq(strchr(text, '\n') + 1, "0.9\n0.075\n0.025\n0.0\n");
        cw_free_text(text);
}

Test(vector_outputs, names_cannot_leave_the_comments_of_a_header)
{
        struct cw_count_row labels[] = {
                {0, (char[]){"*/ int x; /*"}, 3}, {1, (char[]){"a\nb\\"}, 2}, {2, (char[]){"**//"}, 1}, {3, NULL, 0}};
        struct cw_counts counts = {.labels = labels, .n_labels = 4, .totals = {.tokens = 6}};
        struct cw_weights w = sample_weights;
        size_t n;
        w.counts = &counts;
        char *text = render(&w, CW_OUT_C, &n);
        cr_expect_not_null(strstr(text,
                                  "#define N_CLASS_WEIGHTS 4\n\nstatic const float class_weights[N_CLASS_WEIGHTS] = {\n"
                                  "        1.0F, /* 0 *\\/ int x; /\\* */\n"
                                  "        0.31415927F, /* 1 a\\x0Ab\\ */\n"
                                  "        1.6858407F, /* 2 **\\// */\n"
                                  "        1.0F, /* 3 */\n};\n"),
                           "%s", text);
        cw_free_text(text);
}

/* ---- NeMo's label stats ----------------------------------------------------------------------------------------- */

Test(vector_outputs, label_stats)
{
        struct cw_count_row labels[] = {{-1, NULL, 5},         {0, NULL, 5}, {1, NULL, 0},
                                        {2, NULL, 999990 - 9}, {3, NULL, 1}, {4, NULL, 7}};
        struct cw_counts counts = {.labels = labels, .n_labels = 6, .totals = {.tokens = 999990 - 9 + 18}};
        char *text;
        size_t n;
        cr_assert_eq(cw_counts_render(&counts, CW_OUT_TSV, &text, &n, NULL), CW_OK);
        /* Python: [round(v / 999999, 5) for v in (999981, 7, 5, 5, 1)] is [0.99998, 1e-05, 1e-05, 1e-05, 0.0] */
        cr_expect_str_eq(text, "2\t\t0.99998\t\t999981\n"
                               "4\t\t1e-5\t\t7\n"
                               "-1\t\t1e-5\t\t5\n"
                               "0\t\t1e-5\t\t5\n"
                               "3\t\t0.0\t\t1\n");
        cw_free_text(text);
        text = render(&sample_weights, CW_OUT_TSV, &n);
        cr_expect_str_eq(text, "0\t\t0.9\t\t900\t\t1.0\n"
                               "1\t\t0.075\t\t75\t\t0.31415927\n"
                               "2\t\t0.025\t\t25\t\t1.6858407\n");
        cw_free_text(text);
}

/* ---- YAML ------------------------------------------------------------------------------------------------------- */

Test(vector_outputs, yaml_to_the_byte)
{
        const struct cw_write_options nested = {.table = "model.\"class weights\""};
        struct cw_weights w = sample_weights;
        double weight[] = {1.0, 1e-7, 1.5e30, NAN};
        char *text;
        w.weight = weight;
        cr_assert_eq(cw_weights_render(&w, CW_OUT_YAML, &nested, &text, NULL, NULL), CW_OK);
        cr_expect_not_null(strstr(text,
                                  "model:\n  \"class weights\":\n    0: 1.0  # O\n    1: 1.0e-7  # B-SURNAME\n"
                                  "    2: 1.5e+30  # B-PS,\n  \"class weights_info\":\n    scheme: \"inverse_sqrt\"\n"),
                           "%s", text);
        cw_free_text(text);
        const struct cw_write_options bad = {.table = "a..b"};
        cr_expect_eq(cw_weights_render(&w, CW_OUT_YAML, &bad, &text, NULL, NULL), CW_E_USAGE);
        double none[] = {NAN, NAN, NAN, NAN};
        w.weight = none;
        size_t n;
        text = render(&w, CW_OUT_YAML, &n);
        cr_expect(strncmp(text, "class_weights: {}\nclass_weights_info:\n", 38) == 0, "%s", text);
        cw_free_text(text);
}

/* The scalars that libyaml finds, in order; comments are none. */
static size_t
yaml_scalars(const char *text, char scalars[][200], size_t most)
{
        yaml_parser_t parser;
        yaml_event_t event;
        size_t n = 0;
        bool end = false;
        cr_assert(yaml_parser_initialize(&parser));
        yaml_parser_set_input_string(&parser, (const unsigned char *)text, strlen(text));
        while (!end) {
                cr_assert(yaml_parser_parse(&parser, &event), "line %zu: %s", parser.problem_mark.line + 1,
                          parser.problem);
                if (event.type == YAML_SCALAR_EVENT && n < most)
                        snprintf(scalars[n++], 200, "%s", (const char *)event.data.scalar.value);
                end = event.type == YAML_STREAM_END_EVENT;
                yaml_event_delete(&event);
        }
        yaml_parser_delete(&parser);
        return n;
}

Test(vector_outputs, yaml_survives_hostile_names)
{
        struct cw_count_row labels[] = {{0, (char[]){"a\nb: 1"}, 1},
                                        {1, (char[]){"\xC2\x85 9: 9 \xE2\x80\xA8 9: 9"}, 1},
                                        {2, (char[]){"caf\xE9 \x7F \xEF\xBB\xBF \xEF\xBF\xBF \xF0\x9F\x98\x80"}, 1},
                                        {-3, (char[]){"\xC3\xA9\xC2\x9F"}, 1}};
        struct cw_counts counts = {.labels = labels, .n_labels = 4, .totals = {.tokens = 4}};
        struct cw_weights w = sample_weights;
        static char scalars[64][200];
        size_t n;
        counts.command = (char[]){"counterweight \"x\" \xE2\x80\xA9 \xFF \\ \t"};
        w.counts = &counts;
        char *text = render(&w, CW_OUT_YAML, &n);
        n = yaml_scalars(text, scalars, 64);
        static const char *const wanted[] = {
                "class_weights",      "0",      "1.0",         "1", "0.31415927", "2", "1.6858407", "-3", "1.0",
                "class_weights_info", "scheme", "inverse_sqrt"};
        cr_assert_gt(n, CW_ARRAY_LEN(wanted));
        for (size_t i = 0; i < CW_ARRAY_LEN(wanted); i++)
                cr_expect_str_eq(scalars[i], wanted[i]);
        cr_expect_str_eq(scalars[n - 2], "command");
        cr_expect_str_eq(scalars[n - 1], "counterweight \"x\" \xE2\x80\xA9 \xEF\xBF\xBD"
                                         "FF \\ \t");
        cw_free_text(text);
}

/* ---- JSON by name ----------------------------------------------------------------------------------------------- */

Test(vector_outputs, json_by_name)
{
        struct cw_count_row labels[] = {{0, (char[]){"O"}, 3}, {1, (char[]){"B-\"X\""}, 2}, {2, (char[]){"I-X"}, 1}};
        double weight[] = {1.0, 1.0 / 3, NAN};
        struct cw_counts counts = {.labels = labels, .n_labels = 3, .totals = {.tokens = 6}};
        struct cw_weights w = sample_weights;
        struct cw_error err;
        char *text;
        size_t n;
        w.counts = &counts;
        w.weight = weight;
        text = render(&w, CW_OUT_JSON_BY_NAME, &n);
        cr_expect_str_eq(text, "{\n  \"O\": 1.0,\n  \"B-\\\"X\\\"\": 0.3333333333333333\n}\n");
        cw_free_text(text);
        weight[0] = weight[1] = NAN;
        text = render(&w, CW_OUT_JSON_BY_NAME, &n);
        cr_expect_str_eq(text, "{}\n");
        cw_free_text(text);
        cr_expect_eq(try_render(&sample_weights, CW_OUT_JSON_BY_NAME, &text, &n, &err), CW_E_DATA);
        cr_expect(strstr(err.message, "label 3 has no name") == err.message, "%s", err.message);
}
