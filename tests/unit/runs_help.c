#include "config.h"

#include "runs_help.h"

#include <stdint.h>

#include "common/base/utf8.h"

const char *
runs_wrong(const struct syntax_runs *runs, const char *line, size_t len)
{
	size_t at = 0, place = 0;
	uint32_t cp;

	for (size_t i = 0; i < runs->nrun; i++) {
		const struct run *run = &runs->runs[i];

		if (run->at < at || !run->len || run->at + run->len > len)
			return "runs are out of order";
		if (i && run->at == at && run->style == run[-1].style)
			return "a run is in two pieces";
		for (int k = 0; k < 2; k++) {
			at = run->at + (k ? run->len : 0);
			while (place < at)
				place += utf8_decode(
					line + place, len - place, &cp);
			if (place != at)
				return "a code point is cut";
		}
	}
	return NULL;
}
