/* SPDX-License-Identifier: MIT */
/*
 * The choice of the label column.  A sample is read once, before the counting, so that this may be slow and plain.
 */
#include "formats/text/json_column.h"

#include "base/memory.h"
#include "formats/text/json_value.h"
#include "formats/text/text.h"

#include <stdio.h>
#include <string.h>

/* What the values of a key were, in any of the records. */
enum {
        SAW_IDS = 1,     /* a list of integers */
        SAW_NAMES = 2,   /* a list of strings */
        SAW_NOTHING = 4, /* null or an empty list */
        SAW_SCALAR = 8,  /* an integer or a string */
        SAW_NESTED = 16, /* a list of lists */
        SAW_OTHER = 32
};

enum { KEYS_MOST = 512, KEY_NBYTES_MOST = 256, NAMED_IN_MESSAGE = 8 };

struct cw_json_key {
        char *name;
        size_t nbytes;
        unsigned saw;
};

char *
cw_json_sample_copy(const char *sample, size_t nbytes)
{
        char *const copy = nbytes <= SIZE_MAX - CW_TEXT_PAD ? cw_malloc(nbytes + CW_TEXT_PAD) : NULL;
        if (copy == NULL)
                return NULL;
        if (nbytes > 0)
                memcpy(copy, sample, nbytes);
        memset(copy + nbytes, 0, CW_TEXT_PAD);
        return copy;
}

static unsigned
saw_scalar(struct cw_json_span value)
{
        int64_t id;
        struct cw_json_cursor c = {.at = value.begin, .end = value.end};
        if (*value.begin == '"')
                return SAW_NAMES;
        return cw_json_integer(&c, &id) && c.at == c.end ? SAW_IDS : SAW_OTHER;
}

/* The elements of a list, as far as they are whole: the text may end within it. */
static unsigned
saw_list(struct cw_json_span list)
{
        struct cw_json_cursor c = {.at = list.begin + 1, .end = list.end};
        unsigned saw = 0;
        while (cw_json_blanks(&c) && *c.at != ']') {
                struct cw_json_span element;
                if (!cw_json_value(&c, &element) || c.at == c.end)
                        break;
                saw |= *element.begin == '[' ? SAW_NESTED : saw_scalar(element);
                if (!cw_json_blanks(&c) || *c.at != ',')
                        break;
                c.at++;
        }
        if (saw == 0)
                return SAW_NOTHING;
        return (saw & (saw - 1)) == 0 ? saw : SAW_OTHER;
}

static unsigned
saw_value(struct cw_json_span value)
{
        switch (*value.begin) {
        case '[':
                return saw_list(value);
        case '{':
                return SAW_OTHER;
        case 'n':
                return SAW_NOTHING;
        default:
                return saw_scalar(value) == SAW_OTHER ? SAW_OTHER : SAW_SCALAR;
        }
}

/* The entry of a key, new or old; NULL where it cannot be a column or there are too many. */
static cw_status
find_key(struct cw_json_profile *p, const char *name, size_t nbytes, struct cw_json_key **key_ret, struct cw_error *err)
{
        *key_ret = NULL;
        for (size_t i = 0; i < p->n_keys; i++) {
                if (p->keys[i].nbytes == nbytes && memcmp(p->keys[i].name, name, nbytes) == 0) {
                        *key_ret = &p->keys[i];
                        return CW_OK;
                }
        }
        if (p->n_keys == KEYS_MOST || nbytes > KEY_NBYTES_MOST || memchr(name, '\0', nbytes) != NULL)
                return CW_OK;
        if (!cw_grow(&p->keys, &p->keys_cap, p->n_keys + 1, sizeof(*p->keys)))
                return cw_fail_memory(err, (p->n_keys + 1) * sizeof(*p->keys));
        char *const copy = cw_strndup(name, nbytes);
        if (copy == NULL)
                return cw_fail_memory(err, nbytes);
        *key_ret = &p->keys[p->n_keys++];
        **key_ret = (struct cw_json_key){copy, nbytes, 0};
        return CW_OK;
}

static cw_status
take_member(struct cw_json_profile *p, const struct cw_json_member *m, struct cw_error *err)
{
        char plain[CW_JSON_TEXT_MOST];
        const char *name = m->key.begin;
        size_t nbytes = cw_json_nbytes(m->key);
        struct cw_json_key *key;
        if (m->key.escaped) {
                struct cw_json_cursor c = {.at = m->key.begin, .end = m->key.end};
                if (!cw_json_unescape(&c, m->key, plain, &nbytes))
                        return CW_OK;
                name = plain;
        }
        CW_TRY(find_key(p, name, nbytes, &key, err));
        if (key != NULL)
                key->saw |= saw_value(m->value);
        return CW_OK;
}

