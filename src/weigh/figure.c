/* SPDX-License-Identifier: MIT */
/*
 * Numbers as text for sentences.
 *
 * printf and strtod obey the locale, and the locale is the host program's.  It changes one thing here: the decimal
 * point, perhaps to several bytes (U+066B).  So whatever is neither digit, sign nor letter is taken for the point.
 */
#include "weigh/figure.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
is_number_byte(char c)
{
        return (c >= '0' && c <= '9') || c == '-' || c == '+' || (c >= 'a' && c <= 'z');
}

static void
mend_point(struct cw_figure *f)
{
        const size_t n_before = strlen(f->text);
        size_t to = 0;
        for (size_t from = 0; from < n_before; from++) {
                if (is_number_byte(f->text[from]))
                        f->text[to++] = f->text[from];
                else if (to > 0 && f->text[to - 1] != '.')
                        f->text[to++] = '.';
        }
        f->text[to] = '\0';
}

struct cw_figure
cw_figure_digits(double value, int digits)
{
        struct cw_figure f;
        snprintf(f.text, sizeof(f.text), "%.*g", digits, value);
        mend_point(&f);
        return f;
}

struct cw_figure
cw_figure_exact(double value)
{
        struct cw_figure f;
        for (int digits = DBL_DIG; digits <= DBL_DECIMAL_DIG; digits++) {
                snprintf(f.text, sizeof(f.text), "%.*g", digits, value);
                /* Read back before the point is mended: strtod wants the locale's own. */
                if (!(strtod(f.text, NULL) != value))
                        break;
        }
        mend_point(&f);
        return f;
}

struct cw_figure
cw_figure_float(float value)
{
        struct cw_figure f;
        for (int digits = FLT_DIG; digits <= FLT_DECIMAL_DIG; digits++) {
                snprintf(f.text, sizeof(f.text), "%.*g", digits, (double)value);
                if (!(strtof(f.text, NULL) != value))
                        break;
        }
        mend_point(&f);
        return f;
}

struct cw_figure
cw_figure_percent(double share)
{
        struct cw_figure f;
        const double percent = share * 100;
        if (percent >= 10)
                snprintf(f.text, sizeof(f.text), "%.1f", percent);
        else
                snprintf(f.text, sizeof(f.text), "%.2g", percent);
        mend_point(&f);
        strcat(f.text, " %");
        return f;
}

struct cw_figure
cw_figure_count(uint64_t n)
{
        struct cw_figure f;
        char digits[24];
        const int n_digits = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)n);
        size_t to = 0;
        for (int i = 0; i < n_digits; i++) {
                if (i > 0 && (n_digits - i) % 3 == 0)
                        f.text[to++] = ',';
                f.text[to++] = digits[i];
        }
        f.text[to] = '\0';
        return f;
}
