// One button, three states: as the system, light, dark.
import { store } from './store.ts';

const order = ['auto', 'light', 'dark'] as const;
type Theme = (typeof order)[number];

function current(): Theme {
  return (document.documentElement.dataset.theme as Theme) ?? 'auto';
}

function name(button: HTMLButtonElement) {
  const names = JSON.parse(button.dataset.names!) as Record<Theme, string>;
  const text = `${button.dataset.label}: ${names[current()]}`;
  button.setAttribute('aria-label', text);
  button.title = text;
}

export function switchTheme() {
  const button = document.querySelector<HTMLButtonElement>('button.theme');
  if (!button) return;
  button.hidden = false;
  name(button);
  button.addEventListener('click', () => {
    const next = order[(order.indexOf(current()) + 1) % order.length]!;
    if (next === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    store.set('theme', next === 'auto' ? null : next);
    name(button);
    document.dispatchEvent(new Event('themechange'));
  });
}
