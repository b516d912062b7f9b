/* SPDX-License-Identifier: MIT */
/*
 * "Did you mean": the nearest of a set of words by Damerau-Levenshtein distance.
 */
#ifndef CW_CLI_SUGGEST_H
#define CW_CLI_SUGGEST_H

#include <stddef.h>

/** The best so far of one search.  Start with {.wrong = WORD}. */
struct cli_suggestion {
        const char *wrong;
        const char *best; /**< NULL: nothing is near enough */
        size_t distance;
};

/** Weighs one candidate; among equals the first one offered stays. */
void cli_suggest(struct cli_suggestion *s, const char *candidate);

#endif
