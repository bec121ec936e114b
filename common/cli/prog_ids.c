/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prog_ids.c - checks, causes and metrics of all commands, each once.
 */
#include "cli/prog_ids.h"

#include "cli/render.h"

/* Cause I of all lists of a command, or NULL behind the last. */
static const struct cause *
cause_at(const struct command *c, size_t i)
{
	const struct cause *const *const *list = c->causes;

	for (; list != NULL && *list != NULL; list++)
		for (size_t k = 0; (*list)[k] != NULL; k++, i--)
			if (i == 0)
				return (*list)[k];
	return NULL;
}

/* Commands may share checks and causes: does one before C list this id? */
static bool
is_listed(const struct prog *p, const struct command *c, const char *id)
{
	for (const struct command *b = p->commands; b < c; b++) {
		for (size_t i = 0; b->checks != NULL && b->checks[i]; i++)
			if (strcmp(b->checks[i]->id, id) == 0)
				return true;
		for (size_t i = 0; cause_at(b, i) != NULL; i++)
			if (strcmp(cause_at(b, i)->id, id) == 0)
				return true;
	}
	return false;
}

void
prog_checks(const struct prog *p, struct strbuf *out, put_id_fn *put)
{
	for (const struct command *c = p->commands; c->run != NULL; c++)
		for (size_t i = 0; c->checks != NULL && c->checks[i]; i++)
			if (!is_listed(p, c, c->checks[i]->id))
				put(out, "check", c->checks[i]->id,
					c->checks[i]->title, c->checks[i]->ref);
}

void
prog_causes(const struct prog *p, struct strbuf *out, put_id_fn *put)
{
	for (const struct command *c = p->commands; c->run != NULL; c++)
		for (size_t i = 0; cause_at(c, i) != NULL; i++)
			if (!is_listed(p, c, cause_at(c, i)->id))
				put(out, "cause", cause_at(c, i)->id,
					cause_at(c, i)->title, NULL);
}

bool
prog_has_causes(const struct prog *p)
{
	const struct command *c = p->commands;

	while (c->run != NULL && cause_at(c, 0) == NULL)
		c++;
	return c->run != NULL;
}

void
prog_metrics(const struct prog *p, struct strbuf *out, put_metric_fn *put)
{
	for (size_t i = 0; render_metrics[i] != NULL; i++)
		put(out, render_metrics[i]);
	for (const struct command *c = p->commands; c->run != NULL; c++)
		for (size_t i = 0; c->metrics != NULL && c->metrics[i]; i++)
			put(out, c->metrics[i]);
}
