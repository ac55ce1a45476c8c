// What a lesson means beyond plain MDX: checklist items with ids, links to other lessons, components that speak the page's language.
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { visit } from 'unist-util-visit';
import { words } from '../src/words.js';

const course = fileURLToPath(new URL('../src/content/course', import.meta.url));
const labs = fileURLToPath(new URL('../../labs', import.meta.url));
const predictComment = /^\/\*\s*predict:\s*([a-z0-9-]+)\s*\*\/$/;
const checkComment = /^\/\*\s*check:\s*([a-z0-9-]+)\s*\*\/$/;

function element(tag, properties, children = []) {
  return { type: 'lessonElement', data: { hName: tag, hProperties: properties }, children };
}

/** Stops the build; the lesson, its line and what is wrong with it stand in one line. */
function fail(file, node, what) {
  file.fail(`${relative(course, file.path)}:${node.position?.start.line}: ${what}`, node);
}

/** Components are told the page's language. */
function speak(tree, file, lang) {
  const kinds = words[lang].callouts;
  visit(tree, ['mdxJsxFlowElement', 'mdxJsxTextElement'], (node) => {
    if (node.name !== 'Mermaid' && node.name !== 'Callout') return;
    const type = node.attributes.find((attribute) => attribute.name === 'type')?.value;
    if (node.name === 'Callout' && typeof type === 'string' && !Object.hasOwn(kinds, type)) {
      fail(file, node, `<Callout type="${type}">: expected one of ${Object.keys(kinds).join(', ')}`);
    }
    node.attributes.push({ type: 'mdxJsxAttribute', name: 'lang', value: lang });
  });
}

/** Turn an item with a check comment into a label with a live checkbox; false where it has none. */
function makeCheck(item) {
  const line = item.children[0];
  if (item.checked == null || line?.type !== 'paragraph') return false;
  const at = line.children.findIndex((n) => n.type === 'mdxTextExpression' && checkComment.test(n.value.trim()));
  if (at < 0) return false;
  const id = checkComment.exec(line.children[at].value.trim())[1];
  const text = line.children.filter((_, index) => index !== at);
  if (text[0]?.type === 'text') text[0].value = text[0].value.trimStart();
  line.data = { hName: 'label' };
  line.children = [element('input', { type: 'checkbox', dataCheck: id }), element('span', {}, text)];
  item.checked = null;
  item.data = { ...item.data, hProperties: { className: ['check'] } };
  return true;
}

/** Lists with checks become checklists; below the last one stands where the marks are kept. */
function checklists(tree, lang) {
  let last = null;
  visit(tree, 'list', (list, _index, parent) => {
    const made = list.children.filter(makeCheck);
    if (made.length === 0) return;
    list.data = { ...list.data, hProperties: { className: ['checklist'] } };
    last = { list, parent };
  });
  if (!last) return;
  const tally = element('output', { dataTally: '' });
  const note = element('p', { className: ['checklist-note'] }, [tally, { type: 'text', value: words[lang].checksKept }]);
  last.parent.children.splice(last.parent.children.indexOf(last.list) + 1, 0, note);
}

/** A line of a lab's Markdown: text and code. */
function inline(text) {
  return text.split('`').map((value, index) => ({ type: index % 2 ? 'inlineCode' : 'text', value }));
}

function paragraph(text) {
  return { type: 'paragraph', children: inline(text) };
}

/** The questions of the lesson's lab, by id. */
function predictions(file) {
  const lesson = relative(course, file.path).replace(/(\.en)?\.mdx$/, '');
  const path = resolve(labs, lesson, 'lab.json');
  const lab = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  return new Map((lab.predictions ?? []).map((one) => [one.id, one]));
}

/** A question to think about, in the place of its comment; only the lab can measure the answer. */
function questions(tree, file, lang) {
  const known = predictions(file);
  visit(tree, 'mdxFlowExpression', (node, index, parent) => {
    const id = predictComment.exec(node.value.trim())?.[1];
    if (!id) return;
    const one = known.get(id);
    if (!one) fail(file, node, `{/* predict: ${id} */}: the lab has no such prediction`);
    const title = element('p', { className: ['callout-title'] }, [{ type: 'text', value: words[lang].predict }]);
    const children = [paragraph(one.ask[lang])];
    const choices = (one.choices ?? []).map((choice) => ({ type: 'listItem', spread: false, children: [paragraph(choice.text?.[lang] ?? choice.is)] }));
    if (choices.length) children.push({ type: 'list', ordered: true, spread: false, children: choices });
    parent.children[index] = element('aside', { className: ['callout', 'callout-note'], dataPredict: id }, [
      title, element('div', { className: ['callout-body'] }, children)]);
  });
}

/** The address of the page that a link in a lesson means, or null where it is no link to a lesson. */
function lessonAddress(url, file, lang, base) {
  const [, path, fragment] = /^([^#?]*)(#.*)?$/.exec(url) ?? [];
  if (!path || !/^\.{1,2}\//.test(path)) return null;
  const name = path.replace(/\/$/, '').replace(/(\.en)?\.mdx$/, '');
  const target = resolve(dirname(file.path), name);
  const twin = `${target}${lang === 'en' ? '.en' : ''}.mdx`;
  if (!existsSync(twin)) throw new Error(`link to ${url}: there is no ${relative(course, twin)}`);
  return `${base}${lang}/${relative(course, target)}/${fragment ?? ''}`;
}

function links(tree, file, lang, base) {
  visit(tree, ['link', 'definition'], (node) => {
    try {
      node.url = lessonAddress(node.url, file, lang, base) ?? node.url;
    } catch (error) {
      fail(file, node, error.message);
    }
  });
}

export function lessonMarkdown({ base }) {
  return (tree, file) => {
    const lang = basename(file.path).endsWith('.en.mdx') ? 'en' : 'ru';
    speak(tree, file, lang);
    checklists(tree, lang);
    questions(tree, file, lang);
    links(tree, file, lang, base);
  };
}
