// Everything a page shows, gathered in one visit: browser.mjs then makes its claims about what was found.
import { lowContrast } from './contrast.mjs';

/** Sums layout shifts that no key or click has caused; before the page's own scripts run. */
export function watchShifts() {
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
}

/** Scrolls to each diagram and waits until it is drawn. */
export async function drawAll(page) {
  for (const figure of await page.locator('figure.diagram').all()) {
    await figure.scrollIntoViewIfNeeded();
    await figure.locator('svg').waitFor();
  }
}

function diagrams() {
  return [...document.querySelectorAll('figure.diagram')].map((figure) => {
    const svg = figure.querySelector('svg');
    const [box, all] = [figure.getBoundingClientRect(), svg.getBoundingClientRect()];
    const texts = [...svg.querySelectorAll('text')];
    return {
      words: texts.map((text) => text.textContent).join(' ').replace(/\s/g, ''),
      name: svg.getAttribute('aria-label'),
      inside: all.left >= box.left && all.right <= box.right && all.top >= box.top && all.bottom <= box.bottom,
      size: Math.min(...texts.map((text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)),
    };
  });
}

function contents() {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const ids = all('[id]').map((node) => node.id);
  return {
    width: document.documentElement.scrollWidth,
    room: innerWidth,
    shift: window.shift,
    lang: document.documentElement.lang,
    callouts: all('[role="note"]').map((note) => ({
      title: note.querySelector('.callout-title').textContent,
      visible: note.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && note.getBoundingClientRect().height > 40,
    })),
    code: all('figure.code').map((figure) => ({
      title: figure.querySelector('.code-bar span')?.textContent,
      code: figure.querySelector('pre').textContent,
      lang: figure.querySelector('pre').dataset.language,
      colours: new Set([...figure.querySelectorAll('pre span')].map((span) => getComputedStyle(span).color)).size,
    })),
    checks: all('input[data-check]').map((box) => ({ id: box.dataset.check, label: box.labels[0].textContent.trim() })),
    questions: all('aside[data-predict]').map((aside) => ({ id: aside.dataset.predict, text: aside.textContent })),
    headings: all('.side .contents a').map((link) => link.textContent.replaceAll('\u00a0', ' ')),
    levels: all('h1, h2, h3, h4').map((heading) => Number(heading.tagName[1])),
    landmarks: ['body > header', 'main', 'body > footer'].map((selector) => all(selector).length),
    unnamed: all('nav:not([aria-label])').length,
    twice: ids.filter((id, i) => ids.indexOf(id) !== i),
  };
}

export async function survey(page) {
  await drawAll(page);
  const found = { ...(await page.evaluate(contents)), diagrams: await page.evaluate(diagrams), contrast: {} };
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    found.contrast[colorScheme] = await page.evaluate(lowContrast);
  }
  return found;
}
