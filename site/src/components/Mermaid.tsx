// A diagram as a lesson writes it. Here it is only its source, in a box of the size that the drawing will have; browser/diagrams.ts draws
// it. So a page without scripts still shows what the author wrote.
import type { CSSProperties } from 'react';
import { describe, parseDiagram } from '../diagram/parse.ts';
import { sizeOf } from '../diagram/size.ts';
import { words } from '../words.js';

interface Props {
  chart: string;
  /** Added to each diagram when the lesson is built. */
  lang?: keyof typeof words;
}

export function Mermaid({ chart, lang = 'ru' }: Props) {
  const source = chart.trim();
  const parsed = parseDiagram(source);
  const wide = sizeOf(parsed, false);
  const narrow = sizeOf(parsed, true);
  const room = { '--wide': wide.width, '--tall': wide.height, '--wide-narrow': narrow.width, '--tall-narrow': narrow.height };
  return (
    <figure className="diagram" data-description={`${words[lang].diagram}: ${describe(parsed)}`} style={room as CSSProperties}>
      <div className="diagram-box">
        <pre className="diagram-source">{source}</pre>
      </div>
    </figure>
  );
}

export default Mermaid;
