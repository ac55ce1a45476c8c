// Mermaid with this site's colours, spacing and habits. In the browser only.
import mermaid, { type MermaidConfig } from 'mermaid';
import { parseDiagram } from './parse.ts';
import { breakLabel, flow, flowDirection, fontSize, sequence } from './size.ts';

/** A colour of the stylesheet as Mermaid can reckon with it: rgb(). */
function colours(names: string[]): Record<string, string> {
  const probe = document.createElement('span');
  document.body.append(probe);
  const found = names.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(found);
}

function settings(narrow: boolean): MermaidConfig {
  const c = colours(['ink', 'ink-soft', 'page', 'panel', 'node', 'node-line', 'accent', 'note']);
  return {
    startOnLoad: false,
    securityLevel: 'strict',
    suppressErrorRendering: true,
    theme: 'base',
    fontFamily: getComputedStyle(document.body).fontFamily,
    fontSize,
    htmlLabels: false,
    deterministicIds: true,
    themeVariables: {
      fontSize: `${fontSize}px`,
      background: c.page, primaryColor: c.node, primaryTextColor: c.ink, primaryBorderColor: c['node-line'],
      secondaryColor: c.panel, tertiaryColor: c.panel, lineColor: c['ink-soft'], textColor: c.ink, mainBkg: c.node,
      nodeBorder: c['node-line'], clusterBkg: c.panel, clusterBorder: c['node-line'], edgeLabelBackground: c.page,
      actorBkg: c.node, actorBorder: c['node-line'], actorTextColor: c.ink, actorLineColor: c['node-line'],
      signalColor: c['ink-soft'], signalTextColor: c.ink, labelBoxBkgColor: c.panel, labelTextColor: c.ink,
      noteBkgColor: c.note, noteTextColor: c.ink, noteBorderColor: c['node-line'],
    },
    flowchart: {
      htmlLabels: false, useMaxWidth: false, curve: 'basis', wrappingWidth: 400, diagramPadding: flow.margin,
      padding: flow.padding, nodeSpacing: flow.nodeSpacing, rankSpacing: flow.rankSpacing,
    },
    sequence: {
      ...(narrow ? sequence.narrow : sequence.wide), useMaxWidth: false, mirrorActors: false, wrap: narrow,
      diagramMarginX: flow.margin, diagramMarginY: flow.margin, actorFontSize: fontSize, messageFontSize: fontSize,
      ...(narrow ? { actorFontSize: 13, messageFontSize: 12, wrapPadding: 4 } : {}),
    } as MermaidConfig['sequence'],
  };
}

/** Long names on several lines; what runs across runs down where there is no room. */
function fit(source: string, narrow: boolean): string {
  const parsed = parseDiagram(source);
  if (parsed.kind !== 'flowchart') return source;
  const turned = source.replace(/^(\s*(?:flowchart|graph)\s+)(LR|RL)/, (_, head) => head + flowDirection(parsed, narrow));
  return turned.replace(/([[({]+)([^\])}"\n]+)([\])}]+)/g, (_, open, label, close) => {
    return `${open}"${breakLabel(label).join('<br/>')}"${close}`;
  });
}

export async function render(id: string, source: string, narrow: boolean): Promise<SVGSVGElement> {
  mermaid.initialize(settings(narrow));
  const { svg } = await mermaid.render(id, fit(source, narrow));
  const parsed = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg')!;
  for (const name of ['width', 'height', 'style']) parsed.removeAttribute(name);
  return document.importNode(parsed, true);
}
