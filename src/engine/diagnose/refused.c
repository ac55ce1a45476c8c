/* A row that the table itself does not take: what of the table keeps it out. */
#include "config.h"

#include <string.h>

#include "common/base/ctl.h"
#include "common/base/err.h"
#include "common/base/msg.h"
#include "common/explain/explain.h"
#include "engine/client/rows.h"
#include "engine/diagnose/diagnose.h"
#include "engine/diagnose/names.h"
#include "engine/world/world.h"

#define ASK_MS 3000 /* for one question; a healthy server needs 20 */

/*
 * A rule INSTEAD, or a trigger BEFORE INSERT, can leave a row out without an
 * error. Only PostgreSQL has such: a trigger of MySQL refuses aloud.
 */
static const char keeper[] =
	"SELECT what, name, statement FROM (SELECT 'rule' AS what, rulename AS"
	" name, format('DROP RULE %I ON %s', rulename, ev_class::regclass) AS"
	" statement FROM pg_rewrite WHERE ev_class = to_regclass(:table) AND"
	" ev_type = '3' AND is_instead UNION ALL SELECT 'trigger', tgname,"
	" format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass,"
	" tgname) FROM pg_trigger WHERE tgrelid = to_regclass(:table) AND NOT"
	" tgisinternal AND tgenabled IN ('O', 'A') AND tgtype & 6 = 6) k LIMIT"
	" 1";

bool
diagnose_kept_out(const struct world *world, const struct source *source,
	const struct ctl *ctl, struct failure *failure)
{
	struct ctl ask = ctl_within(ctl, ASK_MS);
	struct rows rows = { 0 };
	struct err ignored = { 0 };
	struct names names;

	if (strcmp(source->database, "postgres") != 0 || !source->table)
		return false;
	names_take(&names, world, source, NULL);
	if (names_sql(&names, world, source->database, keeper, &rows, &ask,
		    &ignored) == 0 &&
		rows.nrow) {
		const char *name = rows_cell(&rows, 0, 1);

		if (!strcmp(rows_cell(&rows, 0, 0), "rule"))
			failure_set(failure, "row-kept-out", source->database,
				"the rule %s of %s leaves new rows out", name,
				source->table);
		else
			failure_set(failure, "row-kept-out", source->database,
				"an INSERT has left no row: the trigger %s of "
				"%s may leave it out",
				name, source->table);
		failure_arg(failure, "statement", rows_cell(&rows, 0, 2));
		failure->lasting = true;
	}
	names_release(&names);
	rows_release(&rows);
	return failure_is(failure);
}

bool
diagnose_refused(const struct world *world, const struct source *source,
	const struct err *err, const struct ctl *ctl, struct failure *failure)
{
	const struct explanation *e;

	if ((diagnose_process(world, source->database, false, ctl, failure) ||
		    diagnose_database(world, source, ctl, failure)) &&
		failure->explain && strcmp(failure->explain, "no-answer") != 0)
		return true;
	*failure = (struct failure){ 0 };
	failure_err(failure, "database", source->database, err);
	e = explain_id(failure->explain);
	if (e && explain_takes(e, "table"))
		failure_arg(failure, "table", source->table);
	return true;
}
