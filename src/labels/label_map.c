/* SPDX-License-Identifier: MIT */
/*
 * The label map itself: names by id in an array, ids by name in an open-addressing table.  Asked once a distinct label
 * of a shard, not once a token.  Where maps come from is not known here: see label_map_read.c.
 */
#include "labels/label_map_parts.h"

#include "base/hash.h"
#include "base/memory.h"

#include <string.h>

/* `number` is an id below map->n, or map->n plus an index into map->ignored. */
struct cw_name_slot {
        uint64_t hash;
        uint32_t number_plus_1; /* 0: free */
        uint32_t nbytes;
};

static const char *
name_at(const struct cw_label_map *map, size_t number)
{
        return number < map->n ? map->names[number] : map->ignored_names[number - map->n];
}

static int64_t
id_at(const struct cw_label_map *map, size_t number)
{
        return number < map->n ? (int64_t)number : map->ignored[number - map->n];
}

/** The slot that holds the name, or the free one where it would go. */
static struct cw_name_slot *
probe(const struct cw_label_map *map, const char *name, size_t nbytes, uint64_t hash)
{
        const size_t mask = map->n_slots - 1;
        for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
                struct cw_name_slot *slot = &map->slots[i];
                if (slot->number_plus_1 == 0)
                        return slot;
                if (slot->hash == hash && slot->nbytes == nbytes &&
                    memcmp(name_at(map, slot->number_plus_1 - 1), name, nbytes) == 0)
                        return slot;
        }
}

static cw_status
fail_twice(const struct cw_label_map *map, size_t first, size_t second, bool ids_are_lines, struct cw_error *err)
{
        const char *name = name_at(map, first);
        const struct cw_label_quoted quoted = cw_label_quote(name, strlen(name));
        const long long a = id_at(map, first), b = id_at(map, second);
        if (ids_are_lines)
                return cw_fail(err, CW_E_DATA, "%s stands on line %lld and on line %lld; a name has one id",
                               quoted.text, a + 1, b + 1);
        return cw_fail(err, CW_E_DATA, "%s has id %lld and id %lld; a name has one id", quoted.text, a, b);
}

cw_status
cw_label_map_index(struct cw_label_map *map, bool ids_are_lines, struct cw_error *err)
{
        const size_t n = map->n + map->n_ignored;
        size_t n_slots = 8;
        while (n_slots < 2 * n)
                n_slots *= 2;
        map->slots = cw_calloc(n_slots, sizeof(*map->slots));
        if (map->slots == NULL)
                return cw_fail_memory(err, n_slots * sizeof(*map->slots));
        map->n_slots = n_slots;
        for (size_t number = 0; number < n; number++) {
                const char *name = name_at(map, number);
                const size_t nbytes = strlen(name);
                const uint64_t hash = cw_hash64(name, nbytes);
                struct cw_name_slot *slot = probe(map, name, nbytes, hash);
                if (slot->number_plus_1 == 0)
                        *slot = (struct cw_name_slot){hash, (uint32_t)number + 1, (uint32_t)nbytes};
                else if (slot->number_plus_1 <= map->n) /* several ignored ids may share a name */
                        return fail_twice(map, slot->number_plus_1 - 1, number, ids_are_lines, err);
        }
        return CW_OK;
}

bool
cw_label_map_find(const struct cw_label_map *map, const char *name, size_t name_nbytes, int64_t *id_ret)
{
        const struct cw_name_slot *slot = probe(map, name, name_nbytes, cw_hash64(name, name_nbytes));
        if (slot->number_plus_1 == 0)
                return false;
        *id_ret = id_at(map, slot->number_plus_1 - 1);
        return true;
}

cw_status
cw_label_map_from_names(const char *const *names, size_t n, const char *source, struct cw_label_map **map_ret,
                        struct cw_error *err)
{
        struct cw_label_draft draft = {0};
        cw_status status = CW_OK;
        *map_ret = NULL;
        for (size_t i = 0; i < n; i++)
                CW_TRY_GOTO(cw_label_draft_add(&draft, (int64_t)i, names[i], strlen(names[i]), err));
        status = cw_label_draft_finish(&draft, source, map_ret, err);
done:
        cw_label_draft_free(&draft);
        return status;
}

struct cw_label_map *
cw_label_map_share(struct cw_label_map *map)
{
        atomic_fetch_add(&map->n_shares, 1);
        return map;
}

void
cw_label_map_free(struct cw_label_map **map)
{
        if (map == NULL || *map == NULL)
                return;
        if (atomic_fetch_sub(&(*map)->n_shares, 1) > 0) {
                *map = NULL;
                return;
        }
        cw_free((*map)->names);
        cw_free((*map)->ignored_names);
        cw_free((*map)->ignored);
        cw_free((*map)->source);
        cw_free((*map)->slots);
        cw_free(*map);
        *map = NULL;
}
