/* SPDX-License-Identifier: MIT */
/*
 * Windows, and the handler of SIGBUS behind them.
 *
 *     file      |.......page.......|.......page.......|.......page...
 *     window          |bytes ........................|
 *     mapped    |pages...............................|..end of page
 *
 * The handler puts a page of zeros where one is gone (what Wayland's compositors do with their clients' buffers), rather
 * than to jump out of whatever was looking at it: so nobody who reads from a window need be ready for that.  Whose page it
 * is, it knows from its own thread's list: no lock, and other threads are none of its business.
 */
#include "input/file_window.h"

#include "input/content.h"

#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static _Thread_local struct cw_file_window *open_windows;

/* Who watches, in all threads: files that are mapped, windows that are open; and what SIGBUS did before the first. */
static pthread_mutex_t handler_lock = PTHREAD_MUTEX_INITIALIZER;
static size_t n_watching;
static struct sigaction before;

/* Async-signal-safe: mmap() is a bare system call, and the list was touched before by this thread. */
static bool
put_zeros(char *at)
{
        for (struct cw_file_window *w = open_windows; w != NULL; w = w->outer) {
                char *const pages = w->is_over ? w->file->mapped : w->pages;
                const size_t n_mapped = w->is_over ? (size_t)w->file->nbytes : w->n_mapped;
                if (pages == NULL || at < pages || at >= pages + n_mapped)
                        continue;
                char *const begin = pages + (size_t)(at - pages) / w->page_nbytes * w->page_nbytes;
                w->lost = 1;
                return mmap(begin, w->page_nbytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) !=
                       MAP_FAILED;
        }
        return false;
}

static void
on_bus_error(int number, siginfo_t *info, void *context)
{
        if (info->si_code == BUS_ADRERR && put_zeros(info->si_addr))
                return;
        if ((before.sa_flags & SA_SIGINFO) != 0)
                before.sa_sigaction(number, info, context);
        else if (before.sa_handler == SIG_DFL || before.sa_handler == SIG_IGN)
                (void)signal(number, SIG_DFL); /* and what raised it does so again */
        else
                before.sa_handler(number);
}

static bool
is_ours(const struct sigaction *action)
{
        return (action->sa_flags & SA_SIGINFO) != 0 && action->sa_sigaction == on_bus_error;
}

bool
cw_file_watch(void)
{
        struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
        struct sigaction now = {.sa_flags = 0};
        sigemptyset(&action.sa_mask);
        pthread_mutex_lock(&handler_lock);
        bool ok = n_watching > 0 || sigaction(SIGBUS, NULL, &now) == 0;
        /* Ours may be there, where somebody had put another in its place and took that back too late. */
        if (ok && n_watching == 0 && !is_ours(&now)) {
                before = now;
                ok = sigaction(SIGBUS, &action, NULL) == 0;
        }
        n_watching += ok;
        pthread_mutex_unlock(&handler_lock);
        return ok;
}

/* A handler that somebody has put in the place of ours meanwhile stays. */
void
cw_file_unwatch(void)
{
        struct sigaction now;
        pthread_mutex_lock(&handler_lock);
        if (--n_watching == 0 && sigaction(SIGBUS, NULL, &now) == 0 && is_ours(&now))
                (void)sigaction(SIGBUS, &before, NULL);
        pthread_mutex_unlock(&handler_lock);
}

bool
cw_file_window_open(struct cw_file_window *w, const struct cw_file *file, uint64_t offset, size_t nbytes)
{
        const size_t page_nbytes = (size_t)sysconf(_SC_PAGESIZE), lead = (size_t)(offset % page_nbytes);
        *w = (struct cw_file_window){
                .file = file, .end = offset + nbytes, .n_mapped = lead + nbytes, .page_nbytes = page_nbytes};
        if (!file->seekable || !cw_file_watch())
                return false;
        void *const p = mmap(NULL, w->n_mapped, PROT_READ, MAP_SHARED, file->fd, (off_t)(offset - lead));
        if (p == MAP_FAILED) {
                cw_file_unwatch();
                return false;
        }
        w->pages = p;
        w->bytes = w->pages + lead;
        w->outer = open_windows;
        open_windows = w;
        return true;
}

void
cw_file_window_over(struct cw_file_window *w, const struct cw_file *file)
{
        if (file == NULL) {
                *w = (struct cw_file_window){0};
                return;
        }
        *w = (struct cw_file_window){.file = file, .end = file->nbytes, .page_nbytes = (size_t)sysconf(_SC_PAGESIZE)};
        w->is_over = true;
        w->outer = open_windows;
        open_windows = w;
}

cw_status
cw_file_window_close(struct cw_file_window *w, struct cw_error *err)
{
        struct stat st;
        if (w->pages == NULL && !w->is_over)
                return CW_OK;
        const size_t nbytes = w->pages == NULL ? 0 : w->n_mapped - (size_t)(w->bytes - w->pages);
        /* While the handler is there; if anything was lost, nobody asks for the digest. */
        cw_content_show(w->file->content, w->end - nbytes, w->bytes, nbytes);
        open_windows = w->outer;
        if (w->pages != NULL) {
                munmap(w->pages, w->n_mapped);
                cw_file_unwatch();
        } else if (w->file->mapped == NULL || (w->unasked && w->lost == 0)) {
                return CW_OK; /* reading finds out by itself */
        }
        w->pages = NULL;
        w->is_over = false;
        /* The rest of a page that is there in part reads as zeros, and nothing is raised: the size has to be asked for. */
        const bool is_shorter = fstat(w->file->fd, &st) == 0 && (uint64_t)st.st_size < w->end;
        if (w->lost == 0 && !is_shorter)
                return CW_OK;
        if (!is_shorter)
                return cw_fail(err, CW_E_IO, "cannot read: the system does not say why");
        return cw_fail(err, CW_E_TRUNCATED, "the file became shorter while it was read");
}
