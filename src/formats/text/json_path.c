/* SPDX-License-Identifier: MIT */
/*
 * One walk over the members of a record: those that are not on the path are skipped, the one that is there is noted, and
 * only once the record is known to close is the note worth anything.
 */
#include "formats/text/json_path.h"

#include "formats/text/json_value.h"

#include <assert.h>
#include <string.h>

static unsigned
count_dots(const char *text, size_t nbytes)
{
        unsigned n = 0;
        for (size_t i = 0; i < nbytes; i++)
                n += text[i] == '.';
        return n;
}

cw_status
cw_json_path_init(struct cw_json_path *path, const char *text, struct cw_error *err)
{
        const size_t nbytes = strlen(text);
        const unsigned n_dots = nbytes <= CW_JSON_TEXT_MOST ? count_dots(text, nbytes) : CW_JSON_SEGMENTS;
        if (n_dots >= CW_JSON_SEGMENTS)
                return cw_fail(err, CW_E_USAGE,
                               "expected a --column of at most %d keys and %d bytes, found a longer one",
                               (int)CW_JSON_SEGMENTS, (int)CW_JSON_TEXT_MOST);
        *path = (struct cw_json_path){text, nbytes, n_dots};
        return CW_OK;
}

/* Whether the key is the path, or the path up to a dot. */
static inline bool
leads_on(const struct cw_json_path *path, const char *key, size_t nbytes)
{
        return nbytes <= path->nbytes && (nbytes == path->nbytes || path->text[nbytes] == '.') &&
               memcmp(key, path->text, nbytes) == 0;
}

/* As leads_on() for a key as it stands in the text; *nbytes_ret is its length without escapes. */
static bool
key_leads_on(const struct cw_json_path *path, struct cw_json_span key, size_t *nbytes_ret)
{
        *nbytes_ret = cw_json_nbytes(key);
        if (!key.escaped)
                return leads_on(path, key.begin, *nbytes_ret);
        char plain[CW_JSON_TEXT_MOST];
        struct cw_json_cursor c = {.at = key.begin, .end = key.end};
        return cw_json_unescape(&c, key, plain, nbytes_ret) && leads_on(path, plain, *nbytes_ret);
}

/* What `value` holds at the rest of the path, behind a key of key_nbytes. */
static struct cw_json_span
look_into(const struct cw_json_path *path, size_t key_nbytes, unsigned key_dots, struct cw_json_span value)
{
        struct cw_json_span found = {0};
        if (key_nbytes == path->nbytes)
                return value;
        if (*value.begin != '{')
                return found;
        /* Recursion ends: the rest has fewer dots. */
        const struct cw_json_path rest = {path->text + key_nbytes + 1, path->nbytes - key_nbytes - 1,
                                          path->n_dots - key_dots - 1};
        struct cw_json_cursor c = {.at = value.begin, .end = value.end};
        return cw_json_find(&c, &rest, &found) ? found : (struct cw_json_span){0};
}

bool
cw_json_find(struct cw_json_cursor *c, const struct cw_json_path *path, struct cw_json_span *value_ret)
{
        struct cw_json_span found[CW_JSON_SEGMENTS]; /* by the number of dots in the key */
        struct cw_json_member m;
        assert(path->n_dots < CW_JSON_SEGMENTS && *c->at == '{');
        for (unsigned i = 0; i <= path->n_dots; i++)
                found[i] = (struct cw_json_span){0};
        c->at++;
        for (bool first = true; cw_json_member(c, first, &m); first = false) {
                size_t key_nbytes;
                if (!key_leads_on(path, m.key, &key_nbytes))
                        continue;
                const unsigned key_dots = path->n_dots > 0 ? count_dots(path->text, key_nbytes) : 0;
                found[key_dots] = look_into(path, key_nbytes, key_dots, m.value);
        }
        unsigned best = path->n_dots;
        while (best > 0 && found[best].begin == NULL)
                best--;
        *value_ret = found[best];
        return c->status == CW_OK;
}
