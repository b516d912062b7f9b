# SPDX-License-Identifier: MIT
"""How the benchmark measures: processes in turn, their time, memory and instructions, and what machine it was."""
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import threading
import time

CACHED_LEAST = 1 << 20  # bytes of a file whose pages in the cache matter


def wait_for(process):
    """Waits; the processor seconds that the process took."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"bench: {' '.join(process.args)} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def timed(command):
    """Wall-clock and processor seconds of a whole process, from before it starts until it is gone."""
    started = time.perf_counter()
    cpu = wait_for(subprocess.Popen(command, stdout=subprocess.DEVNULL))
    return time.perf_counter() - started, cpu


def timed_query(command):
    """Seconds that a query took by the word of the process that ran it; the start of that is not in them."""
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)["seconds"], None


def output_of(command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def peak_memory(command):
    """Peak private and peak resident memory of a process in MiB, from /proc, looked at every millisecond.  Private is
    RssAnon; resident (VmHWM) has the mapped program and libraries in it too.  Not ru_maxrss: that begins with the
    size of the process that started this one."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak = {"RssAnon": 0, "VmHWM": 0}
    done = threading.Event()

    def watch():
        while not done.is_set():
            try:
                with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
                    for line in file:
                        key = line.split(":")[0]
                        if key in peak:
                            peak[key] = max(peak[key], int(line.split()[1]))
            except (OSError, ValueError):
                pass
            time.sleep(0.001)

    watcher = threading.Thread(target=watch)
    watcher.start()
    wait_for(process)
    done.set()
    watcher.join()
    return peak["RssAnon"] / 1024, peak["VmHWM"] / 1024


def perf_cycles(command):
    """Cycles by the processor's own counter; None where there is none to be read."""
    if not shutil.which("perf"):
        return None
    found = subprocess.run(["perf", "stat", "-x,", "-e", "cycles:u", *command], stdout=subprocess.DEVNULL,
                           stderr=subprocess.PIPE, text=True, check=False).stderr
    match = re.search(r"^(\d+),[^,]*,cycles", found, re.MULTILINE)
    return int(match[1]) if match else None


def callgrind_instructions(command):
    """Instructions by simulation, which knows no AVX-512: the kernels for AVX2 run.  None without valgrind."""
    if not shutil.which("valgrind"):
        return None
    found = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True).stderr
    return int(re.search(r"Collected : (\d+)", found)[1])


def work_counter():
    """What this machine can count: "cycles" or "instructions" (or nothing), and the function that does."""
    if perf_cycles(["true"]):
        return "cycles", perf_cycles
    if callgrind_instructions(["true"]):
        return "instructions", callgrind_instructions
    return None, None


def files_below(path):
    if not os.path.isdir(path):
        return [path] if os.path.isfile(path) else []
    return [os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names]


def read_from_disk(paths):
    """Puts files into the page cache as reading from the disk does.  Of a file that was just written, the pieces it was
    written in decide how large the pages are that the cache has it in, and those how fast it can be mapped or copied."""
    for path in sorted({file for path in paths for file in files_below(path)}):
        with open(path, "rb", buffering=0) as file:
            if os.fstat(file.fileno()).st_size < CACHED_LEAST:
                continue
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            while file.read(1 << 17):
                pass


def race(candidates, repeats):
    """candidates: {key: (clock, command, once)}; {key: [(wall, cpu), ...]} of runs that took turns, so that what else the
    machine does hits all of them alike.  All files that the commands name are in the page cache, and a first turn is not
    counted."""
    runs = {key: [] for key in candidates}
    read_from_disk(argument for _, command, _ in candidates.values() for argument in command)
    for clock, command, once in candidates.values():
        if not once:
            clock(command)
    for repeat in range(repeats):
        for key, (clock, command, once) in candidates.items():
            if not once or repeat == 0:
                runs[key].append(clock(command))
    return runs


def median_of(runs, which=0):
    return statistics.median(run[which] for run in runs)


def ratio_of(ours, theirs, which=0):
    """The median of the ratios of runs that came right after one another."""
    return statistics.median(a[which] / b[which] for a, b in zip(ours, theirs))


def machine():
    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return f"{model}, {len(os.sched_getaffinity(0))} cores, {platform.system()} {platform.release()}"


def first_line(*command):
    try:
        found = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    except OSError:
        return None
    return found.stdout.strip().splitlines()[0] if found.returncode == 0 and found.stdout.strip() else None


def versions(program):
    """Of what was measured, and of what it was measured with."""
    asked = {"counterweight": [program, "--version"], "gcc": ["gcc", "--version"], "zstd": ["zstd", "--version"],
             "python": ["python3", "--version"], "node": ["node", "--version"],
             "mawk": ["mawk", "-W", "version"], "valgrind": ["valgrind", "--version"]}
    asked.update({name: ["pkg-config", "--modversion", name] for name in ("libzstd", "libisal", "simdjson")})
    found = {name: first_line(*command) for name, command in asked.items()}
    return {name: line for name, line in found.items() if line}
