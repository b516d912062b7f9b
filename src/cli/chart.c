/* SPDX-License-Identifier: MIT */
/*
 * Charts of characters.
 */
#include "cli/chart.h"

#include <math.h>
#include <stdlib.h>
#include <strings.h>

bool
cli_is_unicode(void)
{
        /* In the order in which the C library asks; the first that is set counts. */
        static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"};
        for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
                const char *value = getenv(variables[i]);
                if (value == NULL || value[0] == '\0')
                        continue;
                for (; *value != '\0'; value++)
                        if (strncasecmp(value, "UTF-8", 5) == 0 || strncasecmp(value, "UTF8", 4) == 0)
                                return true;
                return false;
        }
        return false;
}

static void
put_times(struct cli_text *t, const char *s, int n)
{
        for (; n > 0; n--)
                cli_text_puts(t, s);
}

void
cli_put_diverging(struct cli_text *t, double value, int half_columns)
{
        const bool unicode = cli_is_unicode();
        const char *const bar = unicode ? "━" : "=";
        if (isnan(value)) {
                put_times(t, " ", 2 * half_columns + 1);
                return;
        }
        const int n = (int)lround(fmin(fabs(value), 1) * half_columns), left = value < 0 ? n : 0, right = n - left;
        put_times(t, " ", half_columns - left);
        put_times(t, bar, left);
        cli_text_puts(t, unicode ? "┃" : "|");
        put_times(t, bar, right);
        put_times(t, " ", half_columns - right);
}

/* From the lowest to the highest. */
enum { N_LEVELS = 8 };

static const char *const *
levels_of(void)
{
        static const char *const blocks[N_LEVELS] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
        static const char *const marks[N_LEVELS] = {"_", ".", "-", "~", "=", "+", "*", "#"};
        return cli_is_unicode() ? blocks : marks;
}

void
cli_put_levels(struct cli_text *t, const double *values, size_t n, double least, double most)
{
        const char *const *levels = levels_of();
        for (size_t i = 0; i < n; i++)
                cli_text_puts(
                        t, isnan(values[i])
                                   ? " "
                                   : levels[(int)fmin(N_LEVELS - 1, (values[i] - least) / (most - least) * N_LEVELS)]);
}

void
cli_put_sparkline(struct cli_text *t, const double *values, size_t n, double flat)
{
        double least = INFINITY, most = -INFINITY;
        for (size_t i = 0; i < n; i++) {
                least = fmin(least, values[i]);
                most = fmax(most, values[i]);
        }
        const double span = most - least, middle = (most + least) / 2;
        if (span > flat * fabs(middle)) {
                cli_put_levels(t, values, n, least, most);
                return;
        }
        for (size_t i = 0; i < n; i++)
                cli_text_puts(t, isnan(values[i]) ? " " : levels_of()[3]);
}
