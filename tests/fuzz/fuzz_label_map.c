/* SPDX-License-Identifier: MIT */
/*
 * Label maps from any bytes.  The first byte chooses the extension, so that each language is reached by garbage too.
 * What is read must hold together: ids without holes, every name found under its id, the map in agreement with itself.
 */
#include "labels/label_map.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const struct cw_label_map *map)
{
        for (size_t i = 0; i < map->n; i++) {
                int64_t id;
                if (!cw_label_map_find(map, map->names[i], strlen(map->names[i]), &id) || id != (int64_t)i)
                        abort();
        }
        for (size_t i = 0; i < map->n_ignored; i++)
                if (map->ignored[i] >= 0 || (i > 0 && map->ignored[i] <= map->ignored[i - 1]))
                        abort();
        if (map->n == 0 || cw_label_map_agree(map, map, NULL) != CW_OK)
                abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static const char *const sources[] = {"x", "x.json", "x.yaml", "x.toml", "x.txt", "README.md"};
        struct cw_label_map *map;
        struct cw_error err;
        if (size == 0)
                return 0;
        const char *source = sources[data[0] % CW_ARRAY_LEN(sources)];
        /* a block of its own, so that a read past the end is seen */
        char *text = malloc(size);
        memcpy(text, data + 1, size - 1);
        if (cw_label_map_parse(text, size - 1, source, &map, &err) == CW_OK)
                check(map);
        else if (map != NULL || err.message[0] == '\0' || strchr(err.message, '\n') != NULL)
                abort();
        cw_label_map_free(&map);
        free(text);
        return 0;
}
