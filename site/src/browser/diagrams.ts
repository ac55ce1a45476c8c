// Diagrams are drawn when they come near the window: Mermaid is large and most of a page does not need it.
import { say } from './say.ts';

const narrowWidth = '(max-width: 48rem)'; // the same line as in lesson.css

function showSource(figure: HTMLElement, source: HTMLElement, note: string) {
  const failed = document.createElement('p');
  failed.className = 'diagram-failed';
  failed.textContent = note;
  figure.querySelector('.diagram-box')!.replaceChildren(source);
  figure.append(failed);
}

/** The author's text stays one key away. */
function sourceButton(figure: HTMLElement): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = say.showSource;
  button.addEventListener('click', () => {
    const asText = figure.classList.toggle('as-text');
    button.textContent = asText ? say.showDiagram : say.showSource;
  });
  return button;
}

async function draw(figure: HTMLElement, number: number) {
  const box = figure.querySelector<HTMLElement>('.diagram-box')!;
  const source = box.querySelector<HTMLElement>('pre')!;
  const { render } = await import('../diagram/render.ts');
  const svg = await render(`diagram-${number}`, source.textContent ?? '', matchMedia(narrowWidth).matches);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', figure.dataset.description ?? say.diagram);
  box.querySelector('svg')?.remove();
  box.prepend(svg);
  if (!figure.classList.contains('drawn')) figure.prepend(sourceButton(figure));
  figure.classList.add('drawn');
}

export function drawDiagrams() {
  const figures = [...document.querySelectorAll<HTMLElement>('figure.diagram')];
  if (figures.length === 0) return;
  // One after another: Mermaid measures in one place, and settings are its own global state.
  let queue = Promise.resolve();
  const enqueue = (figure: HTMLElement) => {
    queue = queue
      .then(() => draw(figure, figures.indexOf(figure)))
      .catch((error) => {
        console.error(error);
        showSource(figure, figure.querySelector('pre')!, say.diagramFailed);
      });
  };
  const near = new IntersectionObserver(
    (entries, observer) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        enqueue(target as HTMLElement);
      }
    },
    { rootMargin: '100%' },
  );
  figures.forEach((figure) => near.observe(figure));
  const again = () => figures.filter((figure) => figure.classList.contains('drawn')).forEach(enqueue);
  document.addEventListener('themechange', again);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
  matchMedia(narrowWidth).addEventListener('change', again);
  window.addEventListener('beforeprint', () => figures.filter((f) => !f.classList.contains('drawn')).forEach(enqueue));
}
