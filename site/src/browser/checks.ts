// The checklist is kept by lesson and check, not by page: the same in both languages, and in every open tab.
import { say } from './say.ts';
import { store } from './store.ts';

const key = (lesson: string, check: string) => `check:${lesson}:${check}`;

/** Of the list that the tally stands below. */
function showTally() {
  document.querySelectorAll('[data-tally]').forEach((out) => {
    const boxes = [...(out.parentElement!.previousElementSibling?.querySelectorAll<HTMLInputElement>('input[data-check]') ?? [])];
    out.textContent = say.tally(boxes.filter((box) => box.checked).length, boxes.length);
  });
}

function showProgress() {
  document.querySelectorAll<HTMLElement>('[data-checks]').forEach((out) => {
    const checks = out.dataset.checks!.split(' ');
    const done = checks.filter((check) => store.get(key(out.dataset.lesson!, check))).length;
    out.textContent = say.progress(done, checks.length);
    out.classList.toggle('complete', done === checks.length);
  });
}

export function keepChecks() {
  const lesson = document.querySelector<HTMLElement>('article[data-lesson]')?.dataset.lesson;
  const boxes = lesson ? [...document.querySelectorAll<HTMLInputElement>('input[data-check]')] : [];
  const read = () => {
    boxes.forEach((box) => (box.checked = store.get(key(lesson!, box.dataset.check!)) !== null));
    showTally();
    showProgress();
  };
  boxes.forEach((box) =>
    box.addEventListener('change', () => {
      store.set(key(lesson!, box.dataset.check!), box.checked ? '1' : null);
      showTally();
      showProgress();
    }),
  );
  read();
  window.addEventListener('storage', read);
  window.addEventListener('pageshow', read);
}
