/* SPDX-License-Identifier: MIT */
/*
 * Weights files.
 *
 *     [class_weights]                 {"format": "counterweight-weights", ...,
 *     0 = 1.0  # O                     "scheme": "inverse_sqrt",
 *     1 = 0.31415927  # B-SURNAME      "labels": [{"id": 0, "name": "O", "tokens": 5, "weight": 1.0}, ...]}
 *     [class_weights_info]
 *     scheme = "inverse_sqrt"         counts are read by counts_file.c; "weight" is null where it was left out
 *
 * A table that somebody wrote by hand is a weights file too, but its comments are no names: they are believed only where
 * the table of facts shows that counterweight wrote them.
 */
#include "store/weights_file.h"

#include "base/memory.h"
#include "base/toml.h"
#include "store/counts_file.h"
#include "store/counts_parts.h"
#include "weigh/emit.h"
#include "write/facts.h"
#include "write/output_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LONGEST_NUMBER = 400 };

static cw_status
add_entry(struct cw_weights_file *file, int64_t id, const char *name, size_t n_name, double weight,
          struct cw_error *err)
{
        if (!cw_grow(&file->entries, &file->entries_cap, file->n + 1, sizeof(*file->entries)))
                return cw_fail_memory(err, (file->n + 1) * sizeof(*file->entries));
        char *copy = name == NULL ? NULL : cw_strndup(name, n_name);
        if (name != NULL && copy == NULL)
                return cw_fail_memory(err, n_name);
        file->entries[file->n++] = (struct cw_weight_entry){id, copy, weight};
        return CW_OK;
}

void
cw_weights_file_free(struct cw_weights_file *file)
{
        for (size_t i = 0; i < file->n; i++)
                cw_free(file->entries[i].name);
        cw_free(file->entries);
        cw_free(file->scheme);
        cw_weights_recipe_free(&file->recipe);
        cw_free(file->fingerprint);
        cw_free(file->command);
        cw_counts_free(&file->counts);
        *file = (struct cw_weights_file){0};
}

/* Of TOML the flag and what stands beside it, of JSON an object. */
static void
read_estimate(const json_t *root, struct cw_weights_file *file)
{
        const json_t *estimate = json_object_get(root, "estimate");
        const bool nested = json_is_object(estimate);
        file->is_estimate = nested || json_is_true(estimate);
        file->sample_share =
                json_number_value(nested ? json_object_get(estimate, "share") : json_object_get(root, "sample_share"));
        file->sample_seed = (uint64_t)json_integer_value(nested ? json_object_get(estimate, "seed")
                                                                : json_object_get(root, "sample_seed"));
}

/* What both kinds of file say of themselves; `recipe` holds the keys of the recipe, `root` the others. */
static cw_status
read_facts(const json_t *recipe, const json_t *root, const char *fingerprint_key, struct cw_weights_file *file,
           struct cw_error *err)
{
        const json_t *tokens = json_object_get(root, "tokens");
        file->tokens_known = json_is_integer(tokens) && json_integer_value(tokens) >= 0;
        read_estimate(root, file);
        file->tokens = file->tokens_known ? (uint64_t)json_integer_value(tokens) : 0;
        CW_TRY(cw_part_optional_text(recipe, "scheme", &file->scheme, err));
        CW_TRY(cw_part_optional_text(root, fingerprint_key, &file->fingerprint, err));
        CW_TRY(cw_part_optional_text(root, "command", &file->command, err));
        file->recipe_status = cw_weights_recipe_read(recipe, &file->recipe, &file->recipe_err);
        file->emit = file->recipe.options.emit;
        return file->recipe_status == CW_E_MEMORY ? cw_fail_memory(err, 1) : CW_OK;
}

/* ---- JSON --------------------------------------------------------------------------------------------------- */

bool
cw_weights_file_probe(const char *text, size_t nbytes)
{
        static const char value[] = "\"counterweight-weights\"";
        const size_t n = nbytes < 4096 ? nbytes : 4096;
        return cw_counts_file_probe(text, n) && memmem(text, n, value, sizeof(value) - 1) != NULL;
}

