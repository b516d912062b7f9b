/* SPDX-License-Identifier: MIT */
/*
 * The two halves of a label of a tagging scheme: the prefix, which says where in an entity a token stands, and the type.
 *
 *     B-PER -> 'B', "PER"      I_LOC -> 'I', "LOC"      B-N-n.PERSON -> 'B', "N-n.PERSON"
 *
 * Prefixes are those of IOB, BIOES, BILOU and BMES; which of these schemes a set of labels follows is tag_scheme.h.
 */
#ifndef CW_LABELS_TAG_H
#define CW_LABELS_TAG_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct cw_tag {
        char prefix;      /**< one of B I E S L U M; 0: no label of a tagging scheme */
        const char *type; /**< in the name; "" for a bare prefix */
};

/** The name cut at its first separator, '-' or '_', where one letter of a tagging scheme stands before it. */
static inline struct cw_tag
cw_tag_of(const char *name)
{
        if (name == NULL || name[0] == '\0' || strchr("BIESLUM", name[0]) == NULL)
                return (struct cw_tag){0, name};
        if (name[1] == '\0')
                return (struct cw_tag){name[0], name + 1};
        if ((name[1] != '-' && name[1] != '_') || name[2] == '\0')
                return (struct cw_tag){0, name};
        return (struct cw_tag){name[0], name + 2};
}

#endif
