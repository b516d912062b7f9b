/* SPDX-License-Identifier: MIT */
/*
 * The parts of a counts file, from jansson's tree to rows.  The picture of the whole is in counts_file.c.
 */
#include "store/counts_parts.h"

#include "base/memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- single values ------------------------------------------------------------------------------------------ */

static const char *
kind_of(const json_t *value)
{
        switch (value == NULL ? JSON_NULL : json_typeof(value)) {
        case JSON_OBJECT:
                return "an object";
        case JSON_ARRAY:
                return "a list";
        case JSON_STRING:
                return "a string";
        case JSON_INTEGER:
                return "an integer";
        case JSON_REAL:
                return "a number that is no integer";
        case JSON_TRUE:
        case JSON_FALSE:
                return "a truth value";
        case JSON_NULL:
                break;
        }
        return value == NULL ? "nothing" : "null";
}

cw_status
cw_part_fail_kind(struct cw_error *err, const char *wanted, const char *key, const json_t *found)
{
        return cw_fail(err, CW_E_CORRUPT, "expected %s at \"%s\", found %s; the counts file is damaged", wanted, key,
                       kind_of(found));
}

/* Puts the item of a list in front of the sentence; hands `status` on. */
cw_status
cw_part_at_item(cw_status status, const char *list, size_t index, struct cw_error *err)
{
        char sentence[sizeof(err->message)];
        if (status == CW_OK || status == CW_E_MEMORY || err == NULL)
                return status;
        memcpy(sentence, err->message, sizeof(sentence));
        return cw_fail(err, status, "%s[%zu]: %.900s", list, index, sentence);
}

cw_status
cw_part_count(const json_t *value, const char *key, uint64_t *n_ret, struct cw_error *err)
{
        if (!json_is_integer(value))
                return cw_part_fail_kind(err, "a count", key, value);
        const json_int_t n = json_integer_value(value);
        if (n < 0)
                return cw_fail(err, CW_E_CORRUPT, "expected a count at \"%s\", found %lld; the counts file is damaged",
                               key, (long long)n);
        *n_ret = (uint64_t)n;
        return CW_OK;
}

cw_status
cw_part_optional_count(const json_t *object, const char *key, uint64_t *n_ref, struct cw_error *err)
{
        const json_t *value = json_object_get(object, key);
        return value == NULL ? CW_OK : cw_part_count(value, key, n_ref, err);
}

cw_status
cw_part_optional_text(const json_t *object, const char *key, char **text_ref, struct cw_error *err)
{
        const json_t *value = json_object_get(object, key);
        if (value == NULL || json_is_null(value))
                return CW_OK;
        if (!json_is_string(value))
                return cw_part_fail_kind(err, "a string", key, value);
        char *copy = cw_strdup(json_string_value(value));
        if (copy == NULL)
                return cw_fail_memory(err, json_string_length(value));
        cw_free(*text_ref);
        *text_ref = copy;
        return CW_OK;
}

/* ---- names -------------------------------------------------------------------------------------------------- */

