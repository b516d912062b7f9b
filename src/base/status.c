/* SPDX-License-Identifier: MIT */
/*
 * Failure sentences.  Nothing here allocates: an error must be tellable when memory is gone.
 */
#include "base/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A sentence quotes names of files, columns and labels, whose line breaks and escapes are not for a terminal or a log. */
static void
make_one_line(char *sentence)
{
        for (; *sentence != '\0'; sentence++) {
                if ((unsigned char)*sentence < ' ' || *sentence == 0x7F)
                        *sentence = '?';
        }
}

CW_PRINTF(3, 0)
static void
error_set(struct cw_error *err, cw_status status, const char *fmt, va_list args)
{
        err->status = status;
        err->row = 0;
        err->byte_offset = UINT64_MAX;
        err->shard[0] = '\0';
        vsnprintf(err->message, sizeof(err->message), fmt, args);
        make_one_line(err->message);
}

cw_status
cw_fail(struct cw_error *err, cw_status status, const char *fmt, ...)
{
        if (err != NULL) {
                va_list args;
                va_start(args, fmt);
                error_set(err, status, fmt, args);
                va_end(args);
        }
        return status;
}

cw_status
cw_fail_errno(struct cw_error *err, const char *fmt, ...)
{
        int code = errno;
        cw_status status = code == ENOMEM ? CW_E_MEMORY : CW_E_IO;
        if (err != NULL) {
                va_list args;
                va_start(args, fmt);
                error_set(err, status, fmt, args);
                va_end(args);
                size_t n = strlen(err->message);
                char text[128];
                /* The GNU strerror_r may return a static string, the POSIX one an int; %m is the one thread-safe way. */
                errno = code;
                snprintf(text, sizeof(text), ": %m");
                snprintf(err->message + n, sizeof(err->message) - n, "%s", text);
        }
        return status;
}

cw_status
cw_fail_memory(struct cw_error *err, size_t nbytes)
{
        return cw_fail(err, CW_E_MEMORY, "out of memory: %zu bytes could not be had", nbytes);
}

void
cw_error_locate(struct cw_error *err, const char *shard, const char *unit, uint64_t row)
{
        if (err == NULL || err->shard[0] != '\0')
                return;
        char sentence[sizeof(err->message)];
        memcpy(sentence, err->message, sizeof(sentence));
        err->row = unit != NULL ? row : 0;
        snprintf(err->shard, sizeof(err->shard), "%s", shard);
        if (err->row != 0)
                snprintf(err->message, sizeof(err->message), "%s: %s %llu: %.700s", err->shard, unit,
                         (unsigned long long)row, sentence);
        else
                snprintf(err->message, sizeof(err->message), "%s: %.700s", err->shard, sentence);
        make_one_line(err->message);
}

bool
cw_status_is_data(cw_status status)
{
        return cw_exit_code(status) == 3;
}

int
cw_exit_code(cw_status status)
{
        switch (status) {
        case CW_OK:
                return 0;
        case CW_E_USAGE:
                return 2;
        case CW_E_CORRUPT:
        case CW_E_TRUNCATED:
        case CW_E_UNSUPPORTED:
        case CW_E_DATA:
        case CW_E_LIMIT:
                return 3;
        case CW_E_IO:
        case CW_E_MEMORY:
                return 4;
        case CW_E_INTERRUPTED:
                return 130;
        }
        return 4;
}
