/* SPDX-License-Identifier: MIT */
/*
 * The calls of MPI, all of them.  Its errors end the program, and with it the run: that is MPI's default, and there is no
 * going on without a rank.
 */
#include "cluster/mpi_link.h"

#include "base/memory.h"

#include <limits.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct cw_parcel {
        MPI_Request request;
        char *bytes;
};

/* Where all ranks are on one machine they meet in memory, and Open MPI's search for fast networks, most of its start, finds
 * nothing that is of use.  Who has set any of this himself is obeyed; on several machines nothing is touched. */
static void
seek_no_network(void)
{
        const char *all = getenv("OMPI_COMM_WORLD_SIZE"), *here = getenv("OMPI_COMM_WORLD_LOCAL_SIZE");
        if (all == NULL || here == NULL || strcmp(all, here) != 0 || getenv("OMPI_MCA_pml") != NULL ||
            getenv("OMPI_MCA_mtl") != NULL || getenv("OMPI_MCA_btl") != NULL)
                return;
        setenv("OMPI_MCA_pml", "ob1", 0);
        setenv("OMPI_MCA_btl", "^ofi,openib,uct,usnic", 0);
}

bool
cw_link_begin(int *argc, char ***argv)
{
        int threads = MPI_THREAD_SINGLE;
        seek_no_network();
        MPI_Init_thread(argc, argv, MPI_THREAD_FUNNELED, &threads);
        if (threads >= MPI_THREAD_FUNNELED)
                return true;
        fputs("counterweight: this MPI allows one thread a process only; use one that has MPI_THREAD_FUNNELED\n",
              stderr);
        return false;
}

void
cw_link_end(void)
{
        MPI_Finalize();
}

int
cw_link_rank(void)
{
        int rank = 0;
        MPI_Comm_rank(MPI_COMM_WORLD, &rank);
        return rank;
}

int
cw_link_size(void)
{
        int size = 1;
        MPI_Comm_size(MPI_COMM_WORLD, &size);
        return size;
}

/* memory, or the end of the program */
static void *
need(size_t nbytes)
{
        void *memory = cw_malloc(nbytes);
        if (memory == NULL) {
                fputs("counterweight: out of memory for a message between ranks\n", stderr);
                MPI_Abort(MPI_COMM_WORLD, cw_exit_code(CW_E_MEMORY));
        }
        return memory;
}

static cw_status
check_size(size_t nbytes, struct cw_error *err)
{
        if (nbytes <= INT_MAX)
                return CW_OK;
        return cw_fail(err, CW_E_LIMIT, "a message of %zu bytes is too long for MPI; give fewer inputs at a time",
                       nbytes);
}

cw_status
cw_link_send(int to, enum cw_tag tag, const void *bytes, size_t nbytes, struct cw_error *err)
{
        const int first = to == CW_TO_ALL ? 1 : to, n = to == CW_TO_ALL ? cw_link_size() - 1 : 1;
        CW_TRY(check_size(nbytes, err));
        MPI_Request *requests = need((size_t)n * sizeof(*requests));
        for (int i = 0; i < n; i++)
                MPI_Isend(bytes, (int)nbytes, MPI_BYTE, first + i, (int)tag, MPI_COMM_WORLD, &requests[i]);
        int gone = 0;
        for (;;) {
                MPI_Testall(n, requests, &gone, MPI_STATUSES_IGNORE);
                if (gone)
                        break;
                cw_link_rest(CW_MOMENT_US);
        }
        cw_free(requests);
        return CW_OK;
}

bool
cw_link_receive(struct cw_mail *mail)
{
        int is_there = 0, nbytes = 0;
        MPI_Status status;
        MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &is_there, &status);
        if (!is_there)
                return false;
        MPI_Get_count(&status, MPI_BYTE, &nbytes);
        *mail = (struct cw_mail){status.MPI_SOURCE, (enum cw_tag)status.MPI_TAG, need((size_t)nbytes), (size_t)nbytes};
        MPI_Recv(mail->bytes, nbytes, MPI_BYTE, mail->from, (int)mail->tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        return true;
}

cw_status
cw_link_post(int to, enum cw_tag tag, char *bytes, size_t nbytes, struct cw_parcel **ret, struct cw_error *err)
{
        cw_status status = check_size(nbytes, err);
        struct cw_parcel *p = status == CW_OK ? cw_malloc(sizeof(*p)) : NULL;
        *ret = p;
        if (p == NULL) {
                cw_free(bytes);
                return status == CW_OK ? cw_fail_memory(err, sizeof(*p)) : status;
        }
        p->bytes = bytes;
        MPI_Isend(bytes, (int)nbytes, MPI_BYTE, to, (int)tag, MPI_COMM_WORLD, &p->request);
        return CW_OK;
}

bool
cw_link_is_gone(struct cw_parcel **parcel_ref)
{
        struct cw_parcel *p = *parcel_ref;
        int gone = 1;
        if (p == NULL)
                return true;
        MPI_Test(&p->request, &gone, MPI_STATUS_IGNORE);
        if (!gone)
                return false;
        cw_free(p->bytes);
        cw_free(p);
        *parcel_ref = NULL;
        return true;
}

void
cw_link_rest(int microseconds)
{
        const struct timespec pause = {0, microseconds * 1000L};
        nanosleep(&pause, NULL);
}
