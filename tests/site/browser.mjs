// The site as a reader meets it, in headless Chromium.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { lowContrast } from './contrast.mjs';
import { test } from './tap.mjs';

const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const lesson05 = '07-module-7/05-multi-database-configuration';

export async function browserTests({ site, origin, lessons, executable }) {
  const { chromium } = createRequire(join(site, 'package.json'))('playwright-core');
  const browser = await chromium.launch({ executablePath: executable, args: flags });
  const troubles = [];

  /** A fresh visitor's page; whatever the browser complains of anywhere is collected. */
  async function visit(path, options = {}) {
    const context = await browser.newContext({ viewport: sizes.desktop, locale: 'ru-RU', reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && troubles.push(`${path}: ${message.text()}`));
    page.on('pageerror', (error) => troubles.push(`${path}: ${error}`));
    page.on('request', (request) => {
      const { protocol, origin: asked } = new URL(request.url());
      if (asked !== origin && !['data:', 'blob:'].includes(protocol)) troubles.push(`${path}: asked for ${request.url()}`);
    });
    page.on('response', (response) => response.status() >= 400 && troubles.push(`${path}: ${response.status()} ${response.url()}`));
    await page.goto(origin + path);
    return page;
  }
  async function withPage(path, options, body) {
    const page = await visit(path, options);
    try {
      return await body(page);
    } finally {
      await page.context().close();
    }
  }

  /** Scrolls to each diagram and waits until it is drawn. */
  async function drawAll(page) {
    for (const figure of await page.locator('figure.diagram').all()) {
      await figure.scrollIntoViewIfNeeded();
      await figure.locator('svg').waitFor({ timeout: 20000 });
    }
  }

  /** Presses Tab until the focus is on `selector`; as a reader without a mouse would. */
  async function tabTo(page, selector, limit = 200) {
    for (let i = 0; i < limit; i++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
    }
    throw new Error(`${limit} times Tab did not reach ${selector}`);
  }

  const paths = ['/ru/', '/en/', ...lessons.map((lesson) => lesson.path)];
  for (const [name, viewport] of Object.entries(sizes)) {
    await test(`on a ${name} no page scrolls sideways`, async () => {
      for (const path of paths) {
        await withPage(path, { viewport }, async (page) => {
          await drawAll(page);
          const [width, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
          assert.ok(width <= room, `${path} is ${width} wide, the window ${room}`);
        });
      }
    });

    await test(`on a ${name} every diagram is drawn in its box, with all its words, large enough to read`, async () => {
      for (const { path, charts } of lessons) {
        await withPage(path, { viewport }, async (page) => {
          await drawAll(page);
          const drawn = await page.locator('figure.diagram').evaluateAll((figures) => figures.map((figure) => {
            const svg = figure.querySelector('svg');
            const [box, all] = [figure.getBoundingClientRect(), svg.getBoundingClientRect()];
            const texts = [...svg.querySelectorAll('text')];
            return {
              words: texts.map((text) => text.textContent).join(' ').replace(/\s/g, ''),
              name: svg.getAttribute('aria-label'),
              inside: all.left >= box.left && all.right <= box.right && all.top >= box.top && all.bottom <= box.bottom,
              size: Math.min(...texts.map((text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)),
            };
          }));
          assert.equal(drawn.length, charts.length, path);
          charts.forEach((chart, i) => {
            for (const [, label] of chart.matchAll(/\[([^\]]+)\]/g)) {
              assert.ok(drawn[i].words.includes(label.replace(/\s/g, '')), `${path}: no "${label}" in "${drawn[i].words}"`);
              assert.ok(drawn[i].name.includes(label), `${path}: the diagram's name says nothing of "${label}"`);
            }
            assert.ok(drawn[i].words.length > 20, path);
            assert.ok(drawn[i].inside, `${path}: diagram ${i} leaves its box`);
            assert.ok(drawn[i].size >= 10, `${path}: text of ${drawn[i].size} px`);
          });
        });
      }
    });

    await test(`on a ${name} nothing jumps while a lesson is read to its end`, async () => {
      for (const { path } of lessons) {
        await withPage(path, { viewport }, async (page) => {
          await page.evaluate(() => {
            window.shift = 0;
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
            }).observe({ type: 'layout-shift', buffered: true });
          });
          await drawAll(page);
          assert.ok((await page.evaluate(() => window.shift)) < 0.01, `${path}: ${await page.evaluate(() => window.shift)}`);
        });
      }
    });
  }

  await test('callouts are there, visible, and named in the language of the page', async () => {
    const kinds = {
      ru: { note: 'Заметка', tip: 'Совет', warning: 'Внимание', danger: 'Осторожно' },
      en: { note: 'Note', tip: 'Tip', warning: 'Warning', danger: 'Danger' },
    };
    for (const { path, lang, callouts } of lessons) {
      await withPage(path, {}, async (page) => {
        const notes = await page.getByRole('note').all();
        assert.equal(notes.length, callouts.length, path);
        for (const [i, note] of notes.entries()) {
          assert.ok(await note.isVisible());
          assert.ok((await note.locator('.callout-title').textContent()).startsWith(kinds[lang][callouts[i]]), `${path}: callout ${i}`);
        }
      });
    }
  });

  await test('every block of code is the lesson\'s, byte for byte, under its file name', async () => {
    for (const { path, fences } of lessons) {
      await withPage(path, {}, async (page) => {
        const shown = await page.locator('figure.code').evaluateAll((figures) => figures.map((figure) => ({
          title: figure.querySelector('.code-bar span')?.textContent, code: figure.querySelector('pre').textContent,
        })));
        assert.deepEqual(shown.map(({ title, code }) => [title, code]), fences.map(({ title, code }) => [title, code]), path);
      });
    }
  });

  await test('code is highlighted in every language that the lessons use', async () => {
    await withPage(`/ru/${lesson05}/`, {}, async (page) => {
      for (const lang of ['sql', 'json', 'python', 'bash', 'yaml', 'promql']) {
        const colours = await page.locator(`pre[data-language="${lang}"]`).first()
          .evaluate((pre) => new Set([...pre.querySelectorAll('span')].map((span) => getComputedStyle(span).color)).size);
        assert.ok(colours >= 3, `${lang}: ${colours} colours`);
      }
    });
  });

  await test('with the keyboard alone a block is copied whole', async () => {
    await withPage(`/ru/${lesson05}/`, { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      const { code, title } = lessons.find((lesson) => lesson.path === `/ru/${lesson05}/`).fences[0];
      await tabTo(page, `button.copy[title*="${title}"]`);
      await page.keyboard.press('Enter');
      await page.getByText('Скопировано', { exact: true }).waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${code}\n`);
      assert.ok(await page.evaluate(() => document.activeElement.matches('button.copy')), 'the focus left the button');
    });
  });

  await test('with the keyboard alone an item is ticked; it stays so after a reload and in the other language', async () => {
    await withPage(`/ru/${lesson05}/`, {}, async (page) => {
      await tabTo(page, 'input[data-check="mysql-topic"]');
      await page.keyboard.press('Space');
      await page.reload();
      const boxes = page.locator('input[data-check]');
      const ticked = () => boxes.evaluateAll((all) => all.filter((box) => box.checked).map((box) => box.dataset.check));
      assert.deepEqual(await ticked(), ['mysql-topic']);
      assert.match(await page.locator('[data-tally]').textContent(), /1 из 5/);
      await page.goto(`${origin}/en/${lesson05}/`);
      assert.deepEqual(await ticked(), ['mysql-topic']);
      await page.goto(`${origin}/en/`);
      assert.equal(await page.locator(`[data-lesson="${lesson05}"]`).textContent(), '1 of 5');
      await page.goto(`${origin}/en/${lesson05}/`);
      await boxes.nth(2).uncheck();
      await page.reload();
      assert.deepEqual(await ticked(), []);
    });
  });

  await test('every item of a checklist is a box with its words as its name', async () => {
    for (const { path, checks } of lessons) {
      await withPage(path, {}, async (page) => {
        assert.deepEqual(await page.locator('input[data-check]').evaluateAll((all) => all.map((box) => box.dataset.check)), checks, path);
        for (const box of await page.getByRole('checkbox').all()) {
          assert.ok((await box.evaluate((input) => input.labels[0].textContent.trim())).length > 10, path);
        }
      });
    }
  });

  await test('the first Tab offers to skip to the content, and whatever has the focus shows it', async () => {
    for (const colorScheme of ['light', 'dark']) {
      await withPage(`/ru/${lesson05}/`, { colorScheme }, async (page) => {
        await page.keyboard.press('Tab');
        assert.equal(await page.evaluate(() => document.activeElement.hash), '#main');
        for (let i = 0; i < 45; i++) {
          const { outline, tag, hidden } = await page.evaluate(() => {
            const at = document.activeElement;
            const box = at.getBoundingClientRect();
            return {
              outline: getComputedStyle(at).outlineStyle, tag: at.outerHTML.slice(0, 80),
              hidden: box.bottom <= 0 || box.top >= innerHeight || getComputedStyle(at).visibility !== 'visible',
            };
          });
          assert.notEqual(outline, 'none', tag);
          assert.equal(hidden, false, `out of sight: ${tag}`);
          await page.keyboard.press('Tab');
        }
      });
    }
  });

  await test('the language switch keeps the page and the section', async () => {
    await withPage(`/ru/${lesson05}/`, {}, async (page) => {
      await page.locator('.side .contents a', { hasText: 'Чек-лист проверки' }).click();
      await page.waitForFunction(() => document.querySelector('.languages a[lang="en"]').hash === '#verification-checklist');
      await page.locator('.languages a[lang="en"]').focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(`**/en/${lesson05}/#verification-checklist`);
      assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
      const top = await page.locator('#verification-checklist').evaluate((heading) => heading.getBoundingClientRect().top);
      assert.ok(top > 0 && top < 200, `the section stands at ${top}`);
      await page.waitForFunction(() => document.querySelector('.languages a[lang="ru"]').hash !== '');
      await page.locator('.languages a[lang="ru"]').click();
      await page.waitForURL(new RegExp(`/ru/${lesson05}/#`));
      assert.equal(decodeURIComponent(new URL(page.url()).hash), '#чек-лист-проверки');
    });
  });

  await test('the table of contents holds the lesson\'s headings and marks the one being read', async () => {
    for (const { path, headings } of lessons) {
      await withPage(path, {}, async (page) => {
        const shown = await page.locator('.side .contents a').allTextContents();
        assert.deepEqual(shown.map((text) => text.replaceAll('\u00a0', ' ')), headings.map((text) => text.replaceAll("'", '’')), path);
        await page.locator('.side .contents a').nth(2).click();
        await page.waitForFunction((wanted) => document.querySelector('.side [aria-current="location"]')?.textContent === wanted, shown[2]);
      });
    }
  });

  await test('previous and next walk the course in its order', async () => {
    await withPage('/en/', {}, async (page) => {
      await page.locator('.card a').first().click();
      const walked = [new URL(page.url()).pathname];
      while (await page.locator('a[rel="next"]').count()) {
        await page.locator('a[rel="next"]').click();
        await page.waitForURL((url) => url.pathname !== walked.at(-1));
        walked.push(new URL(page.url()).pathname);
      }
      assert.deepEqual(walked, lessons.filter(({ lang }) => lang === 'en').map(({ path }) => path));
      await page.locator('a[rel="prev"]').click();
      await page.waitForURL(origin + walked.at(-2));
    });
  });

  await test('the theme is chosen with one button, kept, and followed by the diagrams', async () => {
    await withPage(`/ru/${lesson05}/`, { colorScheme: 'light' }, async (page) => {
      await drawAll(page);
      const fill = () => page.locator('figure.diagram svg .node rect').first().evaluate((rect) => getComputedStyle(rect).fill);
      const light = await fill();
      const button = page.getByRole('button', { name: /^Оформление/ });
      await button.click();
      await button.click();
      assert.match(await button.getAttribute('aria-label'), /тёмное/);
      await page.waitForFunction((before) => {
        const rect = document.querySelector('figure.diagram svg .node rect');
        return rect && getComputedStyle(rect).fill !== before;
      }, light);
      await page.reload();
      assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), 'dark');
    });
  });

  for (const colorScheme of ['light', 'dark']) {
    await test(`in ${colorScheme} every text stands out from what lies behind it`, async () => {
      for (const path of paths) {
        await withPage(path, { colorScheme }, async (page) => {
          const { seen, low } = await page.evaluate(lowContrast);
          assert.ok(seen > 20, path);
          assert.deepEqual(low, [], path);
        });
      }
    });
  }

  await test('a page has its landmarks, its language and one ladder of headings', async () => {
    for (const path of paths) {
      await withPage(path, {}, async (page) => {
        for (const role of ['banner', 'main', 'contentinfo']) assert.equal(await page.getByRole(role).count(), 1, `${path}: ${role}`);
        assert.equal(await page.evaluate(() => document.documentElement.lang), path.slice(1, 3));
        const unnamed = await page.locator('nav:not([aria-label])').count();
        assert.equal(unnamed, 0, `${path}: a nav without a name`);
        const levels = await page.locator('h1, h2, h3, h4').evaluateAll((all) => all.map((h) => Number(h.tagName[1])));
        assert.equal(levels.filter((level) => level === 1).length, 1, path);
        levels.reduce((before, level) => (assert.ok(level <= before + 1, `${path}: h${before}, then h${level}`), level), 0);
        const twice = await page.evaluate(() => {
          const ids = [...document.querySelectorAll('[id]')].map((node) => node.id);
          return ids.filter((id, i) => ids.indexOf(id) !== i);
        });
        assert.deepEqual(twice, [], `${path}: ids used twice`);
      });
    }
  });

  await test('without scripts a lesson can be read, diagrams as their text', async () => {
    await withPage(`/en/${lesson05}/`, { javaScriptEnabled: false }, async (page) => {
      const source = page.locator('.diagram-source').first();
      assert.ok(await source.isVisible());
      assert.match(await source.textContent(), /^flowchart LR\n/);
      assert.ok(await page.locator('input[data-check]').first().isVisible());
    });
  });

  await test('a diagram\'s text is one key away', async () => {
    await withPage(`/en/${lesson05}/`, {}, async (page) => {
      await drawAll(page);
      const figure = page.locator('figure.diagram').first();
      await figure.getByRole('button', { name: 'As text' }).press('Enter');
      assert.ok(await figure.locator('.diagram-source').isVisible());
      await figure.getByRole('button', { name: 'As diagram' }).press('Enter');
      assert.ok(!(await figure.locator('.diagram-source').isVisible()));
    });
  });

  await test('the door opens in the browser\'s language', async () => {
    for (const [locale, lang] of [['ru-RU', 'ru'], ['en-GB', 'en'], ['fr-FR', 'en']]) {
      await withPage('/', { locale }, (page) => page.waitForURL(`${origin}/${lang}/`));
    }
  });

  await test('through all of this nothing was logged, nothing failed, and no request left this machine', () => {
    assert.deepEqual(troubles, []);
  });

  await browser.close();
}
