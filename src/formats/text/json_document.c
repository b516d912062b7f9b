/* SPDX-License-Identifier: MIT */
/*
 * Learning a JSON document's form.  An outer object may be a record with lists of objects in it (annotations) or the
 * holder of the records: it is what has the better label column in it, and the holder where both are as good as sure.
 */
#include "formats/text/json_document.h"

#include "base/memory.h"
#include "formats/text/json_value.h"

/* A list of records within the outer object, and what its records are like. */
struct candidate {
        struct cw_json_span key;
        struct cw_json_profile profile;
        int rank; /* -1: none */
        bool tie;
};

/* Into the list at c->at: profiles its records, those of lists within it too. */
static cw_status
profile_list(struct cw_json_profile *p, struct cw_json_cursor *c, struct cw_error *err)
{
        size_t depth = 0;
        while (p->n_records < CW_JSON_PROFILE_RECORDS && cw_json_blanks(c)) {
                struct cw_json_span other;
                const char byte = *c->at;
                if (byte == '{') {
                        CW_TRY(cw_json_profile_add(p, c, err));
                } else if (byte == '[' || byte == ']' || byte == ',') {
                        depth = byte == '[' ? depth + 1 : byte == ']' ? depth - 1 : depth;
                        c->at++;
                } else if (!cw_json_value(c, &other)) {
                        break;
                }
                if (c->status != CW_OK || depth == 0)
                        break;
        }
        return CW_OK;
}

bool
cw_json_may_hold_records(struct cw_json_span value)
{
        struct cw_json_cursor c = {.at = value.begin, .end = value.end};
        while (cw_json_blanks(&c) && *c.at == '[')
                c.at++;
        return *value.begin == '[' && c.at < c.end && (*c.at == '{' || *c.at == ']');
}

/* Compares the list of records under m with the best one so far. */
static cw_status
weigh_candidate(struct candidate *best, const struct cw_json_member *m, const struct cw_json_path *path,
                const char *cut_at, struct cw_error *err)
{
        struct candidate own = {.key = m->key, .profile = {.path = path, .cut_at = cut_at}};
        struct cw_json_cursor c = {.at = m->value.begin, .end = m->value.end};
        if (!cw_json_may_hold_records(m->value))
                return CW_OK;
        const cw_status status = profile_list(&own.profile, &c, err);
        own.rank = cw_json_profile_rank(&own.profile);
        if (status != CW_OK || own.rank < best->rank) {
                cw_json_profile_free(&own.profile);
                return status;
        }
        own.tie = own.rank == best->rank;
        cw_json_profile_free(&best->profile);
        *best = own;
        return CW_OK;
}

static cw_status
find_candidate(struct candidate *best, struct cw_json_cursor c, const struct cw_json_path *path, const char *cut_at,
               struct cw_error *err)
{
        struct cw_json_member m;
        bool more = true;
        c.at++;
        for (bool first = true; more; first = false) {
                more = cw_json_member(&c, first, &m);
                if (m.value.begin != NULL)
                        CW_TRY(weigh_candidate(best, &m, path, cut_at, err));
        }
        return CW_OK;
}

/* The document is an object: a record, or the holder of a list of them? */
static cw_status
learn_object(struct cw_json_document *l, struct cw_json_profile *outer, struct candidate *best, struct cw_json_cursor c,
             struct cw_error *err)
{
        CW_TRY(find_candidate(best, c, outer->path, outer->cut_at, err));
        CW_TRY(cw_json_profile_add(outer, &c, err));
        const int outer_rank = cw_json_profile_rank(outer);
        if (best->rank == 1 && outer_rank == 1 && best->profile.n_whole == 0 && best->profile.n_cut > 0)
                return cw_json_fail_cut(err);
        if (best->rank < 0 || (best->rank < 3 && best->rank <= outer_rank && outer_rank > 0))
                return CW_OK;
        if (best->tie && best->rank > 1)
                return cw_fail(err, CW_E_DATA,
                               "expected one list of records in the document, found several; put each into a file of "
                               "its own");
        char plain[CW_JSON_TEXT_MOST];
        size_t nbytes;
        if (!cw_json_unescape(&c, best->key, plain, &nbytes))
                return CW_OK;
        l->holder_key = cw_strndup(plain, nbytes);
        return l->holder_key != NULL ? CW_OK : cw_fail_memory(err, nbytes);
}

cw_status
cw_json_document_learn(struct cw_json_document *l, const struct cw_read_options *options, struct cw_json_cursor c,
                       bool whole_file, struct cw_error *err)
{
        struct cw_json_path path;
        struct cw_json_profile outer = {.cut_at = whole_file ? NULL : c.end};
        struct candidate best = {.rank = -1};
        cw_status status = CW_OK;
        if (options->column != NULL) {
                CW_TRY(cw_json_path_init(&path, options->column, err));
                outer.path = best.profile.path = &path;
        }
        for (size_t bom = 1; cw_json_blanks(&c) && bom > 0; c.at += bom)
                bom = cw_json_bom(c.at, (size_t)(c.end - c.at));
        if (c.at < c.end && *c.at == '[')
                status = profile_list(&outer, &c, err);
        else if (c.at < c.end && *c.at == '{')
                status = learn_object(l, &outer, &best, c, err);
        if (status == CW_OK)
                status = cw_json_column_choose(&l->column, l->holder_key != NULL ? &best.profile : &outer,
                                               options->column, options->skip_bad_rows && !whole_file, err);
        cw_json_profile_free(&outer);
        cw_json_profile_free(&best.profile);
        return status;
}

void
cw_json_document_free(struct cw_json_document *l)
{
        cw_json_column_free(&l->column);
        cw_free(l->holder_key);
        *l = (struct cw_json_document){0};
}
