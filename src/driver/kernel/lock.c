// SPDX-License-Identifier: MIT
/* One CPU: locks are counted, so that hlk_may_enter() knows what another CPU could do; work and
 * callbacks run when the outermost operation ends. */
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "operations.h"
#include "shim.h"

struct thread_info hl_thread;
struct task_struct hl_task;
int hl_readers;     /* of RCU (asm/readers.h) */
static int mutexes; /* that are held */
static int depth;   /* operations that run: more than 1 is one in another's wait */

enum hlk_entry hlk_may_enter(void)
{
    if (!depth)
        return HLK_ENTER_ANY;
    if (depth > 1 || hl_thread.preempt_count > hl_readers) /* a reader of RCU keeps nobody out */
        return HLK_ENTER_NOT;
    return mutexes ? HLK_ENTER_UNLOCKED : HLK_ENTER_ANY;
}

/* The owner is whether it is held. */
static void lock(struct mutex *mutex)
{
    if (atomic_long_read(&mutex->owner))
        hlh_die("a mutex that is held is taken: the operation waits for itself");
    atomic_long_set(&mutex->owner, 1);
    ++mutexes;
}

HL_UNTYPED(void, mutex_init_generic, (struct mutex * mutex))
{
    memset(mutex, 0, sizeof *mutex);
}

HL_UNTYPED(void, __mutex_init, (struct mutex * mutex, const char *name, void *key))
{
    memset(mutex, 0, sizeof *mutex);
}

HL_UNTYPED(void, mutex_lock, (struct mutex * mutex))
{
    lock(mutex);
}

HL_UNTYPED(int, mutex_lock_interruptible, (struct mutex * mutex))
{
    lock(mutex);
    return 0;
}

HL_UNTYPED(int, mutex_trylock, (struct mutex * mutex))
{
    if (atomic_long_read(&mutex->owner))
        return 0;
    lock(mutex);
    return 1;
}

HL_UNTYPED(void, mutex_unlock, (struct mutex * mutex))
{
    if (!atomic_long_read(&mutex->owner))
        hlh_warn("mutex_unlock", 0, "a mutex that nobody holds");
    atomic_long_set(&mutex->owner, 0);
    --mutexes;
}

HL_UNTYPED(bool, mutex_is_locked, (struct mutex * mutex))
{
    return atomic_long_read(&mutex->owner);
}

/* Semaphores: only of those that read, here. */
HL_UNTYPED(void, down_read, (struct rw_semaphore * semaphore))
{
    ++mutexes;
}

HL_UNTYPED(void, up_read, (struct rw_semaphore * semaphore))
{
    --mutexes;
}

HL_UNTYPED(void, down_write, (struct rw_semaphore * semaphore))
{
    ++mutexes;
}

HL_UNTYPED(void, up_write, (struct rw_semaphore * semaphore))
{
    --mutexes;
}

HL_UNTYPED(int, __cond_resched, (void))
{
    return 0;
}

HL_UNTYPED(int, __wake_up,
           (struct wait_queue_head * queue, unsigned int mode, int number, void *key))
{
    return 0;
}

HL_UNTYPED(void, __local_bh_enable_ip, (unsigned long from, unsigned int count))
{
    hl_thread.preempt_count -= (int)count;
}

HL_UNTYPED(void, __local_bh_disable_ip, (unsigned long from, unsigned int count))
{
    hl_thread.preempt_count += (int)count;
}

/* RCU: a grace period is over when the outermost operation is. */
struct callback {
    struct callback *next;
    void (*run)(void *);
    void *data;
};
static struct callback *callbacks, **last_callback = &callbacks;

void hl_after_grace_period(void (*run)(void *), void *data)
{
    struct callback *callback = hl_heap_alloc(sizeof *callback);
    *callback = (struct callback){NULL, run, data};
    *last_callback = callback;
    last_callback = &callback->next;
}

static void grace_period(void)
{
    while (callbacks) {
        struct callback *callback = callbacks;
        callbacks = callback->next;
        if (!callbacks)
            last_callback = &callbacks;
        callback->run(callback->data);
        hl_heap_free(callback);
    }
}

static void run_head(void *data)
{
    struct rcu_head *head = data;
    head->func(head);
}

static void run_free(void *data)
{
    kfree(data);
}

/* In older trees kfree_rcu() says where in its memory the head is, in place of a function. */
HL_UNTYPED(void, call_rcu, (struct rcu_head * head, rcu_callback_t func))
{
    const unsigned long offset = (unsigned long)func;
    if (offset < 4096) {
        hl_after_grace_period(run_free, (char *)head - offset);
        return;
    }
    head->func = func;
    hl_after_grace_period(run_head, head);
}

HL_UNTYPED(void, kvfree_call_rcu, (void *head, void *memory))
{
    hl_after_grace_period(run_free, memory);
}

HL_UNTYPED(void, synchronize_rcu, (void))
{
    if (depth <= 1)
        grace_period();
}

HL_UNTYPED(void, rcu_barrier, (void))
{
    hl_untyped_synchronize_rcu();
}

/* Work queues: work is done in order when the operation that queued it is over. */
static LIST_HEAD(work_list);

static struct workqueue_struct *queue_alloc(void)
{
    return hl_strikes(0) ? NULL : hl_heap_alloc(16);
}

HL_UNTYPED(struct workqueue_struct *, alloc_workqueue,
           (const char *fmt, unsigned int flags, int active, ...))
{
    return queue_alloc();
}

HL_UNTYPED(struct workqueue_struct *, alloc_workqueue_noprof,
           (const char *fmt, unsigned int flags, int active, ...))
{
    return queue_alloc();
}

HL_UNTYPED(bool, queue_work_on, (int cpu, struct workqueue_struct *queue, struct work_struct *work))
{
    if (!list_empty(&work->entry))
        return false;
    list_add_tail(&work->entry, &work_list);
    return true;
}

static void run_work(void)
{
    while (!list_empty(&work_list)) {
        struct work_struct *work = list_first_entry(&work_list, struct work_struct, entry);
        list_del_init(&work->entry);
        work->func(work);
    }
}

HL_UNTYPED(void, __flush_workqueue, (struct workqueue_struct * queue))
{
    run_work();
}

HL_UNTYPED(bool, flush_work, (struct work_struct * work))
{
    run_work();
    return true;
}

HL_UNTYPED(bool, cancel_work_sync, (struct work_struct * work))
{
    list_del_init(&work->entry);
    return true;
}

HL_UNTYPED(void, destroy_workqueue, (struct workqueue_struct * queue))
{
    run_work();
    hl_heap_free(queue);
}

/* Operations. */

void hl_enter(void)
{
    ++depth;
}

int hl_leave(int result)
{
    if (depth == 1) {
        run_work();
        grace_period();
        hl_operations_ended();
    }
    --depth;
    return result;
}