static bool
can_be(const struct cw_weights_file *file, double value)
{
        return value >= 0 || (cw_emit_is_log(file->emit) && isfinite(value));
}

static cw_status
read_weight(const struct cw_weights_file *file, const json_t *label, int64_t id, double *weight_ret,
            struct cw_error *err)
{
        const char *const key = cw_emit_quantity(file->emit);
        const json_t *value = json_object_get(label, key);
        *weight_ret = json_is_null(value) ? (double)NAN : json_number_value(value);
        if (value == NULL || (!json_is_null(value) && !json_is_number(value)))
                return cw_part_fail_kind(err, "a number or null", key, value);
        if (!isnan(*weight_ret) && !can_be(file, *weight_ret))
                return cw_fail(err, CW_E_CORRUPT,
                               "label %lld: expected a %s of at least 0, found a negative one; the weights file is "
                               "damaged",
                               (long long)id, key);
        return CW_OK;
}

cw_status
cw_weights_file_from_json(const char *text, size_t nbytes, struct cw_weights_file *file, struct cw_error *err)
{
        cw_status status;
        *file = (struct cw_weights_file){0};
        CW_TRY(cw_counts_file_parse(text, nbytes, &file->counts, err));
        /* Sound JSON, then, with the labels in place: what is left are the weights. */
        const size_t mark = nbytes >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
        json_t *root = json_loadb(text + mark, nbytes - mark, 0, NULL), *recipe = NULL;
        if (root == NULL)
                return cw_fail_memory(err, nbytes);
        const json_t *labels = json_object_get(root, "labels");
        recipe = json_deep_copy(json_object_get(root, "parameters"));
        if (recipe == NULL)
                recipe = json_object();
        (void)json_object_set(recipe, "scheme", json_object_get(root, "scheme"));
        (void)json_object_set(recipe, "normalization", json_object_get(root, "normalization"));
        (void)json_object_set(recipe, "emit", json_object_get(root, "emit"));
        CW_TRY_GOTO(read_facts(recipe, root, "fingerprint", file, err));
        for (size_t i = 0; i < file->counts->n_labels; i++) {
                const struct cw_count_row *label = &file->counts->labels[i];
                double weight;
                CW_TRY_GOTO(read_weight(file, json_array_get(labels, i), label->id, &weight, err));
                CW_TRY_GOTO(add_entry(file, label->id, label->name, label->name == NULL ? 0 : strlen(label->name),
                                      weight, err));
        }
done:
        json_decref(recipe);
        json_decref(root);
        return status;
}

/* ---- TOML --------------------------------------------------------------------------------------------------- */

static cw_status
at_line(cw_status status, const struct cw_toml_node *node, struct cw_error *err)
{
        if (err != NULL)
                err->row = node->line;
        return status;
}

/* The table `table` with `suffix` after its name, or NULL. */
static const struct cw_toml_node *
find_table(const struct cw_toml *doc, const struct cw_toml *path, const char *suffix)
{
        const struct cw_toml_node *at = cw_toml_root(doc);
        for (const struct cw_toml_node *part = cw_toml_root(path)->first_child; part != NULL; part = part->next) {
                char name[256];
                const size_t n_suffix = part->next == NULL ? strlen(suffix) : 0;
                if (part->text_nbytes + n_suffix > sizeof(name))
                        return NULL;
                memcpy(name, part->text, part->text_nbytes);
                memcpy(name + part->text_nbytes, suffix, n_suffix);
                at = cw_toml_get(doc, at, name, part->text_nbytes + n_suffix);
        }
        return at != NULL && at->kind == CW_TOML_TABLE ? at : NULL;
}