static int
hex_digit(char c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        if (c >= 'a' && c <= 'f')
                return c - 'a' + 10;
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Turns hex digits into the bytes they stand for, in place.  False if they are none, or one byte would be a NUL. */
static bool
bytes_of_hex(char *hex)
{
        size_t n = 0;
        for (const char *at = hex; *at != '\0'; at += 2) {
                const int high = hex_digit(at[0]), low = high < 0 ? -1 : hex_digit(at[1]);
                if (low < 0 || high + low == 0)
                        return false;
                hex[n++] = (char)(high * 16 + low);
        }
        hex[n] = '\0';
        return n > 0;
}

/* A name that is no UTF-8 has all its bytes in "name_hex", for JSON cannot hold it; "name" is for people then. */
cw_status
cw_part_name(const json_t *object, char **name_ret, struct cw_error *err)
{
        CW_TRY(cw_part_optional_text(object, "name", name_ret, err));
        if (json_object_get(object, "name_hex") == NULL)
                return CW_OK;
        CW_TRY(cw_part_optional_text(object, "name_hex", name_ret, err));
        if (*name_ret == NULL || !bytes_of_hex(*name_ret))
                return cw_fail(
                        err, CW_E_CORRUPT,
                        "expected pairs of hex digits at \"name_hex\", found others; the counts file is damaged");
        return CW_OK;
}

/* ---- labels ------------------------------------------------------------------------------------------------- */

static cw_status
read_label(const json_t *item, struct cw_count_row *label, struct cw_error *err)
{
        const json_t *id = json_object_get(item, "id");
        if (!json_is_integer(id))
                return cw_part_fail_kind(err, "an integer", "id", id);
        label->id = json_integer_value(id);
        CW_TRY(cw_part_name(item, &label->name, err));
        return cw_part_count(json_object_get(item, "tokens"), "tokens", &label->tokens, err);
}

static cw_status
check_presence(int64_t id, uint64_t tokens, const struct cw_label_presence *presence, struct cw_error *err)
{
        if (presence->around < tokens || presence->sequences > tokens || (presence->sequences == 0) != (tokens == 0) ||
            (tokens == 0 && presence->around > 0))
                return cw_fail(
                        err, CW_E_CORRUPT,
                        "expected at most as many \"sequences\" as tokens, and as many \"sequence_tokens\" as tokens "
                        "or more, found others at id %lld; the counts file is damaged",
                        (long long)id);
        return CW_OK;
}

/* What is said of sequences is said of every label. */
static cw_status
read_presence(const json_t *item, const struct cw_count_row *label, struct cw_label_presence *presence, size_t *n_ref,
              struct cw_error *err)
{
        const json_t *sequences = json_object_get(item, "sequences"),
                     *around = json_object_get(item, "sequence_tokens");
        if (sequences == NULL && around == NULL)
                return CW_OK;
        ++*n_ref;
        CW_TRY(cw_part_count(sequences, "sequences", &presence->sequences, err));
        CW_TRY(cw_part_count(around, "sequence_tokens", &presence->around, err));
        return check_presence(label->id, label->tokens, presence, err);
}

static int
compare_name(const void *a, const void *b)
{
        const struct cw_count_row *x, *y;
        memcpy(&x, a, sizeof(x));
        memcpy(&y, b, sizeof(y));
        const int names = strcmp(x->name, y->name);
        return names != 0 ? names : (x->id > y->id) - (x->id < y->id);
}

static cw_status
check_names(const struct cw_counts *c, struct cw_error *err)
{
        const struct cw_count_row **named = cw_malloc(c->n_labels * sizeof(*named));
        size_t n = 0;
        cw_status status = CW_OK;
        if (named == NULL)
                return cw_fail_memory(err, c->n_labels * sizeof(*named));
        for (size_t i = 0; i < c->n_labels; i++)
                if (c->labels[i].name != NULL)
                        named[n++] = &c->labels[i];
        qsort(named, n, sizeof(*named), compare_name);
        for (size_t i = 1; i < n && status == CW_OK; i++)
                if (strcmp(named[i - 1]->name, named[i]->name) == 0)
                        status =
                                cw_fail(err, CW_E_CORRUPT,
                                        "expected every name of \"labels\" once, found ids %lld and %lld with the same",
                                        (long long)named[i - 1]->id, (long long)named[i]->id);
        cw_free(named);
        return status;
}

cw_status
cw_part_labels(const json_t *root, struct cw_counts *c, struct cw_error *err)
{
        const json_t *list = json_object_get(root, "labels");
        if (!json_is_array(list))
                return cw_part_fail_kind(err, "a list", "labels", list);
        const size_t n = json_array_size(list);
        c->labels = cw_calloc(n, sizeof(*c->labels));
        if (c->labels == NULL)
                return cw_fail_memory(err, n * sizeof(*c->labels));
        c->n_labels = n;
        size_t n_presences = 0;
        c->presence = cw_calloc(n, sizeof(*c->presence));
        if (c->presence == NULL)
                return cw_fail_memory(err, n * sizeof(*c->presence));
        for (size_t i = 0; i < n; i++) {
                const json_t *item = json_array_get(list, i);
                CW_TRY(cw_part_at_item(read_label(item, &c->labels[i], err), "labels", i, err));
                CW_TRY(cw_part_at_item(read_presence(item, &c->labels[i], &c->presence[i], &n_presences, err), "labels",
                                       i, err));
                if (i > 0 && c->labels[i].id <= c->labels[i - 1].id)
                        return cw_fail(err, CW_E_CORRUPT,
                                       "expected the ids of \"labels\" to ascend, found %lld after %lld",
                                       (long long)c->labels[i].id, (long long)c->labels[i - 1].id);
        }
        if (n_presences > 0 && n_presences < n)
                return cw_fail(
                        err, CW_E_CORRUPT,
                        "expected \"sequences\" and \"sequence_tokens\" of every label or of none, found them of "
                        "some; the counts file is damaged");
        if (n_presences == 0) {
                cw_free(c->presence);
                c->presence = NULL;
        }
        return check_names(c, err);
}

/* ---- ignored ids -------------------------------------------------------------------------------------------- */

/* Decimal as we write it, so that no id can be there twice under two spellings. */
static bool
parse_id(const char *text, int64_t *id_ret)
{
        char again[24];
        const char *digits = *text == '-' ? text + 1 : text;
        if (*digits < '0' || *digits > '9')
                return false;
        errno = 0;
        const long long id = strtoll(text, NULL, 10);
        snprintf(again, sizeof(again), "%lld", id);
        *id_ret = id;
        return errno == 0 && strcmp(again, text) == 0;
}

static int
compare_row_id(const void *a, const void *b)
{
        const struct cw_count_row *x = a, *y = b;
        return (x->id > y->id) - (x->id < y->id);
}

cw_status
cw_part_ignored(const json_t *root, struct cw_counts *c, struct cw_error *err)
{
        json_t *object = json_object_get(root, "ignored_ids");
        const char *key;
        json_t *value;
        uint64_t sum = 0;
        if (object == NULL)
                return CW_OK;
        if (!json_is_object(object))
                return cw_part_fail_kind(err, "an object", "ignored_ids", object);
        c->ignored = cw_calloc(json_object_size(object), sizeof(*c->ignored));
        if (c->ignored == NULL)
                return cw_fail_memory(err, json_object_size(object) * sizeof(*c->ignored));
        json_object_foreach(object, key, value)
        {
                struct cw_count_row row = {0};
                if (!parse_id(key, &row.id))
                        return cw_fail(err, CW_E_CORRUPT, "expected decimal ids in \"ignored_ids\", found another key");
                CW_TRY(cw_part_count(value, "ignored_ids", &row.tokens, err));
                if (row.tokens > UINT64_MAX - sum)
                        return cw_fail(err, CW_E_CORRUPT, "expected \"ignored_ids\" to add up below 2^64, found more");
                sum += row.tokens;
                if (row.tokens > 0)
                        c->ignored[c->n_ignored++] = row;
        }
        qsort(c->ignored, c->n_ignored, sizeof(*c->ignored), compare_row_id);
        c->totals.ignored = sum;
        return CW_OK;
}

/* ---- counts of single shards -------------------------------------------------------------------------------- */

/* Adds the tokens to sum[], which must not pass those of the whole: that is what keeps it from overflowing. */
static cw_status
read_shard_tokens(const json_t *list, const struct cw_counts *c, uint64_t *tokens, uint64_t *sum, struct cw_error *err)
{
        for (size_t i = 0; i < c->n_labels; i++) {
                CW_TRY(cw_part_count(json_array_get(list, i), "tokens", &tokens[i], err));
                if (tokens[i] > c->labels[i].tokens - sum[i])
                        return cw_fail(err, CW_E_CORRUPT,
                                       "expected the shards to have at most %llu tokens of id %lld, found more",
                                       (unsigned long long)c->labels[i].tokens, (long long)c->labels[i].id);
                sum[i] += tokens[i];
        }
        return CW_OK;
}

/* Of every label or of none; added to sum[], which must not pass that of the whole. */
static cw_status
read_shard_presence(const json_t *item, const struct cw_counts *c, struct cw_shard_row *row,
                    struct cw_label_presence *sum, struct cw_error *err)
{
        const json_t *sequences = json_object_get(item, "label_sequences"),
                     *around = json_object_get(item, "sequence_tokens");
        if (sequences == NULL && around == NULL)
                return CW_OK;
        if (json_array_size(sequences) != c->n_labels || json_array_size(around) != c->n_labels)
                return cw_fail(err, CW_E_CORRUPT,
                               "expected lists of %zu counts at \"label_sequences\" and \"sequence_tokens\", one a "
                               "label, found others; the counts file is damaged",
                               c->n_labels);
        row->presence = cw_calloc(c->n_labels, sizeof(*row->presence));
        if (row->presence == NULL)
                return cw_fail_memory(err, c->n_labels * sizeof(*row->presence));
        for (size_t i = 0; i < c->n_labels; i++) {
                struct cw_label_presence *p = &row->presence[i];
                const struct cw_label_presence *whole = &c->presence[i];
                CW_TRY(cw_part_count(json_array_get(sequences, i), "label_sequences", &p->sequences, err));
                CW_TRY(cw_part_count(json_array_get(around, i), "sequence_tokens", &p->around, err));
                CW_TRY(check_presence(c->labels[i].id, row->tokens[i], p, err));
                if (p->sequences > whole->sequences - sum[i].sequences || p->around > whole->around - sum[i].around)
                        return cw_fail(
                                err, CW_E_CORRUPT,
                                "expected the shards to have at most as many sequences and sequence tokens of id "
                                "%lld as the whole, found more",
                                (long long)c->labels[i].id);
                sum[i].sequences += p->sequences;
                sum[i].around += p->around;
        }
        return CW_OK;
}

static cw_status
read_shard(const json_t *item, const struct cw_counts *c, struct cw_shard_row *row, uint64_t *sum,
           struct cw_label_presence *presence, struct cw_error *err)
{
        const json_t *list = json_object_get(item, "tokens");
        CW_TRY(cw_part_name(item, &row->name, err));
        if (row->name == NULL)
                return cw_part_fail_kind(err, "a string", "name", json_object_get(item, "name"));
        CW_TRY(cw_part_optional_count(item, "sequences", &row->sequences, err));
        CW_TRY(cw_part_optional_count(item, "ignored", &row->ignored, err));
        if (!json_is_array(list) || json_array_size(list) != c->n_labels)
                return cw_fail(err, CW_E_CORRUPT,
                               "expected a list of %zu counts at \"tokens\", one a label, found %s of %zu", c->n_labels,
                               kind_of(list), json_array_size(list));
        row->tokens = cw_calloc(c->n_labels, sizeof(*row->tokens));
        if (row->tokens == NULL)
                return cw_fail_memory(err, c->n_labels * sizeof(*row->tokens));
        CW_TRY(read_shard_tokens(list, c, row->tokens, sum, err));
        return c->presence == NULL ? CW_OK : read_shard_presence(item, c, row, presence, err);
}

cw_status
cw_part_shards(const json_t *root, struct cw_counts *c, struct cw_error *err)
{
        const json_t *list = json_object_get(root, "shard_counts");
        cw_status status = CW_OK;
        if (list == NULL || json_is_null(list))
                return CW_OK;
        if (!json_is_array(list))
                return cw_part_fail_kind(err, "a list", "shard_counts", list);
        const size_t n = json_array_size(list);
        uint64_t *sum = cw_calloc(c->n_labels, sizeof(*sum));
        struct cw_label_presence *presence = cw_calloc(c->n_labels, sizeof(*presence));
        c->shard_rows = cw_calloc(n, sizeof(*c->shard_rows));
        if (sum == NULL || presence == NULL || c->shard_rows == NULL)
                status = cw_fail_memory(err, n * sizeof(*c->shard_rows));
        for (size_t i = 0; i < n && status == CW_OK; i++) {
                c->n_shard_rows = i + 1;
                status = read_shard(json_array_get(list, i), c, &c->shard_rows[i], sum, presence, err);
                status = cw_part_at_item(status, "shard_counts", i, err);
        }
        cw_free(sum);
        cw_free(presence);
        return status;
}

cw_status
cw_part_estimate(const json_t *root, struct cw_counts *c, struct cw_error *err)
{
        const json_t *object = json_object_get(root, "estimate");
        if (object == NULL)
                return CW_OK;
        if (!json_is_object(object))
                return cw_part_fail_kind(err, "an object", "estimate", object);
        struct cw_estimate *e = c->estimate = cw_calloc(1, sizeof(*e));
        if (e == NULL)
                return cw_fail_memory(err, sizeof(*e));
        e->asked = json_number_value(json_object_get(object, "asked"));
        CW_TRY(cw_part_count(json_object_get(object, "seed"), "seed", &e->seed, err));
        CW_TRY(cw_part_count(json_object_get(object, "blocks"), "blocks", &e->n_taken, err));
        CW_TRY(cw_part_count(json_object_get(object, "blocks_total"), "blocks_total", &e->n_blocks, err));
        CW_TRY(cw_part_optional_count(object, "tokens_counted", &e->tokens, err));
        if (e->n_taken <= e->n_blocks)
                return CW_OK;
        return cw_fail(err, CW_E_CORRUPT,
                       "expected at most %llu \"blocks\" of an estimate, found %llu; the counts file is damaged",
                       (unsigned long long)e->n_blocks, (unsigned long long)e->n_taken);
}
