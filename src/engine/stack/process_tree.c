#include "config.h"

#include "engine/stack/process_tree.h"

#include <assert.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/ctl.h"
#include "common/base/err.h"
#include "engine/client/process.h"

#define ROUND_MS 5         /* from one look at all processes to the next */
#define SETTLED_MS 5000    /* for all rounds */
#define STOP_FIRST_MS 1000 /* what is stopped slowly is killed anyway */

/* A process of the machine, as one look at /proc finds it. */
struct found_process {
	pid_t pid;
	struct process_stat stat;
	bool member;
};

/* All that were found by one look; members stay members at the next. */
struct proc_table {
	struct found_process *v;
	size_t n;
};

static void
proc_add(void *ctx, pid_t pid)
{
	struct proc_table *table = ctx;
	struct found_process found = { .pid = pid };

	if (pid == getpid() || !process_stat(pid, &found.stat))
		return;
	table->v = mem_more(table->v, table->n, sizeof(*table->v));
	table->v[table->n++] = found;
}

static struct found_process *
proc_find(const struct proc_table *table, pid_t pid)
{
	for (size_t i = 0; i < table->n; i++)
		if (table->v[i].pid == pid)
			return &table->v[i];
	return NULL;
}

/* Links of /proc end in " (deleted)" when their target is gone. */
static bool
link_is_under(pid_t pid, const char *name, const char *top)
{
	char *path = process_link(pid, name);
	size_t len = strlen(top);
	bool under = path && !strncmp(path, top, len) &&
		(!path[len] || path[len] == '/' || path[len] == ' ');

	free(path);
	return under;
}

/*
 * A session keeps the number of who began it, and that number is given to
 * nobody else while the session has members. Another leader of that number
 * shows that all of ours had ended before.
 */
static bool
is_of_session(const struct process_tree *tree, const struct proc_table *table,
	const struct found_process *p)
{
	const struct found_process *leader;

	if (p->stat.session != tree->pid || p->stat.start < tree->start)
		return false;
	leader = proc_find(table, tree->pid);
	return !leader || leader->stat.start == tree->start;
}

/* A program of the parts is a script that starts its ".elf" with a loader. */
static bool
runs_program(const struct process_tree *tree, pid_t pid)
{
	char *elf = mem_printf("%s.elf", tree->exe);
	bool runs =
		link_is_under(pid, "exe", tree->exe) || process_maps(pid, elf);

	free(elf);
	return runs;
}

static bool
is_root(const struct process_tree *tree, const struct proc_table *table,
	const struct found_process *p)
{
	if (tree->pid &&
		((p->pid == tree->pid && p->stat.start == tree->start) ||
			is_of_session(tree, table, p)))
		return true;
	return tree->cwd && tree->exe &&
		link_is_under(p->pid, "cwd", tree->cwd) &&
		runs_program(tree, p->pid);
}

static bool
was_member(const struct proc_table *before, const struct found_process *p)
{
	const struct found_process *was = proc_find(before, p->pid);

	return was && was->member && was->stat.start == p->stat.start;
}

/* Children of members, their children, and so on. */
static void
add_descendants(struct proc_table *table)
{
	bool more;

	do {
		more = false;
		for (size_t i = 0; i < table->n; i++) {
			struct found_process *p = &table->v[i];
			const struct found_process *parent = p->member
				? NULL
				: proc_find(table, p->stat.ppid);

			if (parent && parent->member)
				p->member = more = true;
		}
	} while (more);
}

/* Look at all processes; before: the last look, which is released. */
static struct proc_table
proc_look(const struct process_tree *tree, struct proc_table *before)
{
	struct proc_table table = { 0 };

	process_each(proc_add, &table);
	for (size_t i = 0; i < table.n; i++) {
		struct found_process *p = &table.v[i];

		p->member = was_member(before, p) || is_root(tree, &table, p);
	}
	add_descendants(&table);
	free(before->v);
	return table;
}

static bool
has_ended(const struct found_process *p)
{
	return p->stat.state == 'Z' || p->stat.state == 'X';
}

static bool
is_stopped(const struct found_process *p)
{
	return p->stat.state == 'T' || p->stat.state == 't';
}

void
process_tree_count(const struct process_tree *tree, struct process_count *out)
{
	struct proc_table none = { 0 }, table = proc_look(tree, &none);

	*out = (struct process_count){ 0 };
	for (size_t i = 0; i < table.n; i++) {
		const struct found_process *p = &table.v[i];

		if (!p->member || has_ended(p))
			continue;
		out->all++;
		if (!is_stopped(p))
			continue;
		out->stopped++;
		if (p->pid != tree->pid)
			out->stopped_pid = p->pid;
	}
	free(table.v);
}

/* Does the signal show at it? */
static bool
is_settled(const struct found_process *p, int signal)
{
	if (has_ended(p))
		return true;
	if (signal == SIGKILL)
		return false;
	return is_stopped(p) == (signal == SIGSTOP);
}

/* false: it has ended meanwhile. */
static bool
signal_one(const struct found_process *found, int signal)
{
	struct process p;

	if (!process_open(&p, found->pid, found->stat.start))
		return false;
	process_signal(&p, signal);
	process_ended(&p); /* reaps it if it is a child of ours */
	process_release(&p);
	return true;
}

/* Signal who needs it; 0: nobody does. Else one of them. */
static pid_t
signal_round(const struct proc_table *table, int signal)
{
	pid_t open = 0;

	for (size_t i = 0; i < table->n; i++)
		if (table->v[i].member && !is_settled(&table->v[i], signal) &&
			signal_one(&table->v[i], signal))
			open = table->v[i].pid;
	return open;
}

static int
refused_signal(int signal, pid_t pid, struct err *err)
{
	if (signal == SIGSTOP)
		return err_wrap(err, "process %ld does not stop", (long)pid);
	if (signal == SIGKILL)
		return err_wrap(err, "process %ld does not end", (long)pid);
	return err_wrap(err, "process %ld does not go on", (long)pid);
}

static int
signal_until_settled(const struct process_tree *tree, struct proc_table *table,
	int signal, const struct ctl *limit, struct err *err)
{
	for (;;) {
		pid_t open;

		*table = proc_look(tree, table);
		open = signal_round(table, signal);
		if (!open)
			return 0;
		if (ctl_wait(limit, ROUND_MS, err) < 0)
			return refused_signal(signal, open, err);
	}
}

/* Before a KILL all are stopped, so that none forks while others die. */
int
process_tree_signal(const struct process_tree *tree, int signal,
	const struct ctl *ctl, struct err *err)
{
	struct ctl limit = ctl_within(ctl, SETTLED_MS);
	struct ctl stop_first = ctl_within(&limit, STOP_FIRST_MS);
	struct proc_table table = { 0 };
	struct err late = { 0 };
	int rc;

	assert(signal == SIGSTOP || signal == SIGCONT || signal == SIGKILL);
	if (signal == SIGKILL)
		signal_until_settled(tree, &table, SIGSTOP, &stop_first, &late);
	rc = signal_until_settled(tree, &table, signal, &limit, err);
	free(table.v);
	return rc;
}
