// Enough of Mermaid to say how big a diagram will be before it is drawn, and to tell it in words. What is not understood is skipped: the
// drawing itself is Mermaid's.

export interface Edge {
  from: string;
  to: string;
  label: string;
}

export interface Parsed {
  kind: 'flowchart' | 'sequence' | 'other';
  direction: string;
  /** Id -> label, in the order of appearance. */
  nodes: Map<string, string>;
  edges: Edge[];
}

const arrow = /\s*(?:<?--+>?|<?-\.+->?|<?==+>?|--[xo])(?:\|([^|]*)\|)?\s*/;
const nodeShape = /^([\w.-]+?)\s*(?:[[({>]+\s*"?([^\])}"]*)"?\s*[\])}]+)?(?::::\w+)?$/;
const message = /^([^:]+?)\s*<?-{1,2}(?:>>|>|x|\))[+-]?\s*([^:]+?)\s*:\s*(.*)$/;
const participant = /^(?:participant|actor)\s+(\S+)(?:\s+as\s+(.*))?$/;

function flowLine(line: string, into: Parsed) {
  const parts = line.split(arrow);
  if (parts.length < 3 && !/[[({]/.test(line)) return;
  let previous: string[] = [];
  for (let i = 0; i < parts.length; i += 2) {
    const ids = parts[i]!.split(/\s*&\s*/).flatMap((piece) => {
      const [, id, label] = nodeShape.exec(piece.trim()) ?? [];
      if (!id) return [];
      if (label || !into.nodes.has(id)) into.nodes.set(id, label?.trim() || id);
      return [id];
    });
    for (const from of previous) for (const to of ids) into.edges.push({ from, to, label: parts[i - 1] ?? '' });
    previous = ids;
  }
}

function sequenceLine(line: string, into: Parsed) {
  const [, id, label] = participant.exec(line) ?? [];
  if (id) return void into.nodes.set(id, label?.trim() || id);
  const [, from, to, text] = message.exec(line) ?? [];
  if (!from || !to) return;
  for (const end of [from, to]) if (!into.nodes.has(end)) into.nodes.set(end, end);
  into.edges.push({ from, to, label: text ?? '' });
}

export function parseDiagram(source: string): Parsed {
  const [head = '', ...lines] = source.split(/[\n;]/).map((line) => line.trim()).filter((line) => line && !line.startsWith('%%'));
  const flow = /^(?:flowchart|graph)\s+(TB|TD|BT|LR|RL)/.exec(head);
  const kind = flow ? 'flowchart' : /^sequenceDiagram/.test(head) ? 'sequence' : 'other';
  const parsed: Parsed = { kind, direction: flow?.[1] ?? 'TB', nodes: new Map(), edges: [] };
  if (kind === 'flowchart') lines.forEach((line) => flowLine(line, parsed));
  if (kind === 'sequence') lines.forEach((line) => sequenceLine(line, parsed));
  return parsed;
}

/** The diagram as a sentence, for those who do not see it. */
export function describe({ nodes, edges }: Parsed): string {
  const name = (id: string) => nodes.get(id) ?? id;
  return edges.map((e) => `${name(e.from)} → ${name(e.to)}${e.label ? `: ${e.label}` : ''}`).join('; ');
}
