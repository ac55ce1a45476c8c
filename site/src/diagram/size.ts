// How big a diagram will be, in pixels, before Mermaid has drawn it: so that the page keeps the room and does not jump. The figures are
// those of Mermaid's layout at the font size and spacing that `settings` asks for; the drawing is fitted into the box, so that a guess
// that is a little off costs a little air.
import type { Parsed } from './parse.ts';

export interface Size {
  width: number;
  height: number;
}

export const fontSize = 15;
const line = 17.5;
const letter = 8.2;
export const flow = { padding: 12, nodeSpacing: 32, rankSpacing: 40, margin: 8 };
export const sequence = {
  wide: { width: 140, actorMargin: 30, height: 44, messageMargin: 34 },
  narrow: { width: 84, actorMargin: 8, height: 48, messageMargin: 30 },
};
const longestLine = 13;

/** A long name broken after a dot, a hyphen, a space: `outbox.event.` above `postgres.orders`. */
export function breakLabel(label: string): string[] {
  if (label.length <= longestLine) return [label];
  const pieces = label.match(/[^\s.:/-]+[\s.:/-]*|[\s.:/-]+/g) ?? [label];
  const lines = Math.ceil(label.length / longestLine);
  const rows: string[] = [''];
  for (const piece of pieces) {
    const row = rows.at(-1)!;
    const full = row.length + piece.trimEnd().length > longestLine || (rows.length < lines && row.length >= label.length / lines - 1);
    if (row && full) rows.push(piece);
    else rows[rows.length - 1] += piece;
  }
  return rows.map((row) => row.trim());
}

function nodeSize(label: string): Size {
  const rows = breakLabel(label);
  return {
    width: Math.max(...rows.map((row) => row.length)) * letter + flow.padding * 4,
    height: rows.length * line + flow.padding * 2,
  };
}

/** Longest way from a start to each node: the ranks that the layout will put them in. */
function ranks({ nodes, edges }: Parsed): Map<string, number> {
  const rank = new Map([...nodes.keys()].map((id) => [id, 0]));
  for (let round = 0; round < nodes.size; round++) {
    for (const { from, to } of edges) {
      if (from !== to) rank.set(to, Math.min(nodes.size - 1, Math.max(rank.get(to)!, rank.get(from)! + 1)));
    }
  }
  return rank;
}

function flowSize(parsed: Parsed, narrow: boolean): Size {
  const byRank = new Map<number, Size[]>();
  for (const [id, at] of ranks(parsed)) byRank.set(at, [...(byRank.get(at) ?? []), nodeSize(parsed.nodes.get(id)!)]);
  const rows = [...byRank.values()];
  const across = flowDirection(parsed, narrow) === 'LR';
  const along = (s: Size) => (across ? s.width : s.height);
  const aside = (s: Size) => (across ? s.height : s.width);
  const sum = (list: number[]) => list.reduce((a, b) => a + b, 0);
  const length = sum(rows.map((row) => Math.max(...row.map(along)))) + (rows.length - 1) * flow.rankSpacing;
  const breadth = Math.max(...rows.map((row) => sum(row.map(aside)) + (row.length - 1) * flow.nodeSpacing));
  const [width, height] = across ? [length, breadth] : [breadth, length];
  return { width: width + 2 * flow.margin, height: height + 2 * flow.margin };
}

function sequenceSize({ nodes, edges }: Parsed, narrow: boolean): Size {
  const { width, actorMargin, height, messageMargin } = narrow ? sequence.narrow : sequence.wide;
  const apart = width + actorMargin;
  const ids = [...nodes.keys()];
  // Between neighbours a long message makes room for itself; on a phone it is wrapped instead.
  const gaps = ids.slice(1).map((id, i) => {
    const here = edges.filter((e) => [e.from, e.to].includes(id) && [e.from, e.to].includes(ids[i]!));
    return narrow ? apart : Math.max(apart, ...here.map((e) => e.label.length * letter + 20 + actorMargin));
  });
  const rows = edges.map((e) => (narrow ? Math.ceil((e.label.length * letter) / apart) : 1));
  return {
    width: width + gaps.reduce((sum, gap) => sum + gap, 0) + 2 * flow.margin,
    height: height + rows.reduce((sum, n) => sum + n * 14 + messageMargin, 0) + 2 * flow.margin,
  };
}

/** A phone has no room for a row of boxes: there what runs across runs down. */
export function flowDirection({ direction }: Parsed, narrow: boolean): 'LR' | 'TB' {
  return !narrow && /LR|RL/.test(direction) ? 'LR' : 'TB';
}

export function sizeOf(parsed: Parsed, narrow: boolean): Size {
  if (parsed.nodes.size === 0) return { width: 640, height: 360 };
  const { width, height } = parsed.kind === 'flowchart' ? flowSize(parsed, narrow) : sequenceSize(parsed, narrow);
  return { width: Math.ceil(width), height: Math.ceil(height) };
}
