/* SPDX-License-Identifier: MIT */
/*
 * Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours each cost one.
 *
 * A candidate is near enough if a third of its letters or fewer are wrong; a word cut short ("--col") is near
 * whatever is missing, because people also try unfinished words.
 */
#include "cli/suggest.h"

#include <stdbool.h>
#include <string.h>

enum { WORD_MOST = 32 };

static size_t
least(size_t a, size_t b)
{
        return a < b ? a : b;
}

/* Three rows of the usual matrix suffice: a swap looks back two. */
static size_t
distance(const char *a, size_t na, const char *b, size_t nb)
{
        size_t rows[3][WORD_MOST + 1];
        size_t *before = rows[0], *last = rows[1], *now = rows[2];
        for (size_t j = 0; j <= nb; j++)
                last[j] = j;
        for (size_t i = 1; i <= na; i++) {
                now[0] = i;
                for (size_t j = 1; j <= nb; j++) {
                        size_t substitute = last[j - 1] + (a[i - 1] != b[j - 1]);
                        now[j] = least(substitute, least(last[j], now[j - 1]) + 1);
                        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                                now[j] = least(now[j], before[j - 2] + 1);
                }
                size_t *spare = before;
                before = last;
                last = now;
                now = spare;
        }
        return last[nb];
}

void
cli_suggest(struct cli_suggestion *s, const char *candidate)
{
        const size_t n_wrong = strlen(s->wrong), n = strlen(candidate);
        if (n_wrong == 0 || n_wrong > WORD_MOST || n > WORD_MOST)
                return;
        const size_t d = distance(s->wrong, n_wrong, candidate, n);
        const bool cut_short = n_wrong >= 2 && n_wrong < n && memcmp(s->wrong, candidate, n_wrong) == 0;
        const size_t allowed = n <= 4 ? 1 : (n + 1) / 3;
        if ((cut_short || d <= allowed) && d < n && (s->best == NULL || d < s->distance)) {
                s->best = candidate;
                s->distance = d;
        }
}
