/* SPDX-License-Identifier: MIT */
/*
 * JSON to tree.  Jansson reads; what is added here is a bound on the number of values, and both places of a key that
 * stands twice in one object.
 *
 *     {"O": 0, "O": 1}      Readers keep the last and say nothing.  In a label map that loses a label, so jansson is told
 *      ^a      ^b           to refuse: it knows b, and a is looked for by walking the text up to b, which is valid so far.
 *
 * Numbers are read as reals: a config.json may hold integers beyond 64 bits, and ids are exact far beyond their limit.
 */
#include "labels/label_map_parts.h"

#include <string.h>

struct json_text {
        const char *text;
        size_t nbytes;
};

static cw_status
check_size(const char *text, size_t nbytes, struct cw_error *err)
{
        size_t n_values = 0;
        for (size_t i = 0; i < nbytes; i++)
                n_values += text[i] == ',' || text[i] == '[' || text[i] == '{';
        if (n_values > CW_LABEL_MAX_VALUES)
                return cw_fail(err, CW_E_DATA, "more than %d values; is this a label map?", CW_LABEL_MAX_VALUES);
        return CW_OK;
}

/* ---- a key that is there twice ---------------------------------------------------------------------------- */

/** Past the string whose opening quote is at `at`. */
static size_t
string_end(struct json_text t, size_t at)
{
        for (at++; at < t.nbytes && t.text[at] != '"'; at++)
                at += t.text[at] == '\\';
        return at < t.nbytes ? at + 1 : t.nbytes;
}

static size_t
skip_blanks(struct json_text t, size_t at)
{
        while (at < t.nbytes && strchr(" \t\r\n", t.text[at]) != NULL && t.text[at] != '\0')
                at++;
        return at;
}

/** Where the object begins that is open at `stop`, and the last string that begins before `stop`. */
static void
find_second(struct json_text t, size_t stop, size_t *object_ret, size_t *key_ret)
{
        enum { DEEPEST = 2048 }; /* as deep as jansson goes */
        size_t open[DEEPEST + 1] = {0}, depth = 0;
        for (size_t at = 0; at < stop;) {
                const char c = t.text[at];
                if (c == '"') {
                        *key_ret = at;
                        at = string_end(t, at);
                        continue;
                }
                if ((c == '{' || c == '[') && depth < DEEPEST)
                        open[++depth] = at;
                else if ((c == '}' || c == ']') && depth > 0)
                        depth--;
                at++;
        }
        *object_ret = open[depth];
}

/** The first key of the object at `object` that reads as the string at `key` does; `key` itself if none comes first. */
static size_t
find_first(struct json_text t, size_t object, size_t key)
{
        json_t *wanted = json_loadb(t.text + key, string_end(t, key) - key, JSON_DECODE_ANY, NULL);
        size_t depth = 1, found = key;
        for (size_t at = object + 1; at < key && found == key;) {
                const char c = t.text[at];
                if (c == '"') {
                        const size_t end = string_end(t, at), colon = skip_blanks(t, end);
                        if (depth == 1 && colon < t.nbytes && t.text[colon] == ':') {
                                json_t *other = json_loadb(t.text + at, end - at, JSON_DECODE_ANY, NULL);
                                if (json_equal(other, wanted))
                                        found = at;
                                json_decref(other);
                        }
                        at = end;
                        continue;
                }
                depth += c == '{' || c == '[';
                depth -= c == '}' || c == ']';
                at++;
        }
        json_decref(wanted);
        return found;
}

/* A place as a person looks for it, and what stands there. */
struct key_place {
        size_t line, column;
        char value[64];
};

/** The value whose first byte is at `at`, as it is written. */
static void
describe_value(struct json_text t, size_t at, char value_ret[64])
{
        size_t end = at;
        if (at < t.nbytes && (t.text[at] == '{' || t.text[at] == '[')) {
                strcpy(value_ret, t.text[at] == '{' ? "an object" : "a list");
                return;
        }
        if (at < t.nbytes && t.text[at] == '"')
                end = string_end(t, at);
        else
                while (end < t.nbytes && strchr(",}] \t\r\n", t.text[end]) == NULL)
                        end++;
        /* quoted to be fit for one line; the quotes go, as a string brings its own */
        const struct cw_label_quoted quoted = cw_label_quote(t.text + at, end - at);
        const size_t n = strlen(quoted.text) - 2;
        const size_t kept = n < 63 ? n : 63;
        memcpy(value_ret, quoted.text + 1, kept);
        value_ret[kept] = '\0';
}

static struct key_place
describe_key(struct json_text t, size_t key)
{
        struct key_place place = {.line = 1, .column = 1};
        for (size_t i = 0; i < key; i++) {
                place.column += ((unsigned char)t.text[i] & 0xC0) != 0x80; /* characters, not bytes */
                if (t.text[i] == '\n') {
                        place.line++;
                        place.column = 1;
                }
        }
        const size_t colon = skip_blanks(t, string_end(t, key));
        describe_value(t, skip_blanks(t, colon + (colon < t.nbytes && t.text[colon] == ':')), place.value);
        return place;
}

static cw_status
fail_twice(struct json_text t, size_t stop, struct cw_error *err)
{
        size_t object = 0, second = 0;
        find_second(t, stop < t.nbytes ? stop : t.nbytes, &object, &second);
        const size_t first = find_first(t, object, second);
        const size_t name_nbytes = string_end(t, second) - second;
        const struct cw_label_quoted name = cw_label_quote(t.text + second + 1, name_nbytes >= 2 ? name_nbytes - 2 : 0);
        const struct key_place a = describe_key(t, first), b = describe_key(t, second);
        return cw_fail(err, CW_E_DATA,
                       "%s is there twice, %s on line %zu (column %zu) and %s on line %zu (column %zu); delete one",
                       name.text, a.value, a.line, a.column, b.value, b.line, b.column);
}

/* ---- the tree --------------------------------------------------------------------------------------------- */

cw_status
cw_label_tree_from_json(const char *text, size_t nbytes, json_t **tree_ret, struct cw_error *err)
{
        json_error_t why;
        *tree_ret = NULL;
        CW_TRY(check_size(text, nbytes, err));
        *tree_ret = json_loadb(text, nbytes, JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL, &why);
        if (*tree_ret != NULL)
                return CW_OK;
        switch (json_error_code(&why)) {
        case json_error_out_of_memory:
                return cw_fail_memory(err, nbytes);
        case json_error_duplicate_key:
                return fail_twice((struct json_text){text, nbytes}, (size_t)why.position, err);
        default:
                break;
        }
        for (char *c = why.text; *c != '\0'; c++)
                if ((unsigned char)*c < 0x20)
                        *c = ' ';
        return cw_label_at_line(err,
                                cw_fail(err, CW_E_DATA, "expected a label map, found no valid JSON: %.200s (column %d)",
                                        why.text, why.column),
                                why.line > 0 ? (size_t)why.line : 0);
}
