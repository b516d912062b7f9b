/* SPDX-License-Identifier: MIT */
/*
 * Option values from text.  The program never calls setlocale(), so strtod() reads a point whatever the user's locale.
 */
#include "cli/values.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool
is_digit(char c)
{
        return c >= '0' && c <= '9';
}

bool
cli_read_int(const char *text, int64_t *value_ret, const char **end_ret)
{
        const char *digits = text + (*text == '-' || *text == '+');
        if (!is_digit(*digits))
                return false;
        char *end;
        errno = 0;
        long long value = strtoll(text, &end, 10);
        if (errno != 0)
                return false;
        *value_ret = value;
        *end_ret = end;
        return true;
}

bool
cli_read_real(const char *text, double *value_ret)
{
        if (*text == '\0' || text[strspn(text, "0123456789.eE+-")] != '\0')
                return false;
        char *end;
        *value_ret = strtod(text, &end);
        return end != text && *end == '\0' && isfinite(*value_ret);
}

bool
cli_read_share(const char *text, size_t n, double *share_ret)
{
        char number[64];
        const bool percent = n > 0 && text[n - 1] == '%';
        const size_t digits = n - percent;
        if (digits == 0 || digits >= sizeof(number))
                return false;
        memcpy(number, text, digits);
        number[digits] = '\0';
        if (!cli_read_real(number, share_ret))
                return false;
        *share_ret /= percent ? 100 : 1;
        return true;
}

/* The factor that a unit stands for; 0 if it is none. */
static uint64_t
unit_factor(const char *unit)
{
        static const char prefixes[] = "KMGT";
        if (unit[0] == '\0' || strcasecmp(unit, "B") == 0)
                return 1;
        for (unsigned power = 1; power <= 4; power++) {
                if (strncasecmp(unit, &prefixes[power - 1], 1) != 0)
                        continue;
                bool decimal = strcasecmp(unit + 1, "B") == 0;
                if (!decimal && unit[1] != '\0' && strcasecmp(unit + 1, "iB") != 0 && strcasecmp(unit + 1, "i") != 0)
                        return 0;
                uint64_t factor = 1;
                for (unsigned i = 0; i < power; i++)
                        factor *= decimal ? 1000 : 1024;
                return factor;
        }
        return 0;
}

bool
cli_read_size(const char *text, uint64_t *nbytes_ret)
{
        int64_t n;
        const char *unit;
        if (!is_digit(*text) || !cli_read_int(text, &n, &unit))
                return false;
        uint64_t factor = unit_factor(unit + (*unit == ' '));
        if (factor == 0 || (uint64_t)n > UINT64_MAX / factor)
                return false;
        *nbytes_ret = (uint64_t)n * factor;
        return true;
}

bool
cli_is_toml_key(const char *text)
{
        static const char bare[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
        for (;;) {
                size_t n = strspn(text, bare);
                if (n == 0)
                        return false;
                text += n;
                if (*text == '\0')
                        return true;
                if (*text++ != '.')
                        return false;
        }
}
