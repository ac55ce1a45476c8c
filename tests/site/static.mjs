// What can be said of the built site without a browser.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from './tap.mjs';

function pagesOf(dist) {
  const names = readdirSync(dist, { recursive: true }).map(String).filter((name) => name.endsWith('.html'));
  return names.map((name) => ({ path: `/${name.replace(/index\.html$/, '')}`, html: readFileSync(join(dist, name), 'utf8') }));
}

const unescape = (text) => text.replaceAll('&#38;', '&').replaceAll('&amp;', '&').replaceAll('&#34;', '"');
const idsOf = (html) => new Set([...html.matchAll(/\sid="([^"]*)"/g)].map((match) => unescape(match[1])));

function deadLinks(dist, pages) {
  const byPath = new Map(pages.map((page) => [page.path, page]));
  const dead = [];
  for (const { path, html } of pages) {
    for (const [, , raw] of html.matchAll(/\s(href|src)="([^"]*)"/g)) {
      const url = new URL(unescape(raw), `http://site${path}`);
      if (url.host !== 'site') continue; // somebody else's page: a reader may go there, a test may not
      const file = decodeURIComponent(url.pathname);
      const target = byPath.get(file);
      const there = target || (existsSync(join(dist, file)) && statSync(join(dist, file)).isFile());
      const part = decodeURIComponent(url.hash.slice(1));
      if (!there || (part && !idsOf(target.html).has(part))) dead.push(`${path}: ${raw}`);
    }
  }
  return dead;
}

/** What `astro sync` says of a lesson whose front matter has been changed. */
function complaint(site, lesson, from, to) {
  const file = join(site, '../lessons', lesson);
  const text = readFileSync(file, 'utf8');
  assert.ok(text.includes(from));
  writeFileSync(file, text.replace(from, to));
  try {
    execFileSync(join(site, 'node_modules/.bin/astro'), ['sync'], {
      cwd: site, encoding: 'utf8', stdio: 'pipe', env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
    });
    return 'no complaint';
  } catch (error) {
    return `${error.stdout}${error.stderr}`;
  } finally {
    writeFileSync(file, text);
  }
}

const position = { start: { line: 7, column: 1 }, end: { line: 7, column: 9 } };

export async function staticTests({ site, dist, lessons }) {
  const pages = pagesOf(dist);

  await test('every lesson has a page in its language', () => {
    for (const { path } of lessons) assert.ok(pages.some((page) => page.path === path), path);
    assert.ok(lessons.length >= 6);
  });

  await test('every link leads to a page or a file of the site, and to a section that is there', () => {
    assert.deepEqual(deadLinks(dist, pages), []);
  });

  await test('a lesson reaches the site byte for byte', () => {
    for (const { id, lang } of lessons) {
      const name = `${id}${lang === 'en' ? '.en' : ''}.mdx`;
      const [a, b] = ['../lessons', 'src/content/course'].map((folder) => readFileSync(join(site, folder, name)));
      assert.ok(a.equals(b), name);
    }
  });

  await test('no page loads anything from another host', () => {
    for (const { path, html } of pages) {
      const hosts = [...html.matchAll(/<(?!a\s)[^>]*?\s(?:href|src|srcset|action)="(?:https?:)?\/\/([^"]*)"/g)].map((match) => match[1]);
      assert.deepEqual(hosts, [], path);
    }
  });

  await test('a front matter error names the file and the field', () => {
    const lesson = '07-module-7/05-multi-database-configuration.mdx';
    const wrong = complaint(site, lesson, 'order: 5', 'order: "five"');
    assert.match(wrong, /05-multi-database-configuration/);
    assert.match(wrong, /order/);
    const missing = complaint(site, lesson, 'estimatedTime: 45\n', 'estimated: 45\n');
    assert.match(missing, /estimatedTime/);
    assert.match(missing, /estimated\b/);
  });

  const { lessonMarkdown } = await import(pathToFileURL(join(site, 'plugins/lesson-markdown.mjs')));
  const build = (node, path) => {
    const file = { path: join(site, 'src/content/course', path), fail: (message) => { throw new Error(message); } };
    lessonMarkdown({ base: '/' })({ type: 'root', children: [node] }, file);
    return node;
  };
  const run = (url, path) => build({ type: 'link', url, children: [], position }, path).url;

  await test('a link to a lesson leads to its page in the same language, with its section', () => {
    const here = '07-module-7/05-multi-database-configuration';
    assert.equal(run('./06-multi-database-checklist', `${here}.mdx`), '/ru/07-module-7/06-multi-database-checklist/');
    assert.equal(run('./06-multi-database-checklist.mdx#x', `${here}.en.mdx`), '/en/07-module-7/06-multi-database-checklist/#x');
    assert.equal(run('#x', `${here}.mdx`), '#x');
    assert.equal(run('https://kafka.apache.org/', `${here}.mdx`), 'https://kafka.apache.org/');
  });

  await test('a link to a lesson that is not there stops the build with file, line and name', () => {
    assert.throws(() => run('./09-nowhere', '07-module-7/05-multi-database-configuration.en.mdx'),
      /07-module-7\/05-multi-database-configuration\.en\.mdx:7: .*07-module-7\/09-nowhere\.en\.mdx/);
  });

  await test('an unknown kind of callout stops the build with file, line and the kinds there are', () => {
    const type = { type: 'mdxJsxAttribute', name: 'type', value: 'hint' };
    const callout = { type: 'mdxJsxFlowElement', name: 'Callout', attributes: [type], children: [], position };
    assert.throws(() => build(callout, '07-module-7/05-multi-database-configuration.mdx'),
      /configuration\.mdx:7: .*hint.*note, tip, warning, danger/);
  });
}
