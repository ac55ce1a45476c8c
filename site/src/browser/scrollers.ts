// What scrolls sideways can be reached and scrolled with the keyboard; what fits is no stop on the way.
import { say } from './say.ts';

function update(box: HTMLElement) {
  const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
  if (!scrolls) {
    for (const name of ['tabindex', 'role', 'aria-label']) box.removeAttribute(name);
    return;
  }
  const title = box.closest('figure')?.querySelector('.code-bar span')?.textContent;
  box.tabIndex = 0;
  box.setAttribute('role', 'region');
  box.setAttribute('aria-label', title ?? (box.matches('.diagram pre') ? say.diagram : say.code));
}

export function reachScrollers() {
  const observer = new ResizeObserver((entries) => entries.forEach((entry) => update(entry.target as HTMLElement)));
  document.querySelectorAll<HTMLElement>('.prose pre').forEach((box) => observer.observe(box));
}
