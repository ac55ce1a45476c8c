/* flow.h - flowcharts: "flowchart LR", "graph TD". */
#ifndef CDCLAB_DIAGRAM_FLOW_H
#define CDCLAB_DIAGRAM_FLOW_H

#include "reader/diagram/family.h"

family_fn flow_draw;

#endif
