#include "config.h"

#include "reader/diagram/scope.h"

bool
scope_layout(struct scope *scope)
{
	for (int i = 0; i < scope->nitem; i++)
		if (scope->items[i].inner &&
			!scope_layout(scope->items[i].inner))
			return false;
	if (!rank_scope(scope))
		return false;
	order_scope(scope);
	size_scope(scope);
	net_scope(scope);
	place_scope(scope);
	slide_scope(scope);
	route_scope(scope);
	return true;
}
