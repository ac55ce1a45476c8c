// The site as a reader meets it, in headless Chromium.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { drawAll, survey, watchShifts } from './survey.mjs';
import { test } from './tap.mjs';

const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const lesson05 = '07-module-7/05-multi-database-configuration';

export async function browserTests({ site, origin, lessons, executable }) {
  const { chromium } = createRequire(join(site, 'package.json'))('playwright-core');
  const browser = await chromium.launch({ executablePath: executable, args: flags });
  const troubles = [];

  function newContext(options) {
    return browser.newContext({ viewport: sizes.desktop, locale: 'ru-RU', reducedMotion: 'reduce', ...options });
  }

  /** A page of `context`; whatever the browser complains of anywhere is collected. */
  async function open(context, path) {
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

  /** `body` as a visitor who comes for the first time. */
  async function withPage(path, options, body) {
    const context = await newContext(options);
    try {
      return await body(await open(context, path));
    } finally {
      await context.close();
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
  const found = { phone: new Map(), desktop: new Map() };
  for (const [name, viewport] of Object.entries(sizes)) {
    await test(`on a ${name} every page opens and every diagram is drawn`, async () => {
      const context = await newContext({ viewport });
      await context.addInitScript(watchShifts);
      for (const path of paths) {
        const page = await open(context, path);
        found[name].set(path, await survey(page));
        await page.close();
      }
      await context.close();
    });
    const each = (list, body) => list.forEach((item) => body(found[name].get(item.path ?? item), item, item.path ?? item));

    await test(`on a ${name} no page scrolls sideways`, () => {
      each(paths, ({ width, room }, _, path) => assert.ok(width <= room, `${path} is ${width} wide, the window ${room}`));
    });

    await test(`on a ${name} a diagram has all its words, within its box and large enough to read`, () => {
      each(lessons, ({ diagrams }, { charts }, path) => {
        assert.equal(diagrams.length, charts.length, path);
        charts.forEach((chart, i) => {
          for (const [, label] of chart.matchAll(/\[([^\]]+)\]/g)) {
            assert.ok(diagrams[i].words.includes(label.replace(/\s/g, '')), `${path}: no "${label}" in "${diagrams[i].words}"`);
            assert.ok(diagrams[i].name.includes(label), `${path}: the diagram's name says nothing of "${label}"`);
          }
          assert.ok(diagrams[i].words.length > 20, path);
          assert.ok(diagrams[i].inside, `${path}: diagram ${i} leaves its box`);
          assert.ok(diagrams[i].size >= 10, `${path}: text of ${diagrams[i].size} px`);
        });
      });
    });

    await test(`on a ${name} nothing jumps while the diagrams are drawn`, () => {
      each(paths, ({ shift }, _, path) => assert.ok(shift < 0.01, `${path}: ${shift}`));
    });

    for (const scheme of ['light', 'dark']) {
      await test(`on a ${name}, in ${scheme}, every text stands out from what lies behind it`, () => {
        each(paths, ({ contrast }, _, path) => {
          assert.ok(contrast[scheme].seen > 20, path);
          assert.deepEqual(contrast[scheme].low, [], path);
        });
      });
    }
  }
  const each = (list, body) => list.forEach((item) => body(found.desktop.get(item.path ?? item), item, item.path ?? item));

  await test('callouts are there, visible, and named in the language of the page', () => {
    const kinds = {
      ru: { note: 'Примечание', tip: 'Совет', warning: 'Внимание', danger: 'Опасно' },
      en: { note: 'Note', tip: 'Tip', warning: 'Warning', danger: 'Danger' },
    };
    each(lessons, ({ callouts }, lesson, path) => {
      assert.equal(callouts.length, lesson.callouts.length, path);
      callouts.forEach(({ title, visible }, i) => {
        assert.ok(title.startsWith(kinds[lesson.lang][lesson.callouts[i]]), `${path}: ${title}`);
        assert.ok(visible, `${path}: ${title}`);
      });
    });
  });

  await test('every block of code is the lesson\'s, byte for byte, under its file name', () => {
    each(lessons, ({ code }, { fences }, path) => {
      assert.deepEqual(code.map((block) => [block.title, block.code]), fences.map((fence) => [fence.title, fence.code]), path);
    });
  });

  await test('code is highlighted in every language that the lessons use', () => {
    each(lessons, ({ code }, _, path) => {
      for (const { lang, colours, code: text } of code) {
        if (lang === 'text' || text.split('\n').length < 3) continue;
        assert.ok(colours >= 2, `${path}: ${lang} has ${colours} colours in ${text.slice(0, 60)}`);
      }
    });
  });

  await test('every item of a checklist is a box with its words as its name', () => {
    each(lessons, (page, { checks }, path) => {
      assert.deepEqual(page.checks.map(({ id }) => id), checks, path);
      page.checks.forEach(({ label }) => assert.ok(label.length > 10, path));
    });
  });

  await test('what a lesson asks before a step is shown as text', () => {
    each(lessons, (page, { questions }, path) => {
      assert.deepEqual(page.questions.map(({ id }) => id), questions, path);
      page.questions.forEach(({ text }) => assert.match(text, /\?/, path));
    });
  });

  await test('the table of contents holds the lesson\'s headings', () => {
    const plain = (text) => text.replaceAll("'", '’').replaceAll('`', '');
    each(lessons, (page, { headings }, path) => assert.deepEqual(page.headings, headings.map(plain), path));
  });

  await test('a page has its landmarks, its language and one ladder of headings', () => {
    each(paths, ({ landmarks, lang, unnamed, levels, twice }, _, path) => {
      assert.deepEqual(landmarks, [1, 1, 1], path);
      assert.equal(lang, path.slice(1, 3));
      assert.equal(unnamed, 0, `${path}: a nav without a name`);
      assert.equal(levels.filter((level) => level === 1).length, 1, path);
      levels.reduce((before, level) => (assert.ok(level <= before + 1, `${path}: h${before}, then h${level}`), level), 0);
      assert.deepEqual(twice, [], `${path}: ids used twice`);
    });
  });

  await test('with the keyboard alone a block is copied whole', async () => {
    await withPage(`/ru/${lesson05}/`, { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      const { code, title } = lessons.find((lesson) => lesson.path === `/ru/${lesson05}/`).fences[0];
      page.setDefaultTimeout(10000);
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
      assert.match(await page.locator('[data-tally]').textContent(), /1 из \d/);
      await page.goto(`${origin}/en/${lesson05}/`);
      assert.deepEqual(await ticked(), ['mysql-topic']);
      await page.goto(`${origin}/en/`);
      const { checks, optional } = lessons.find((lesson) => lesson.path === `/en/${lesson05}/`);
      const all = checks.length - optional.length;
      assert.equal(await page.locator(`[data-lesson="${lesson05}"]`).textContent(), `1 of ${all}`);
      await page.goto(`${origin}/en/${lesson05}/`);
      await page.locator('input[data-check="mysql-topic"]').uncheck();
      await page.reload();
      assert.deepEqual(await ticked(), []);
    });
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
      await page.locator('.languages a[lang="en"]').focus(); // which must not scroll the page
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

  await test('the table of contents leads to a section and marks it as being read', async () => {
    await withPage(`/en/${lesson05}/`, {}, async (page) => {
      const link = page.locator('.side .contents a').nth(2);
      await link.click();
      await page.waitForFunction((wanted) => document.querySelector('.side [aria-current="location"]')?.textContent === wanted,
        await link.textContent());
    });
  });

  await test('previous and next walk the course in its order', async () => {
    await withPage('/en/', {}, async (page) => {
      await page.locator('.card a').first().click();
      await page.waitForURL((url) => url.pathname !== '/en/'); // until it is loaded, links and all
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
