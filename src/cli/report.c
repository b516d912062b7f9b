/* SPDX-License-Identifier: MIT */
/*
 * Messages, results and the progress line.
 */
#include "cli/report.h"

#include "cli/figures.h"
#include "cli/terminal.h"
#include "cli/xalloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define PROGRESS_AFTER_SECONDS 0.5
#define ERASE_LINE "\r\033[K"

static bool
capable_terminal(int fd)
{
        const char *term = getenv("TERM");
        return cli_is_terminal(fd) && term != NULL && strcmp(term, "dumb") != 0;
}

static bool
wants_color(enum cli_when when, int fd)
{
        if (when != CLI_AUTO)
                return when == CLI_ALWAYS;
        const char *no_color = getenv("NO_COLOR");
        return (no_color == NULL || no_color[0] == '\0') && capable_terminal(fd);
}

void
cli_report_init(struct cli_report *r, bool quiet, bool verbose, enum cli_when progress, enum cli_when color)
{
        *r = (struct cli_report){.quiet = quiet, .verbose = verbose, .line_seconds = -1};
        r->erasable = capable_terminal(STDERR_FILENO);
        r->progress = progress == CLI_ALWAYS || (progress == CLI_AUTO && r->erasable && !quiet);
        r->color = wants_color(color, STDERR_FILENO);
        r->color_out = wants_color(color, STDOUT_FILENO);
}

static void
erase_line_locked(struct cli_report *r)
{
        if (r->line_shown && r->erasable)
                fputs(ERASE_LINE, stderr);
        r->line_shown = false;
}

static void
say(struct cli_report *r, const char *text)
{
        flockfile(stderr);
        erase_line_locked(r);
        fputs(text, stderr);
        funlockfile(stderr);
}

static void
say_sentence(struct cli_report *r, const char *color, const char *kind, const char *sentence)
{
        struct cli_text t = {0};
        if (r->color)
                cli_text_printf(&t, "%scounterweight: %s\033[0m", color, kind);
        else
                cli_text_printf(&t, "counterweight: %s", kind);
        cli_put_printable(&t, sentence);
        cli_text_puts(&t, "\n");
        say(r, t.data);
        cli_text_free(&t);
}

static void
say_formatted(struct cli_report *r, const char *color, const char *kind, const char *fmt, va_list args) CW_PRINTF(4, 0);

static void
say_formatted(struct cli_report *r, const char *color, const char *kind, const char *fmt, va_list args)
{
        va_list again;
        va_copy(again, args);
        int n = vsnprintf(NULL, 0, fmt, again);
        va_end(again);
        char *sentence = cli_realloc(NULL, n < 0 ? 1 : (size_t)n + 1, 1);
        sentence[0] = '\0';
        vsnprintf(sentence, n < 0 ? 1 : (size_t)n + 1, fmt, args);
        say_sentence(r, color, kind, sentence);
        free(sentence);
}

void
cli_error(struct cli_report *r, const char *fmt, ...)
{
        va_list args;
        va_start(args, fmt);
        say_formatted(r, "\033[1;31m", "", fmt, args);
        va_end(args);
}

void
cli_warning(struct cli_report *r, const char *fmt, ...)
{
        if (r->quiet)
                return;
        va_list args;
        va_start(args, fmt);
        say_formatted(r, "\033[1;33m", "warning: ", fmt, args);
        va_end(args);
}

void
cli_note(struct cli_report *r, const char *text)
{
        if (!r->quiet)
                say(r, text);
}

int
cli_fail(struct cli_report *r, cw_status status, const struct cw_error *err)
{
        cli_progress_end(r);
        cli_error(r, "%s", err->message);
        return cw_exit_code(status);
}

int
cli_print(struct cli_report *r, const char *data, size_t nbytes)
{
        struct cw_error err;
        cw_status status = cw_write_file("-", data, nbytes, &err);
        return status == CW_OK ? 0 : cli_fail(r, status, &err);
}

void
cli_on_notice(void *user, const char *sentence)
{
        cli_warning(user, "%s", sentence);
}

static size_t
terminal_columns(void)
{
        struct winsize size;
        if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
                return size.ws_col;
        return 80;
}

/* " 42 %  12.3 GB of 29.0 GB  0.91 GB/s  7 of 12 shards  18.4 s left" */
static void
progress_text(struct cli_text *t, const struct cw_progress *p)
{
        double done = (double)p->bytes_done, total = (double)p->bytes_total;
        double rate = p->seconds > 0 ? done / p->seconds : 0;
        bool known = total > 0 && done <= total;
        if (known)
                cli_text_printf(t, "%3.0f %%  ", 100 * done / total);
        cli_put_bytes(t, done);
        if (known) {
                cli_text_puts(t, " of ");
                cli_put_bytes(t, total);
        }
        cli_text_puts(t, "  ");
        cli_put_rate(t, rate);
        if (p->shards_total > 1)
                cli_text_printf(t, "  %llu of %llu shards", (unsigned long long)p->shards_done,
                                (unsigned long long)p->shards_total);
        if (known && rate > 0) {
                cli_text_puts(t, "  ");
                cli_put_seconds(t, (total - done) / rate);
                cli_text_puts(t, " left");
        }
}

void
cli_on_progress(void *user, const struct cw_progress *p)
{
        struct cli_report *r = user;
        if (!r->progress || (r->erasable && p->seconds < PROGRESS_AFTER_SECONDS))
                return;
        struct cli_text t = {0};
        if (r->erasable)
                cli_text_puts(&t, ERASE_LINE);
        size_t start = t.n;
        progress_text(&t, p);
        size_t most = terminal_columns() - 1; /* the text is ASCII, so bytes are columns */
        if (r->erasable && t.n - start > most)
                t.data[start + most] = '\0';
        flockfile(stderr);
        /* In a log file a line a second is plenty. */
        if (r->erasable || r->line_seconds < 0 || p->seconds >= r->line_seconds + 1) {
                fputs(t.data, stderr);
                if (!r->erasable)
                        fputs("\n", stderr);
                r->line_shown = true;
                r->line_seconds = p->seconds;
        }
        funlockfile(stderr);
        cli_text_free(&t);
}

void
cli_progress_end(struct cli_report *r)
{
        say(r, "");
}
