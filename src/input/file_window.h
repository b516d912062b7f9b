/* SPDX-License-Identifier: MIT */
/*
 * A piece of a regular file, mapped for as long as one thread looks at it: the bytes are read where the page cache has
 * them, without the copy that reading is, and no more of the file is resident than the windows that are open.
 *
 * A file that shrinks under a mapping ends a process by SIGBUS.  Here the pages that are gone become zeros, and closing the
 * window tells.  While a window is open, the handler of SIGBUS is ours; any that is not about an open window's pages goes to
 * the one that was there before, which is back when the last window closes.
 */
#ifndef CW_INPUT_FILE_WINDOW_H
#define CW_INPUT_FILE_WINDOW_H

#include "input/file.h"

#include <signal.h>

struct cw_file_window {
        const char *bytes; /**< the piece */
        char *pages;       /**< what is mapped: whole pages; NULL: the window is closed */
        size_t n_mapped, page_nbytes;
        const struct cw_file *file;
        uint64_t end;                 /**< of the piece, in the file */
        bool is_over;                 /**< on what is mapped of the file anyway, by cw_file_map() */
        bool unasked;                 /**< then, before it closes: the size of the file is asked for later */
        volatile sig_atomic_t lost;   /**< pages are gone; set by the handler, in the thread that opened the window */
        struct cw_file_window *outer; /**< that this thread has open, too */
};

/** Opens a window on file[offset .. offset + nbytes), which are to be within file->nbytes.  False where that cannot be
 *  mapped: read it then.  The struct must stay where it is; windows of a thread close in the opposite order. */
bool cw_file_window_open(struct cw_file_window *window, const struct cw_file *file, uint64_t offset, size_t nbytes);

/** Opens a window on all that cw_file_map() has mapped, or maps before it closes.  Nothing is mapped by it, and it costs nothing
 *  to speak of: whoever looks at a mapped file does so through one.  NULL: ids that are in memory, no window. */
void cw_file_window_over(struct cw_file_window *window, const struct cw_file *file);

/** What was seen in the window counts only if this is CW_OK: CW_E_TRUNCATED, the file had become shorter, and some of it were
 *  zeros; CW_E_IO, it could not be read.  CW_OK for a window that is closed, or is all zero. */
CW_MUST_USE cw_status cw_file_window_close(struct cw_file_window *window, struct cw_error *err);

/** From the first call to as many of the other one, SIGBUS is looked after; false: it cannot be.  For any thread. */
bool cw_file_watch(void);
void cw_file_unwatch(void);

#endif
