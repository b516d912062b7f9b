/* SPDX-License-Identifier: MIT */
/*
 * Statuses on the inside: how a failure is made and handed up.
 *
 * A function that can fail returns a cw_status and takes `struct cw_error *err` last; `err` may be NULL.  Who finds the
 * fault writes the sentence ("expected X, found Y", then the mend) without the file's name; whoever knows the file and
 * the row puts them in front with cw_error_locate(), once.
 */
#ifndef CW_BASE_STATUS_H
#define CW_BASE_STATUS_H

#include "counterweight.h"

/** Fills `err` with the formatted sentence and no place; returns `status`. */
cw_status cw_fail(struct cw_error *err, cw_status status, const char *fmt, ...) CW_PRINTF(3, 4);

/** As cw_fail() with ": " and the text of errno after the sentence.  CW_E_MEMORY if errno is ENOMEM, else CW_E_IO. */
cw_status cw_fail_errno(struct cw_error *err, const char *fmt, ...) CW_PRINTF(2, 3);

/** CW_E_MEMORY with a standing sentence. */
cw_status cw_fail_memory(struct cw_error *err, size_t nbytes);

/** Puts "SHARD: " or "SHARD: UNIT ROW: " before the sentence and fills `shard`, `row`.  `unit` ("line", "record") NULL
 *  or row 0: no row.  Does nothing if a shard is there already. */
void cw_error_locate(struct cw_error *err, const char *shard, const char *unit, uint64_t row);

/** Whether the fault lies in the input (exit code 3), so that --keep-going may go on without this shard. */
bool cw_status_is_data(cw_status status);

/** Whether `cancel` (cw_read_options.cancel, or NULL) is set: by a handler of signals or by another thread. */
static inline bool
cw_is_cancelled(const volatile int *cancel)
{
        return cancel != NULL && __atomic_load_n(cancel, __ATOMIC_RELAXED) != 0;
}

/** Forwards a failure. */
#define CW_TRY(expr)                           \
        do {                                   \
                cw_status try_status = (expr); \
                if (try_status != CW_OK)       \
                        return try_status;     \
        } while (0)

/** Forwards a failure through the function's one exit: needs `cw_status status` and the label `done`. */
#define CW_TRY_GOTO(expr)            \
        do {                         \
                status = (expr);     \
                if (status != CW_OK) \
                        goto done;   \
        } while (0)

#define CW_ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif
