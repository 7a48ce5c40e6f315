// SPDX-License-Identifier: MIT
/* Processes: an mm with a table of its own, those who listen to it, and its end. */
#include <linux/iommu.h>
#include <linux/mmu_notifier.h>
#include <linux/sched/mm.h>

#include "shim.h"

static struct process {
    struct mm_struct *mm;
    struct hlist_head listeners;
} processes[HLK_MMS];

static struct process *process_of(const struct mm_struct *mm)
{
    for (unsigned int i = 0; i < HLK_MMS; ++i)
        if (processes[i].mm == mm)
            return &processes[i];
    hlh_die("an mm that is none");
}

struct mm_struct *hl_mm(unsigned int number)
{
    return number < HLK_MMS ? processes[number].mm : NULL;
}

struct mm_struct *hl_mm_new(unsigned int number)
{
    struct mm_struct *mm = hl_heap_alloc(sizeof *mm);
    atomic_set(&mm->mm_users, 1);
    atomic_set(&mm->mm_count, 1);
    mm->pgd = hl_pages_alloc(0, true);
    if (!mm->pgd)
        hlh_die("no page for a process");
    mm_pasid_init(mm);
    processes[number] = (struct process){mm, HLIST_HEAD_INIT};
    return mm;
}

HL_UNTYPED(void, __mmdrop, (struct mm_struct * mm))
{
    struct process *process = process_of(mm);
    mm_pasid_drop(mm);
    hl_pages_free(mm->pgd, 0);
    hl_heap_free(mm);
    *process = (struct process){NULL, HLIST_HEAD_INIT};
}

/* The last user's: exit_mmap() tells the listeners; the tables are empty then. */
HL_UNTYPED(void, mmput, (struct mm_struct * mm))
{
    if (!atomic_dec_and_test(&mm->mm_users))
        return;
    struct process *process = process_of(mm);
    struct mmu_notifier *mn;
    hlist_for_each_entry(mn, &process->listeners, hlist) if (mn->ops->release)
        mn->ops->release(mn, mm);
    while (!hlist_empty(&process->listeners))
        hlist_del_init(process->listeners.first);
    memset(mm->pgd, 0, PAGE_SIZE);
    mmdrop(mm);
}

HL_UNTYPED(int, mmu_notifier_register, (struct mmu_notifier * mn, struct mm_struct *mm))
{
    if (hl_strikes(0))
        return -ENOMEM;
    mn->mm = mm;
    mn->users = 1;
    mmgrab(mm);
    hlist_add_head(&mn->hlist, &process_of(mm)->listeners);
    return 0;
}

static void notifier_free(void *data)
{
    struct mmu_notifier *mn = data;
    struct mm_struct *mm = mn->mm;
    mn->ops->free_notifier(mn);
    mmdrop(mm);
}

HL_UNTYPED(void, mmu_notifier_put, (struct mmu_notifier * mn))
{
    if (--mn->users)
        return;
    hlist_del_init(&mn->hlist);
    hl_after_grace_period(notifier_free, mn);
}

HL_UNTYPED(void, mmu_notifier_synchronize, (void))
{
    synchronize_rcu();
}

HL_UNTYPED(void, __mmu_notifier_arch_invalidate_secondary_tlbs,
           (struct mm_struct * mm, unsigned long start, unsigned long end))
{
    struct mmu_notifier *mn;
    hlist_for_each_entry(mn, &process_of(mm)->listeners,
                         hlist) if (mn->ops->arch_invalidate_secondary_tlbs)
        mn->ops->arch_invalidate_secondary_tlbs(mn, mm, start, end);
}
