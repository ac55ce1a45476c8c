// The section being read: marked in the table of contents, and taken along when the language changes.
import { store } from './store.ts';

const line = 120; // pixels below the top of the window: what has passed it is being read

/** Like scrollIntoView, but it moves the side alone and never the page. */
function bringInto(side: HTMLElement, here: HTMLElement) {
  const [outer, inner] = [side.getBoundingClientRect(), here.getBoundingClientRect()];
  const air = 40;
  if (inner.top < outer.top + air) side.scrollTop -= outer.top + air - inner.top;
  else if (inner.bottom > outer.bottom - air) side.scrollTop += inner.bottom - outer.bottom + air;
}

export function followSections() {
  const headings = [...document.querySelectorAll<HTMLElement>('.prose :is(h2, h3)[id]')];
  const languages = document.querySelector<HTMLElement>('.languages');
  if (!languages) return;
  const twins = JSON.parse(languages.dataset.sections ?? '{}') as Record<string, string>;
  const links = [...languages.querySelectorAll<HTMLAnchorElement>('a')];
  let current: string | undefined;

  const mark = (id: string | undefined) => {
    document.querySelectorAll<HTMLAnchorElement>('.contents a').forEach((link) => {
      if (id && decodeURIComponent(link.hash.slice(1)) === id) link.setAttribute('aria-current', 'location');
      else link.removeAttribute('aria-current');
    });
    const side = document.querySelector<HTMLElement>('.side');
    const here = side?.querySelector<HTMLElement>('[aria-current="location"]');
    if (side && here) bringInto(side, here);
  };

  const follow = () => {
    const atEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 2;
    const passed = headings.filter((h) => h.getBoundingClientRect().top < line);
    const id = (atEnd && window.scrollY > 0 ? headings : passed).at(-1)?.id;
    if (id === current) return;
    current = id;
    mark(id);
    links.forEach((link) => {
      const twin = id && twins[id];
      if (link.hasAttribute('aria-current')) return;
      link.hash = twin ? `#${twin}` : '';
    });
  };

  let asked = false;
  const soon = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      follow();
    });
  };
  window.addEventListener('scroll', soon, { passive: true });
  window.addEventListener('resize', soon);
  links.forEach((link) => link.addEventListener('click', () => store.set('language', link.dataset.language!)));
  follow();
}
