/* SPDX-License-Identifier: MIT */
/*
 * Drafts: pairs of id and name as a file gave them, turned into a map or into the sentence that says what is wrong with
 * them.  The ids of a map are 0 .. n-1: a hole or a second name for an id means that the map does not belong to the
 * data, and weights made with it would land on other labels.  Names that are there twice are found by the index.
 */
#include "labels/label_map_parts.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

struct cw_label_quoted
cw_label_quote(const char *name, size_t nbytes)
{
        enum { LONGEST = 60 };
        struct cw_label_quoted quoted;
        size_t n = nbytes;
        if (n > LONGEST)
                for (n = LONGEST; n > LONGEST - 4 && ((unsigned char)name[n] & 0xC0) == 0x80; n--)
                        ;
        char *at = quoted.text;
        *at++ = '"';
        for (size_t i = 0; i < n; i++)
                *at++ = (unsigned char)name[i] < 0x20 || name[i] == 0x7F ? '?' : name[i];
        memcpy(at, n < nbytes ? "...\"" : "\"", n < nbytes ? 5 : 2);
        return quoted;
}

cw_status
cw_label_at_line(struct cw_error *err, cw_status status, size_t line)
{
        if (err != NULL)
                err->row = line;
        return status;
}

cw_status
cw_label_draft_add(struct cw_label_draft *draft, int64_t id, const char *name, size_t nbytes, struct cw_error *err)
{
        if (id > CW_LABEL_MAX_ID)
                return cw_fail(err, CW_E_DATA, "%s has id %lld; ids of labels run from 0 without holes, to %d at most",
                               cw_label_quote(name, nbytes).text, (long long)id, CW_LABEL_MAX_ID);
        if (memchr(name, '\0', nbytes) != NULL)
                return cw_fail(err, CW_E_DATA, "the name of id %lld holds a NUL byte; expected text", (long long)id);
        if (!cw_grow(&draft->entries, &draft->cap, draft->n + 1, sizeof(*draft->entries)))
                return cw_fail_memory(err, draft->n * sizeof(*draft->entries));
        draft->entries[draft->n++] = (struct cw_label_entry){id, name, nbytes};
        return CW_OK;
}

static int
compare_entries(const void *a, const void *b)
{
        const struct cw_label_entry *x = a, *y = b;
        if (x->id != y->id)
                return x->id < y->id ? -1 : 1;
        /* equal ids become a sentence with both names: it must not depend on how qsort() orders them */
        const int names = memcmp(x->name, y->name, x->nbytes < y->nbytes ? x->nbytes : y->nbytes);
        return names != 0 ? names : (x->nbytes > y->nbytes) - (x->nbytes < y->nbytes);
}

static void
sort_by_id(struct cw_label_draft *draft)
{
        for (size_t i = 1; i < draft->n; i++) {
                if (draft->entries[i].id <= draft->entries[i - 1].id) {
                        qsort(draft->entries, draft->n, sizeof(*draft->entries), compare_entries);
                        return;
                }
        }
}

static bool
same_name(const struct cw_label_entry *a, const struct cw_label_entry *b)
{
        return a->nbytes == b->nbytes && memcmp(a->name, b->name, a->nbytes) == 0;
}

/** An ignored id that id2label and label2id both have is one. */
static void
drop_repeated_ignored(struct cw_label_draft *draft)
{
        size_t n = 0;
        for (size_t i = 0; i < draft->n; i++) {
                const struct cw_label_entry *e = &draft->entries[i];
                if (n == 0 || e->id >= 0 || e->id != draft->entries[n - 1].id || !same_name(e, &draft->entries[n - 1]))
                        draft->entries[n++] = *e;
        }
        draft->n = n;
}

static cw_status
fail_same_id(const struct cw_label_entry *a, const struct cw_label_entry *b, struct cw_error *err)
{
        const struct cw_label_quoted first = cw_label_quote(a->name, a->nbytes);
        if (same_name(a, b))
                return cw_fail(err, CW_E_DATA, "id %lld is there twice, both times as %s; delete one", (long long)a->id,
                               first.text);
        return cw_fail(err, CW_E_DATA, "id %lld is %s and %s; an id has one name", (long long)a->id, first.text,
                       cw_label_quote(b->name, b->nbytes).text);
}

