# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154,SC2034 # sourced by run.sh, whose variables these are
#
# A Slurm cluster of this one machine: munged, slurmctld and slurmd with all their files in the scratch folder, on ports of
# their own of 127.0.0.1.  It is told to have more processors than there are.

slurm_pids=

# slurm_start FOLDER: false where Slurm is not there, or does not come up.
slurm_start()
{
        PATH=$PATH:/usr/sbin
        for command in munged slurmctld slurmd sbatch sinfo; do
                command -v $command >/dev/null || { echo "$command is not there"; return 1; }
        done
        [ "$(id -u)" = 0 ] || { echo 'slurmd is for root'; return 1; }
        mkdir -p "$1/munge" "$1/state" "$1/spool"
        chmod 711 "$1" "$1/munge"
        head -c 1024 /dev/urandom >"$1/munge/key"
        chmod 600 "$1/munge/key"
        munged -f -F --key-file="$1/munge/key" --socket="$1/munge/socket" --log-file="$1/munge/log" \
                --pid-file="$1/munge/pid" --seed-file="$1/munge/seed" >"$1/munge/out" 2>&1 &
        slurm_pids="$slurm_pids $!"
        node=$(hostname -s) port=$((20000 + $$ % 20000 / 2 * 2))
        cat >"$1/slurm.conf" <<END
ClusterName=test
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
AuthInfo=socket=$1/munge/socket
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$1/state
SlurmdSpoolDir=$1/spool
SlurmctldPidFile=$1/slurmctld.pid
SlurmdPidFile=$1/slurmd.pid
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1
MpiDefault=none
NodeName=$node NodeAddr=127.0.0.1 CPUs=256 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=10 State=UP
END
        export SLURM_CONF="$1/slurm.conf"
        slurmctld -D >"$1/slurmctld.out" 2>&1 &
        slurm_pids="$slurm_pids $!"
        slurmd -D >"$1/slurmd.out" 2>&1 &
        slurm_pids="$slurm_pids $!"
        tries=0
        while [ $tries -lt 60 ]; do
                sleep 0.5
                [ "$(timeout 5 sinfo -h -o %T 2>/dev/null)" != idle ] || return 0
                tries=$((tries + 1))
        done
        echo 'Slurm does not come up:'
        tail -n 2 "$1/slurmctld.out"
        return 1
}

# slurm_wait JOB: until it is done; true if it went well.
slurm_wait()
{
        tries=0
        while [ $tries -lt 240 ]; do
                sleep 0.5
                case $(timeout 5 scontrol -o show job "$1" 2>/dev/null) in
                *JobState=COMPLETED*) return 0 ;;
                *JobState=PENDING* | *JobState=RUNNING* | *JobState=COMPLETING* | *JobState=CONFIGURING*) ;;
                *) return 1 ;;
                esac
                tries=$((tries + 1))
        done
        return 1
}

slurm_stop()
{
        for pid in $slurm_pids; do
                kill "$pid" 2>/dev/null
                wait "$pid" 2>/dev/null
        done
        slurm_pids=
}
