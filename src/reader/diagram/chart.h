/* chart.h - state diagrams: "stateDiagram-v2". */
#ifndef CDCLAB_DIAGRAM_CHART_H
#define CDCLAB_DIAGRAM_CHART_H

#include "reader/diagram/family.h"

family_fn chart_draw;

#endif