static cw_status
fail_hole(const struct cw_label_entry *before, const struct cw_label_entry *after, struct cw_error *err)
{
        const struct cw_label_quoted next = cw_label_quote(after->name, after->nbytes);
        if (before == NULL)
                return cw_fail(err, CW_E_DATA, "id 0 is missing: the lowest is %lld, %s; ids run from 0 without holes",
                               (long long)after->id, next.text);
        return cw_fail(err, CW_E_DATA, "id %lld is missing: %lld is %s, %lld is %s; ids run from 0 without holes",
                       (long long)before->id + 1, (long long)before->id,
                       cw_label_quote(before->name, before->nbytes).text, (long long)after->id, next.text);
}

/** Sorted entries: each id once, and from 0 on none left out. */
static cw_status
check_ids(const struct cw_label_entry *entries, size_t n, size_t n_negative, struct cw_error *err)
{
        for (size_t i = 0; i < n; i++) {
                const struct cw_label_entry *e = &entries[i];
                if (i > 0 && e->id == e[-1].id)
                        return fail_same_id(&e[-1], e, err);
                if (i >= n_negative && e->id != (int64_t)(i - n_negative))
                        return fail_hole(i > n_negative ? &e[-1] : NULL, e, err);
        }
        return CW_OK;
}

/** Copies names, and the list of them, into one piece of memory: every one of ten thousand shards has its list. */
static cw_status
copy_names(const struct cw_label_entry *entries, size_t n, char ***names_ret, size_t *n_ret, struct cw_error *err)
{
        size_t nbytes = n * sizeof(**names_ret);
        for (size_t i = 0; i < n; i++)
                nbytes += entries[i].nbytes + 1;
        char **names = *names_ret = cw_malloc(nbytes);
        if (names == NULL)
                return cw_fail_memory(err, nbytes);
        char *text = (char *)(names + n);
        for (size_t i = 0; i < n; i++) {
                names[i] = memcpy(text, entries[i].name, entries[i].nbytes);
                text[entries[i].nbytes] = '\0';
                text += entries[i].nbytes + 1;
        }
        *n_ret = n;
        return CW_OK;
}

static cw_status
copy_ignored(const struct cw_label_entry *entries, size_t n, struct cw_label_map *map, struct cw_error *err)
{
        map->ignored = cw_calloc(n, sizeof(*map->ignored));
        if (map->ignored == NULL)
                return cw_fail_memory(err, n * sizeof(*map->ignored));
        for (size_t i = 0; i < n; i++)
                map->ignored[i] = entries[i].id;
        return copy_names(entries, n, &map->ignored_names, &map->n_ignored, err);
}

cw_status
cw_label_draft_finish(struct cw_label_draft *draft, const char *source, struct cw_label_map **map_ret,
                      struct cw_error *err)
{
        *map_ret = NULL;
        sort_by_id(draft);
        drop_repeated_ignored(draft);
        const struct cw_label_entry *entries = draft->entries;
        size_t n_negative = 0;
        while (n_negative < draft->n && entries[n_negative].id < 0)
                n_negative++;
        CW_TRY(check_ids(entries, draft->n, n_negative, err));

        struct cw_label_map *map = cw_calloc(1, sizeof(*map));
        if (map == NULL)
                return cw_fail_memory(err, sizeof(*map));
        cw_status status = CW_OK;
        map->source = cw_strdup(source);
        if (map->source == NULL)
                CW_TRY_GOTO(cw_fail_memory(err, strlen(source)));
        if (n_negative > 0)
                CW_TRY_GOTO(copy_ignored(entries, n_negative, map, err));
        if (draft->n > n_negative)
                CW_TRY_GOTO(copy_names(entries + n_negative, draft->n - n_negative, &map->names, &map->n, err));
        CW_TRY_GOTO(cw_label_map_index(map, draft->ids_are_lines, err));
        *map_ret = map;
        map = NULL;
done:
        cw_label_map_free(&map);
        return status;
}

void
cw_label_draft_free(struct cw_label_draft *draft)
{
        cw_free(draft->entries);
        *draft = (struct cw_label_draft){0};
}
