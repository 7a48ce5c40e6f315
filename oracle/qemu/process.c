// SPDX-License-Identifier: MIT
#include "process.h"

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FIXED = 24, ARGUMENTS = FIXED + 2 * HQ_FUNCTIONS + 8, TEXT = 96 };

/* QEMU's command line. It lives in the child only. */
struct command {
    const char *argv[ARGUMENTS];
    char text[HQ_FUNCTIONS + 2][TEXT];
};

static void fill(struct command *c, const char *program, const struct hq_process *p, int socket)
{
    static const char *const fixed[] = {
        "-accel",     "tcg",
        "-S",         "-display",
        "none",       "-nodefaults",
        "-serial",    "none",
        "-monitor",   "none",
        "-net",       "none",
        "-m",         "256M",
        "-global",    "arm-smmuv3.stage=nested",
        "-machine",   "virt,iommu=smmuv3,highmem-ecam=off,memory-backend=ram",
        "-qtest-log", "/dev/null",
        "-qtest",     "chardev:qt"};
    size_t n = 0;

    c->argv[n++] = program;
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
        c->argv[n++] = fixed[i];
    snprintf(c->text[0], TEXT,
             "memory-backend-file,id=ram,size=256M,mem-path=/proc/self/fd/%d,share=on", p->memory);
    snprintf(c->text[1], TEXT, "socket,id=qt,fd=%d", socket);
    c->argv[n++] = "-object";
    c->argv[n++] = c->text[0];
    c->argv[n++] = "-chardev";
    c->argv[n++] = c->text[1];
    for (unsigned i = 0; i < HQ_FUNCTIONS; i++) {
        snprintf(c->text[2 + i], TEXT,
                 "edu,addr=%02x.%u,multifunction=on,dma_mask=0xffffffffffffffff", 1 + i / 8, i % 8);
        c->argv[n++] = "-device";
        c->argv[n++] = c->text[2 + i];
    }
    c->argv[n] = NULL;
}

/* In the child: become QEMU. A Ctrl-C of the terminal is the client's to handle. */
static void become(const struct hq_process *p, const char *program, int socket, pid_t parent)
{
    static struct command command;
    int null = open("/dev/null", O_RDWR);

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(127);
    setpgid(0, 0);
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    dup2(p->errors, STDERR_FILENO);
    fill(&command, program, p, socket);
    execv(program, (char *const *)command.argv);
    _exit(127);
}

/* The memory files and the RAM's mapping. */
static bool prepare(struct hq_process *p)
{
    p->errors = memfd_create("hitless-qemu-errors", MFD_CLOEXEC);
    p->memory = memfd_create("hitless-qemu-ram", 0);
    if (p->errors < 0 || p->memory < 0 || ftruncate(p->memory, HQ_RAM_SIZE) != 0)
        return false;
    p->ram = mmap(NULL, HQ_RAM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, p->memory, 0);
    if (p->ram == MAP_FAILED)
        p->ram = NULL;
    return p->ram != NULL;
}

bool hq_start(struct hq_process *p, const char *program)
{
    int ends[2];
    pid_t parent = getpid();

    *p = (struct hq_process){.socket = -1, .errors = -1, .memory = -1};
    if (!prepare(p) || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) {
        hq_stop(p);
        return false;
    }
    p->socket = ends[0];
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    p->pid = fork();
    if (p->pid == 0)
        become(p, program, ends[1], parent);
    close(ends[1]);
    if (p->pid < 0) {
        p->pid = 0;
        hq_stop(p);
        return false;
    }
    return true;
}

void hq_stop(struct hq_process *p)
{
    if (p->pid > 0) {
        kill(p->pid, SIGKILL);
        waitpid(p->pid, NULL, 0);
    }
    if (p->ram)
        munmap(p->ram, HQ_RAM_SIZE);
    if (p->socket >= 0)
        close(p->socket);
    if (p->errors >= 0)
        close(p->errors);
    if (p->memory >= 0)
        close(p->memory);
    *p = (struct hq_process){.socket = -1, .errors = -1, .memory = -1};
}

bool hq_asserted(struct hq_process *p, char *text, unsigned size)
{
    int status = 0;
    ssize_t n;

    text[0] = '\0';
    if (p->pid <= 0)
        return false;
    if (waitpid(p->pid, &status, 0) != p->pid)
        return false;
    p->pid = 0;
    n = pread(p->errors, text, size - 1, 0);
    text[n > 0 ? n : 0] = '\0';
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}
