/* SPDX-License-Identifier: MIT */
/*
 * Standard input in a temporary file, and its own name in all that is said of it.
 */
#include "pack_spool.h"

#include "base/memory.h"
#include "input/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* `to` is `sentence` with the name the user knows in the place of the temporary file's. */
static void
rename_spooled(const struct cw_spool *spool, const char *sentence, char *to, size_t to_nbytes)
{
        const size_t n = strlen(spool->path);
        const bool is_spool = n > 0 && strncmp(sentence, spool->path, n) == 0 && sentence[n] == ':';
        snprintf(to, to_nbytes, "%s%s", is_spool ? "standard input" : "", is_spool ? sentence + n : sentence);
}

void
cw_spool_rename_error(const struct cw_spool *spool, struct cw_error *err)
{
        if (err == NULL || spool->path[0] == '\0' || strcmp(err->shard, spool->path) != 0)
                return;
        char sentence[sizeof(err->message)];
        memcpy(sentence, err->message, sizeof(sentence));
        rename_spooled(spool, sentence, err->message, sizeof(err->message));
        snprintf(err->shard, sizeof(err->shard), "standard input");
}

static void
spool_notice(void *user, const char *sentence)
{
        const struct cw_spool *spool = user;
        char shown[sizeof(((struct cw_error *)0)->message)];
        rename_spooled(spool, sentence, shown, sizeof(shown));
        spool->notice(spool->user, shown);
}

static void
spool_progress(void *user, const struct cw_progress *p)
{
        const struct cw_spool *spool = user;
        spool->progress(spool->user, p);
}

/* Puts the spool between the run and whoever listens to it. */
static void
spool_listen(struct cw_spool *spool, struct cw_read_options *options)
{
        spool->notice = options->notice;
        spool->progress = options->progress;
        spool->user = options->user;
        if (options->notice != NULL)
                options->notice = spool_notice;
        if (options->progress != NULL)
                options->progress = spool_progress;
        options->user = spool;
}

static cw_status
spool_copy(int fd, struct cw_file *in, struct cw_error *err)
{
        char piece[1 << 16];
        size_t got = sizeof(piece);
        while (got == sizeof(piece)) {
                CW_TRY(cw_file_read(in, piece, sizeof(piece), &got, err));
                for (size_t done = 0; done < got;) {
                        ssize_t n = write(fd, piece + done, got - done);
                        if (n < 0 && errno != EINTR)
                                return cw_fail_errno(err, "cannot keep standard input in a temporary file");
                        done += n < 0 ? 0 : (size_t)n;
                }
        }
        return CW_OK;
}

/* Copies standard input into a file in TMPDIR and puts its name in the place of "-". */
cw_status
cw_spool_stdin(struct cw_spool *spool, struct cw_settings *s, struct cw_error *err)
{
        spool->path[0] = '\0';
        for (size_t i = 0; i < s->inputs.n; i++) {
                struct cw_file *in = NULL;
                if (strcmp(s->inputs.items[i].path, "-") != 0)
                        continue;
                const char *folder = getenv("TMPDIR");
                snprintf(spool->path, sizeof(spool->path), "%s/counterweight-XXXXXX",
                         folder == NULL || *folder == '\0' ? "/tmp" : folder);
                int fd = mkstemp(spool->path);
                if (fd < 0) {
                        spool->path[0] = '\0';
                        return cw_fail_errno(err,
                                             "cannot make a temporary file (set TMPDIR) to keep standard input in");
                }
                cw_status status = cw_file_open("-", &in, err);
                if (status == CW_OK) {
                        in->cancel = s->options.cancel;
                        status = spool_copy(fd, in, err);
                }
                s->inputs.items[i].nbytes = in == NULL ? 0 : in->at;
                cw_file_close(&in);
                close(fd);
                CW_TRY(status);
                char *path = cw_strdup(spool->path);
                if (path == NULL)
                        return cw_fail_memory(err, sizeof(spool->path));
                cw_free(s->inputs.items[i].path);
                s->inputs.items[i].path = path;
                spool_listen(spool, &s->options);
        }
        return CW_OK;
}

void
cw_spool_remove(const struct cw_spool *spool)
{
        if (spool->path[0] != '\0')
                unlink(spool->path);
}
