import { useId, type ReactNode } from 'react';
import { words } from '../words.js';

const icons = {
  note: 'M10 9v5M10 6.2v.1',
  tip: 'M7.5 14.5h5M8.2 17h3.6M10 3a5 5 0 0 0-3 9c.4.4.6.8.6 1.4v1h4.8v-1c0-.6.2-1 .6-1.4a5 5 0 0 0-3-9z',
  warning: 'M10 8v4M10 14.4v.1M10 3 18 17H2z',
  danger: 'M10 6v5M10 13.6v.1M6.7 2h6.6L18 6.7v6.6L13.3 18H6.7L2 13.3V6.7z',
};

interface Props {
  type?: keyof typeof icons;
  title?: string;
  /** Added to each callout when the lesson is built. */
  lang?: keyof typeof words;
  children?: ReactNode;
}

export default function Callout({ type = 'note', title, lang = 'ru', children }: Props) {
  const label = useId();
  const kind = words[lang].callouts[type];
  return (
    <div className={`callout callout-${type}`} role="note" aria-labelledby={label}>
      <p className="callout-title" id={label}>
        <svg viewBox="0 0 20 20" aria-hidden="true">
          {type === 'note' && <circle cx="10" cy="10" r="8" />}
          <path d={icons[type]} />
        </svg>
        {title ? <><span className="visually-hidden">{kind}: </span>{title}</> : kind}
      </p>
      <div className="callout-body">{children}</div>
    </div>
  );
}