static bool
read_id(const struct cw_toml_node *node, int64_t *id_ret)
{
        const char *at = node->key, *const end = at + node->key_nbytes;
        const bool negative = at < end && *at == '-';
        int64_t id = 0;
        at += negative;
        if (at == end)
                return false;
        for (; at < end; at++) {
                if (*at < '0' || *at > '9' || id > (INT64_MAX - (*at - '0')) / 10)
                        return false;
                id = id * 10 + (*at - '0');
        }
        *id_ret = negative ? -id : id;
        return true;
}

/* A float of TOML, by way of JSON, whose reader does not heed the locale.  False for inf and nan. */
static bool
read_float(const char *text, size_t nbytes, double *value_ret)
{
        char number[LONGEST_NUMBER];
        size_t n = 0;
        for (size_t i = 0; i < nbytes && n < sizeof(number); i++)
                if (text[i] != '_' && text[i] != '+')
                        number[n++] = text[i];
        json_t *value = n == sizeof(number) ? NULL : json_loadb(number, n, JSON_DECODE_ANY, NULL);
        const bool is_number = json_is_number(value);
        *value_ret = json_number_value(value);
        json_decref(value);
        return is_number;
}

/* What stands in the comment behind a value: "  # B-SURNAME". */
static const char *
find_comment(const char *text, size_t nbytes, size_t at, size_t *n_ret)
{
        while (at < nbytes && (text[at] == ' ' || text[at] == '\t'))
                at++;
        if (at + 1 >= nbytes || text[at] != '#' || text[at + 1] != ' ')
                return NULL;
        const char *from = text + at + 2, *end = memchr(from, '\n', nbytes - at - 2);
        if (end == NULL)
                end = text + nbytes;
        if (end > from && end[-1] == '\r')
                end--;
        *n_ret = (size_t)(end - from);
        return end > from ? from : NULL;
}

static int
compare_entries(const void *pa, const void *pb)
{
        const struct cw_weight_entry *a = pa, *b = pb;
        return a->id == b->id ? 0 : a->id < b->id ? -1 : 1;
}

static cw_status
read_entry(const char *text, size_t nbytes, const struct cw_toml_node *node, bool with_names,
           struct cw_weights_file *file, struct cw_error *err)
{
        int64_t id;
        double weight = (double)node->integer;
        const bool is_number =
                node->kind == CW_TOML_INTEGER ||
                (node->kind == CW_TOML_FLOAT && read_float(text + node->begin, node->end - node->begin, &weight));
        if (!read_id(node, &id))
                return at_line(cw_fail(err, CW_E_DATA, "expected a label id before '=', found another key"), node, err);
        if (!is_number || !can_be(file, weight))
                return at_line(cw_fail(err, CW_E_DATA, "expected a %s%s for label %lld, found another value",
                                       cw_emit_quantity(file->emit), cw_emit_is_log(file->emit) ? "" : " of at least 0",
                                       (long long)id),
                               node, err);
        size_t n_name = 0;
        const char *name = with_names ? find_comment(text, nbytes, node->end, &n_name) : NULL;
        return add_entry(file, id, name, n_name, weight, err);
}

static cw_status
read_table(const char *text, size_t nbytes, const struct cw_toml_node *weights, bool with_names,
           struct cw_weights_file *file, struct cw_error *err)
{
        for (const struct cw_toml_node *node = weights->first_child; node != NULL; node = node->next)
                CW_TRY(read_entry(text, nbytes, node, with_names, file, err));
        if (file->n > 1)
                qsort(file->entries, file->n, sizeof(*file->entries), compare_entries);
        for (size_t i = 1; i < file->n; i++)
                if (file->entries[i].id == file->entries[i - 1].id) /* `1` and `01` are two keys */
                        return at_line(cw_fail(err, CW_E_DATA, "expected every label once, found %lld twice",
                                               (long long)file->entries[i].id),
                                       weights, err);
        return CW_OK;
}