cw_status
cw_json_profile_add(struct cw_json_profile *p, struct cw_json_cursor *c, struct cw_error *err)
{
        struct cw_json_cursor again = *c;
        struct cw_json_member m;
        bool more = true;
        p->n_records++;
        c->at++;
        for (bool first = true; more; first = false) {
                more = cw_json_member(c, first, &m);
                if (m.value.begin != NULL)
                        CW_TRY(take_member(p, &m, err));
        }
        p->n_whole += c->status == CW_OK;
        p->n_cut += c->status == CW_E_TRUNCATED && c->end == p->cut_at;
        struct cw_json_span value;
        if (p->path != NULL && c->status == CW_OK && cw_json_find(&again, p->path, &value) && value.begin != NULL)
                p->n_at_path++;
        return CW_OK;
}

void
cw_json_profile_free(struct cw_json_profile *p)
{
        for (size_t i = 0; i < p->n_keys; i++)
                cw_free(p->keys[i].name);
        cw_free(p->keys);
        *p = (struct cw_json_profile){0};
}

static const char *const usual[] = {"pii_labels", "ner_tags", "labels", "label_ids", "tags"};

static bool
is_usual_name(const struct cw_json_key *key)
{
        for (size_t i = 0; i < CW_ARRAY_LEN(usual); i++) {
                if (strcmp(key->name, usual[i]) == 0)
                        return (key->saw & SAW_OTHER) == 0 || (key->saw & (SAW_IDS | SAW_NAMES | SAW_SCALAR)) != 0;
        }
        return false;
}

static bool
is_id_list(const struct cw_json_key *key)
{
        return (key->saw & ~(unsigned)SAW_NOTHING) == SAW_IDS;
}

static bool
is_name_list(const struct cw_json_key *key)
{
        return (key->saw & ~(unsigned)SAW_NOTHING) == SAW_NAMES;
}

static bool
is_any(const struct cw_json_key *key)
{
        (void)key;
        return true;
}

/* The steps of the choice. */
static const struct {
        bool (*fits)(const struct cw_json_key *key);
        const char *why;
        int rank;
} steps[] = {
        {is_usual_name, "the only one of pii_labels, ner_tags, labels, label_ids, tags in the records", 3},
        {is_id_list, "the only key that holds lists of integers", 2},
        {is_name_list, "the only key that holds lists of strings", 2},
};

static const struct cw_json_key *
first_fit(const struct cw_json_profile *p, bool (*fits)(const struct cw_json_key *key), size_t *n_ret)
{
        const struct cw_json_key *found = NULL;
        *n_ret = 0;
        for (size_t i = p->n_keys; i-- > 0;) {
                if (fits(&p->keys[i])) {
                        found = &p->keys[i];
                        ++*n_ret;
                }
        }
        return found;
}

/* Whether the key is the beginning of the path, of which a cut record cannot show more. */
static bool
may_lead_to(const struct cw_json_path *path, const struct cw_json_key *key)
{
        return key->nbytes <= path->nbytes && (key->nbytes == path->nbytes || path->text[key->nbytes] == '.') &&
               memcmp(key->name, path->text, key->nbytes) == 0;
}

int
cw_json_profile_rank(const struct cw_json_profile *p)
{
        if (p->path != NULL) {
                bool leads = p->n_at_path > 0;
                for (size_t i = 0; i < p->n_keys && p->n_whole == 0; i++)
                        leads = leads || may_lead_to(p->path, &p->keys[i]);
                return leads ? 3 : p->n_whole == 0 ? 1 : 0;
        }
        for (size_t i = 0; i < CW_ARRAY_LEN(steps); i++) {
                size_t n;
                if (first_fit(p, steps[i].fits, &n) != NULL)
                        return steps[i].rank;
        }
        return p->n_whole == 0 ? 1 : 0;
}

void
cw_json_show(char *shown_ret, size_t shown_nbytes, const char *name)
{
        const size_t n = strlen(name);
        const size_t kept = n < shown_nbytes ? n : shown_nbytes - 4;
        for (size_t i = 0; i < kept; i++)
                shown_ret[i] = (unsigned char)name[i] < ' ' || name[i] == 0x7F ? '?' : name[i];
        snprintf(shown_ret + kept, shown_nbytes - kept, "%s", kept < n ? "..." : "");
}

