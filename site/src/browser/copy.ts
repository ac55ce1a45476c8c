// A copy button for each block of code. It says what it did where the eye is and to those who listen.
import { say } from './say.ts';

const shownFor = 2000;

/** Works without a secure context too, where there is no navigator.clipboard. */
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyButton(code: HTMLElement, what: string): HTMLButtonElement {
  const button = document.createElement('button');
  const label = document.createElement('span');
  label.setAttribute('aria-live', 'polite');
  label.textContent = say.copy;
  button.type = 'button';
  button.className = 'copy';
  button.title = say.copyWhat(what);
  button.append(label);
  let timer = 0;
  button.addEventListener('click', async () => {
    const done = await copy(`${code.textContent}\n`);
    button.focus();
    button.classList.toggle('done', done);
    label.textContent = done ? say.copied : say.copyFailed;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      button.classList.remove('done');
      label.textContent = say.copy;
    }, shownFor);
  });
  return button;
}

export function addCopyButtons() {
  document.querySelectorAll<HTMLElement>('figure.code').forEach((figure) => {
    const code = figure.querySelector<HTMLElement>('pre');
    if (!code) return;
    const bar = figure.querySelector('.code-bar');
    const what = bar?.textContent?.trim() || say.code.toLowerCase();
    (bar ?? figure).append(copyButton(code, what));
  });
}