/* A value of the table of facts in the words of JSON; what JSON has no word for is left out. */
static json_t *
fact_to_json(const char *text, const struct cw_toml_node *node)
{
        double number;
        json_t *object;
        switch ((enum cw_toml_kind)node->kind) {
        case CW_TOML_STRING:
                return json_stringn(node->text, node->text_nbytes);
        case CW_TOML_INTEGER:
                return json_integer(node->integer);
        case CW_TOML_BOOLEAN:
                return json_boolean(node->integer != 0);
        case CW_TOML_FLOAT:
                return read_float(text + node->begin, node->end - node->begin, &number) ? json_real(number) : NULL;
        case CW_TOML_TABLE:
                object = json_object();
                for (const struct cw_toml_node *n = node->first_child; n != NULL; n = n->next)
                        (void)json_object_set_new(object, n->key,
                                                  n->kind == CW_TOML_TABLE ? NULL : fact_to_json(text, n));
                return object;
        case CW_TOML_ARRAY:
        case CW_TOML_DATETIME:
                break;
        }
        return NULL;
}

cw_status
cw_weights_file_from_toml(const char *text, size_t nbytes, const char *table, struct cw_weights_file *file,
                          struct cw_error *err)
{
        struct cw_toml *path = NULL, *doc = NULL;
        json_t *object = NULL;
        cw_status status;
        *file = (struct cw_weights_file){0};
        CW_TRY_GOTO(cw_toml_parse_key(table, strlen(table), &path, err));
        CW_TRY_GOTO(cw_toml_parse(text, nbytes, &doc, err));
        const struct cw_toml_node *weights = find_table(doc, path, "");
        const struct cw_toml_node *facts = find_table(doc, path, "_info");
        if (weights == NULL)
                CW_TRY_GOTO(
                        cw_fail(err, CW_E_DATA, "expected a table [%s], found none (--table names another)", table));
        object = json_object();
        for (const struct cw_toml_node *n = facts == NULL ? NULL : facts->first_child; n != NULL; n = n->next)
                (void)json_object_set_new(object, n->key, fact_to_json(text, n));
        CW_TRY_GOTO(read_facts(object, object, "data_fingerprint", file, err));
        status = read_table(text, nbytes, weights, facts != NULL, file, err);
done:
        json_decref(object);
        cw_toml_free(&doc);
        cw_toml_free(&path);
        return status;
}

/* ---- files -------------------------------------------------------------------------------------------------- */

bool
cw_weights_file_is_toml(const char *path)
{
        const char *dot = strrchr(path, '.');
        return dot != NULL && strcasecmp(dot, ".toml") == 0;
}

/* A file that does not say what it is by its name must be an object of JSON. */
static cw_status
check_is_json(const char *text, size_t n, struct cw_error *err)
{
        size_t at = n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
        while (at < n && text[at] != '\0' && strchr(" \t\r\n", text[at]) != NULL)
                at++;
        if (at < n && text[at] == '{')
                return CW_OK;
        return cw_fail(err, CW_E_UNSUPPORTED,
                       "expected weights in TOML (a file whose name ends in .toml) or in JSON, found neither");
}

cw_status
cw_weights_file_load(const char *path, const char *table, struct cw_weights_file *file, struct cw_error *err)
{
        struct cw_buffer text = {0};
        bool exists;
        *file = (struct cw_weights_file){0};
        cw_status status = cw_output_file_read(path, CW_TOML_MAX_NBYTES, &text, &exists, err);
        if (status == CW_OK && !exists) {
                status = cw_fail(err, CW_E_IO, "cannot open: there is no such file");
        } else if (status == CW_OK) {
                const char *data = text.n == 0 ? "" : text.data;
                if (cw_weights_file_is_toml(path)) {
                        status = cw_weights_file_from_toml(data, text.n, table, file, err);
                } else {
                        status = check_is_json(data, text.n, err);
                        if (status == CW_OK)
                                status = cw_weights_file_from_json(data, text.n, file, err);
                }
        }
        if (status != CW_OK && err != NULL)
                cw_error_locate(err, path, "line", err->row);
        cw_buffer_free(&text);
        return status;
}
