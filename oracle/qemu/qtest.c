// SPDX-License-Identifier: MIT
#include "qtest.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* QEMU answers within microseconds; starting up takes a second or two. */
enum { PATIENCE_MS = 60000 };

void hq_open(struct hq_qtest *q, int socket)
{
    q->socket = socket;
    q->lost = false;
    q->length = 0;
    q->pending = 0;
}

static void queue(struct hq_qtest *q, const char *verb, uint64_t address, bool has_value,
                  uint32_t value)
{
    char *end = q->queue + q->length;
    int n;

    if (has_value)
        n = snprintf(end, HQ_LINE, "%s 0x%" PRIx64 " 0x%" PRIx32 "\n", verb, address, value);
    else
        n = snprintf(end, HQ_LINE, "%s 0x%" PRIx64 "\n", verb, address);
    q->length += (size_t)n;
    q->pending++;
}

void hq_write32(struct hq_qtest *q, uint64_t address, uint32_t value)
{
    if (q->length + HQ_LINE > HQ_QUEUE)
        hq_flush(q);
    queue(q, "writel", address, true, value);
}

/* Count the complete answers in a piece of input; the text of the last one stays in q->line. */
static bool take(struct hq_qtest *q, const char *data, size_t n, size_t *fill)
{
    for (size_t i = 0; i < n; i++) {
        if (data[i] != '\n') {
            if (*fill + 1 < HQ_LINE)
                q->line[(*fill)++] = data[i];
            continue;
        }
        q->line[*fill] = '\0';
        *fill = 0;
        if (strncmp(q->line, "OK", 2) != 0 || q->pending == 0)
            return false;
        q->pending--;
    }
    return true;
}

/* Wait until the socket is ready; write what it takes. False: lost. */
static bool send_some(struct hq_qtest *q, size_t *sent)
{
    struct pollfd p = {.fd = q->socket, .events = POLLIN};
    ssize_t n;
    int ready;

    if (*sent < q->length)
        p.events = POLLIN | POLLOUT;
    ready = poll(&p, 1, PATIENCE_MS);
    if (ready < 0)
        return errno == EINTR;
    if (ready == 0)
        return false;
    if (!(p.revents & POLLOUT) || *sent == q->length)
        return true;
    n = write(q->socket, q->queue + *sent, q->length - *sent);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    *sent += (size_t)n;
    return true;
}

/* Read what is there. False: lost. */
static bool receive_some(struct hq_qtest *q, size_t *fill)
{
    char data[4096];
    ssize_t n = read(q->socket, data, sizeof data);

    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    return n > 0 && take(q, data, (size_t)n, fill);
}

bool hq_flush(struct hq_qtest *q)
{
    size_t sent = 0, fill = 0;

    while (!q->lost && q->pending)
        if (!send_some(q, &sent) || !receive_some(q, &fill))
            q->lost = true;
    q->length = 0;
    q->pending = 0;
    return !q->lost;
}

uint32_t hq_read32(struct hq_qtest *q, uint64_t address)
{
    if (q->length + HQ_LINE > HQ_QUEUE)
        hq_flush(q);
    queue(q, "readl", address, false, 0);
    if (!hq_flush(q))
        return 0;
    return (uint32_t)strtoull(q->line + 2, NULL, 16);
}