/* "a, b, c" of the keys that fit. */
static void
list_keys(const struct cw_json_profile *p, bool (*fits)(const struct cw_json_key *key), char *out, size_t out_nbytes)
{
        size_t used = 0, n = 0;
        out[0] = '\0';
        for (size_t i = 0; i < p->n_keys && n <= NAMED_IN_MESSAGE; i++) {
                char shown[48] = "...";
                if (!fits(&p->keys[i]))
                        continue;
                if (n < NAMED_IN_MESSAGE)
                        cw_json_show(shown, sizeof(shown), p->keys[i].name);
                used += (size_t)snprintf(out + used, out_nbytes - used, "%s%s", n > 0 ? ", " : "", shown);
                n++;
        }
        if (n == 0)
                snprintf(out, out_nbytes, "none");
}

static bool
has_key(const struct cw_json_profile *p, const char *name)
{
        for (size_t i = 0; i < p->n_keys; i++) {
                if (strcmp(p->keys[i].name, name) == 0)
                        return true;
        }
        return false;
}

/* A label map among data, by its keys. */
static const char *
map_hint(const struct cw_json_profile *p)
{
        const bool is_map = has_key(p, "id2label") || has_key(p, "label2id");
        return is_map ? "; this is a label map: leave it out of the data, and name it with --labels" : "";
}

/* A key of the right name: what is in it must be wrong. */
static const char *
kind_hint(const struct cw_json_profile *p)
{
        for (size_t i = 0; i < CW_ARRAY_LEN(usual); i++) {
                if (has_key(p, usual[i]))
                        return "; of labels all must be integers, or all strings";
        }
        return "";
}

/* Text with spans is the other form that such data comes in, and is not read. */
static const char *
spans_hint(const struct cw_json_profile *p)
{
        if (has_key(p, "entities") || has_key(p, "spans") || has_key(p, "annotations") ||
            (has_key(p, "start") && has_key(p, "end")))
                return "; spans of characters are not counted: give each token a label first";
        return "";
}

static cw_status
set_column(struct cw_json_column *column, const char *name, const char *why, struct cw_error *err)
{
        column->name = cw_strdup(name);
        if (column->name == NULL)
                return cw_fail_memory(err, strlen(name) + 1);
        column->why = why;
        cw_json_show(column->shown, sizeof(column->shown), name);
        return cw_json_path_init(&column->path, column->name, err);
}

static cw_status
choose_asked(struct cw_json_column *column, const struct cw_json_profile *p, const char *asked_for, bool may_lack,
             struct cw_error *err)
{
        char keys[NAMED_IN_MESSAGE * 52 + 8];
        CW_TRY(set_column(column, asked_for, "asked for", err));
        if (p->n_whole == 0 || p->n_at_path > 0 || may_lack)
                return CW_OK;
        list_keys(p, is_any, keys, sizeof(keys));
        return cw_fail(err, CW_E_DATA,
                       "expected the key \"%s\" in the records, found these: %s; choose another with --column (a.b "
                       "names a key within another)%s",
                       column->shown, keys, map_hint(p));
}

cw_status
cw_json_fail_cut(struct cw_error *err)
{
        return cw_fail(err, CW_E_LIMIT,
                       "the first record is longer than what is looked at to tell where the labels are; name the key "
                       "with --column, or put a shorter record first");
}

cw_status
cw_json_column_choose(struct cw_json_column *column, const struct cw_json_profile *p, const char *asked_for,
                      bool rows_may_lack_it, struct cw_error *err)
{
        char keys[NAMED_IN_MESSAGE * 52 + 8];
        *column = (struct cw_json_column){.why = "no record seen yet"};
        if (asked_for != NULL)
                return choose_asked(column, p, asked_for, rows_may_lack_it, err);
        if (p->n_records == 0)
                return CW_OK;
        const bool is_cut = p->n_whole == 0 && p->n_cut > 0;
        for (size_t i = 0; i < CW_ARRAY_LEN(steps); i++) {
                size_t n;
                const struct cw_json_key *const key = first_fit(p, steps[i].fits, &n);
                if (i > 0 && is_cut)
                        return cw_json_fail_cut(err);
                if (n == 1)
                        return set_column(column, key->name, steps[i].why, err);
                if (n == 0)
                        continue;
                list_keys(p, steps[i].fits, keys, sizeof(keys));
                return cw_fail(err, CW_E_DATA, "expected one key with labels, found %zu: %s; choose one with --column",
                               n, keys);
        }
        list_keys(p, is_any, keys, sizeof(keys));
        return cw_fail(err, CW_E_DATA,
                       "expected a key that holds labels, found these keys: %s; choose one with --column (a.b names a "
                       "key within another)%s%s%s",
                       keys, kind_hint(p), spans_hint(p), map_hint(p));
}

void
cw_json_column_free(struct cw_json_column *column)
{
        cw_free(column->name);
        *column = (struct cw_json_column){0};
}
